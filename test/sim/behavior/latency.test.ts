/** Latencies as drawn: what a scenario promises of p50 and p99 is what comes out. */
import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/kernel/seeded-random.ts';
import { latencySampler } from '../../../src/sim/behavior/latency/index.ts';
import type { LatencySpec } from '../../../src/sim/scenario/latency-spec.ts';

const DRAWS = 100_000;

function draw(spec: LatencySpec, seed = 1): number[] {
  const sample = latencySampler(spec, seededRandom(seed));
  return Array.from({ length: DRAWS }, sample).sort((a, b) => a - b);
}

test.each([
  [4_000, 40_000],
  [4_000, 4_400],
  [200, 90_000],
])('lognormal with p50 %i µs and p99 %i µs', (p50, p99) => {
  const draws = draw({ kind: 'lognormal', p50, p99 });
  const sigma = Math.log(p99 / p50) / 2.3263;
  // The standard error of a sample quantile is sqrt(q (1 - q) / n) / density; four of them, on the log scale.
  const tolerance = (q: number, density: number): number => (4 * sigma * Math.sqrt((q * (1 - q)) / DRAWS)) / density;
  const at = (q: number): number => draws[Math.floor(q * DRAWS)] ?? 0;
  expect(Math.abs(Math.log(at(0.5) / p50))).toBeLessThan(tolerance(0.5, 0.3989) + 1 / p50);
  expect(Math.abs(Math.log(at(0.99) / p99))).toBeLessThan(tolerance(0.99, 0.02665) + 1 / p99);
  expect(draws.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
});

test('p99 equal to p50: no spread at all', () => {
  expect(new Set(draw({ kind: 'lognormal', p50: 700, p99: 700 }))).toEqual(new Set([700]));
});

test('a constant is constant, and takes nothing from the stream', () => {
  const random = seededRandom(1);
  expect(latencySampler({ kind: 'constant', value: 1_234 }, random)()).toBe(1_234);
  expect(random.uint32()).toBe(seededRandom(1).uint32());
});
