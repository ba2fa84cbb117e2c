/**
 * The family of latencies: how long a backend works on each request. To add one: its shape in `scenario/latency-spec.ts`,
 * a file here with one `LatencyKind`, a line in `index.ts`, and its place in the schema (`scenario/latency-schema.ts`).
 */
import type { Micros } from '../../../kernel/clock.ts';
import type { Random } from '../../../kernel/random.ts';
import type { LatencySpec } from '../../scenario/latency-spec.ts';

/** Draws one after the other; what it returns may be any number: `latencySampler` makes whole µs of it. */
export type Sampler = () => number;

/** Makes the sampler of a part of a latency. */
type MakeSampler = (spec: LatencySpec, random: Random) => Sampler;

/** One kind: how draws are made of a spec and luck. `inner` is for kinds that are made of others. */
export type LatencyKind<Kind extends LatencySpec['kind']> = (
  spec: Extract<LatencySpec, { kind: Kind }>,
  random: Random,
  inner: MakeSampler,
) => Sampler;

/** The 99th percentile of the standard normal distribution. */
export const Z_99 = 2.3263478740408408;

/** Box and Muller, "A note on the generation of random normal deviates", 1958; one of the pair is thrown away. */
export function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());
}

/** No work takes longer than a day, whatever the tail. */
export const LONGEST_WORK: Micros = 24 * 3600e6;
