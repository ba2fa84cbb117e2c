/** Mostly quick, with a long tail; given by two of its percentiles. */
import { type LatencyKind, standardNormal, Z_99 } from './latency.ts';

export const lognormal: LatencyKind<'lognormal'> = ({ p50, p99 }, random) => {
  const sigma = Math.log(p99 / p50) / Z_99;
  return () => p50 * Math.exp(sigma * standardNormal(random));
};
