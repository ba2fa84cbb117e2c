/** The bell curve around a mean; what would be below zero is zero. */
import { type LatencyKind, standardNormal } from './latency.ts';

export const normal: LatencyKind<'normal'> = ({ mean, sd }, random) => {
  return () => mean + sd * standardNormal(random);
};
