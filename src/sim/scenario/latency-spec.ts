/** How long a backend works on a request, as a scenario says it. Times in µs. */
import type { Micros } from '../../kernel/clock.ts';

export type LatencySpec =
  | { readonly kind: 'constant'; readonly value: Micros }
  | { readonly kind: 'lognormal'; readonly p50: Micros; readonly p99: Micros };
