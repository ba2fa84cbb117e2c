/** A table of percentiles, as monitoring shows it, with straight lines in between. */
import type { LatencyKind } from './latency.ts';

export const percentiles: LatencyKind<'percentiles'> = ({ points }, random) => {
  return () => {
    const quantile = random.float();
    const above = Math.max(
      1,
      points.findIndex((point) => point.quantile > quantile),
    );
    const high = points[above];
    const low = points[above - 1];
    if (high === undefined || low === undefined) return points.at(-1)?.value ?? 0;
    return low.value + ((quantile - low.quantile) / (high.quantile - low.quantile)) * (high.value - low.value);
  };
};
