/** Without memory: what the textbooks' M/M/1 works by. */
import type { LatencyKind } from './latency.ts';

export const exponential: LatencyKind<'exponential'> = ({ mean }, random) => {
  return () => -mean * Math.log(1 - random.float());
};
