/** Always the same; draws nothing. */
import type { LatencyKind } from './latency.ts';

export const constant: LatencyKind<'constant'> =
  ({ value }) =>
  () =>
    value;
