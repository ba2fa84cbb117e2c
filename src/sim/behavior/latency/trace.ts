/** What a real system took, one after the other, and from the start again; draws nothing. */
import type { LatencyKind } from './latency.ts';

export const trace: LatencyKind<'trace'> = ({ values }) => {
  let next = 0;
  return () => values[next++ % values.length] ?? 0;
};
