/** How long a backend works on a request. */
import type { Micros } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { LatencySpec } from '../scenario/latency-spec.ts';

/** The 99th percentile of the standard normal distribution. */
const Z_99 = 2.3263478740408408;

/** One draw, in whole µs. A constant draws nothing from the stream. */
export function drawLatency(spec: LatencySpec, random: Random): Micros {
  if (spec.kind === 'constant') return spec.value;
  const sigma = Math.log(spec.p99 / spec.p50) / Z_99;
  return Math.round(spec.p50 * Math.exp(sigma * standardNormal(random)));
}

/** Box and Muller, "A note on the generation of random normal deviates", 1958; one of the pair is thrown away. */
function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());
}
