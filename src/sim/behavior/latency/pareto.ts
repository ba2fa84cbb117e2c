/** A floor, and a tail that is heavier than any other here; given by its floor and its 99th percentile. */
import type { LatencyKind } from './latency.ts';

export const pareto: LatencyKind<'pareto'> = ({ min, p99 }, random) => {
  // P(X > x) = (min / x) ^ alpha, and 1 of 100 is above p99.
  const inverse = Math.log(p99 / min) / Math.log(100);
  return () => min * (1 - random.float()) ** -inverse;
};
