/** The registry of latencies. */
import type { Micros } from '../../../kernel/clock.ts';
import type { Random } from '../../../kernel/random.ts';
import type { LatencySpec } from '../../scenario/latency-spec.ts';
import { constant } from './constant.ts';
import { exponential } from './exponential.ts';
import { type LatencyKind, LONGEST_WORK, type Sampler } from './latency.ts';
import { lognormal } from './lognormal.ts';
import { mixture } from './mixture.ts';
import { normal } from './normal.ts';
import { pareto } from './pareto.ts';
import { percentiles } from './percentiles.ts';
import { trace } from './trace.ts';
import { uniform } from './uniform.ts';

const KINDS: { readonly [Kind in LatencySpec['kind']]: LatencyKind<Kind> } = {
  constant,
  uniform,
  normal,
  lognormal,
  exponential,
  pareto,
  mixture,
  percentiles,
  trace,
};

/** Draws latencies, one a call: whole µs, never below zero, never more than a day. */
export function latencySampler(spec: LatencySpec, random: Random): () => Micros {
  const sample = samplerOf(spec, random);
  return () => Math.min(LONGEST_WORK, Math.max(0, Math.round(sample())));
}

function samplerOf<Spec extends LatencySpec>(spec: Spec, random: Random): Sampler {
  const kind = KINDS[spec.kind] as (spec: Spec, random: Random, inner: typeof samplerOf) => Sampler;
  return kind(spec, random, samplerOf);
}
