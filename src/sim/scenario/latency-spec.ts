/** How long a backend works on a request, as a scenario says it. Times in µs, shares as fractions. */
import type { Micros } from '../../kernel/clock.ts';

export type LatencySpec =
  | { readonly kind: 'constant'; readonly value: Micros }
  /** Evenly spread, both ends included. */
  | { readonly kind: 'uniform'; readonly min: Micros; readonly max: Micros }
  /** Cut off at zero. */
  | { readonly kind: 'normal'; readonly mean: Micros; readonly sd: Micros }
  | { readonly kind: 'lognormal'; readonly p50: Micros; readonly p99: Micros }
  | { readonly kind: 'exponential'; readonly mean: Micros }
  /** Never below `min`, and with a heavy tail. */
  | { readonly kind: 'pareto'; readonly min: Micros; readonly p99: Micros }
  /** Each of them for a share of the requests; shares add up to 1. */
  | { readonly kind: 'mixture'; readonly parts: readonly { readonly share: number; readonly latency: LatencySpec }[] }
  /** Straight lines between points that ascend from quantile 0 to quantile 1. */
  | { readonly kind: 'percentiles'; readonly points: readonly QuantilePoint[] }
  /** These, one after the other, over and over. At least one. */
  | { readonly kind: 'trace'; readonly values: readonly Micros[] };

interface QuantilePoint {
  readonly quantile: number;
  readonly value: Micros;
}
