/** Evenly spread between two bounds. */
import type { LatencyKind } from './latency.ts';

export const uniform: LatencyKind<'uniform'> = ({ min, max }, random) => {
  return () => min + Math.floor(random.float() * (max - min + 1));
};
