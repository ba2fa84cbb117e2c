/** One suite of laws for all latencies: what a scenario promises is what comes out, within what luck allows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/kernel/seeded-random.ts';
import { latencySampler } from '../../../src/sim/behavior/latency/index.ts';
import type { LatencySpec } from '../../../src/sim/scenario/latency-spec.ts';

const DAY = 24 * 3600e6;
const time = fc.integer({ min: 0, max: DAY });
const positive = fc.integer({ min: 1, max: DAY });
const ordered = fc.tuple(positive, positive).map(([x, y]) => [Math.min(x, y), Math.max(x, y)] as const);

const plain: fc.Arbitrary<LatencySpec> = fc.oneof(
  time.map((value): LatencySpec => ({ kind: 'constant', value })),
  ordered.map(([min, max]): LatencySpec => ({ kind: 'uniform', min, max })),
  fc.tuple(positive, positive).map(([mean, sd]): LatencySpec => ({ kind: 'normal', mean, sd })),
  ordered.map(([p50, p99]): LatencySpec => ({ kind: 'lognormal', p50, p99 })),
  positive.map((mean): LatencySpec => ({ kind: 'exponential', mean })),
  ordered.map(([min, p99]): LatencySpec => ({ kind: 'pareto', min, p99 })),
  fc.array(time, { minLength: 2, maxLength: 8 }).map((values): LatencySpec => {
    const sorted = values.toSorted((x, y) => x - y);
    return { kind: 'percentiles', points: sorted.map((value, i) => ({ quantile: i / (sorted.length - 1), value })) };
  }),
  fc.array(time, { minLength: 1, maxLength: 20 }).map((values): LatencySpec => ({ kind: 'trace', values })),
);
const anyLatency: fc.Arbitrary<LatencySpec> = fc.oneof(
  { weight: 4, arbitrary: plain },
  {
    weight: 1,
    arbitrary: fc.array(plain, { minLength: 1, maxLength: 5 }).map((latencies): LatencySpec => {
      return { kind: 'mixture', parts: latencies.map((latency) => ({ share: 1 / latencies.length, latency })) };
    }),
  },
);

function draws(spec: LatencySpec, seed: number, count: number): number[] {
  return Array.from({ length: count }, latencySampler(spec, seededRandom(seed)));
}

describe('any latency', () => {
  test('is whole µs, never negative, and never longer than a day', () => {
    fc.assert(
      fc.property(anyLatency, fc.nat(), (spec, seed) => {
        return draws(spec, seed, 200).every((value) => Number.isInteger(value) && value >= 0 && value <= DAY);
      }),
    );
  });

  test('is the same again with the same seed', () => {
    fc.assert(
      fc.property(anyLatency, fc.nat(), (spec, seed) => {
        expect(draws(spec, seed, 50)).toEqual(draws(spec, seed, 50));
      }),
    );
  });

  test('keeps its bounds', () => {
    fc.assert(
      fc.property(ordered, fc.nat(), ([low, high], seed) => {
        const uniform = draws({ kind: 'uniform', min: low, max: high }, seed, 200);
        expect(Math.min(...uniform)).toBeGreaterThanOrEqual(low);
        expect(Math.max(...uniform)).toBeLessThanOrEqual(high);
        expect(Math.min(...draws({ kind: 'pareto', min: low, p99: high }, seed, 200))).toBeGreaterThanOrEqual(low);
        const points = [
          { quantile: 0, value: low },
          { quantile: 1, value: high },
        ];
        const table = draws({ kind: 'percentiles', points }, seed, 200);
        expect(Math.min(...table)).toBeGreaterThanOrEqual(low);
        expect(Math.max(...table)).toBeLessThanOrEqual(high);
      }),
    );
  });
});

const MS = 1_000;
const DRAWS = 40_000;

/** Each kind, and what its quantiles are by the textbook; in µs. */
const QUANTILES: readonly (readonly [LatencySpec, Readonly<Record<number, number>>])[] = [
  [
    { kind: 'constant', value: 7 * MS },
    { 0.01: 7 * MS, 0.99: 7 * MS },
  ],
  [
    { kind: 'uniform', min: 2 * MS, max: 10 * MS },
    { 0.25: 4 * MS, 0.5: 6 * MS, 0.99: 9_920 },
  ],
  [
    { kind: 'normal', mean: 10 * MS, sd: 2 * MS },
    { 0.1587: 8 * MS, 0.5: 10 * MS, 0.9772: 14 * MS },
  ],
  // Half of it would be below zero.
  [
    { kind: 'normal', mean: 1, sd: 9 * MS },
    { 0.4: 0, 0.8413: 9 * MS },
  ],
  [
    { kind: 'lognormal', p50: 4 * MS, p99: 40 * MS },
    { 0.5: 4 * MS, 0.99: 40 * MS },
  ],
  [
    { kind: 'lognormal', p50: 700, p99: 700 },
    { 0.001: 700, 0.999: 700 },
  ],
  [
    { kind: 'exponential', mean: 5 * MS },
    { 0.5: 5 * MS * Math.LN2, 0.99: 5 * MS * Math.log(100) },
  ],
  [
    { kind: 'pareto', min: 2 * MS, p99: 80 * MS },
    { 0.5: 2 * MS * 40 ** (Math.LN2 / Math.log(100)), 0.99: 80 * MS },
  ],
  [
    {
      kind: 'mixture',
      parts: [
        { share: 0.9, latency: { kind: 'constant', value: 1 * MS } },
        { share: 0.1, latency: { kind: 'uniform', min: 100 * MS, max: 200 * MS } },
      ],
    },
    { 0.5: 1 * MS, 0.89: 1 * MS, 0.95: 150 * MS, 0.99: 190 * MS },
  ],
  [
    {
      kind: 'percentiles',
      points: [
        { quantile: 0, value: 1 * MS },
        { quantile: 0.5, value: 4 * MS },
        { quantile: 0.99, value: 40 * MS },
        { quantile: 1, value: 200 * MS },
      ],
    },
    { 0.25: 2_500, 0.5: 4 * MS, 0.99: 40 * MS, 0.995: 120 * MS },
  ],
  [
    { kind: 'trace', values: [1 * MS, 2 * MS, 3 * MS, 4 * MS] },
    { 0.2: 1 * MS, 0.6: 3 * MS, 0.9: 4 * MS },
  ],
];

describe('quantiles', () => {
  test.each(QUANTILES.map(([spec, quantiles]) => ({ kind: spec.kind, spec, quantiles })))('$kind', (row) => {
    const sorted = draws(row.spec, 1, DRAWS).sort((x, y) => x - y);
    for (const [label, value] of Object.entries(row.quantiles)) {
      const quantile = Number(label);
      // Six standard errors to either side: by luck alone it is missed once in 10^9.
      const spread = 6 * Math.sqrt((quantile * (1 - quantile)) / DRAWS);
      const at = (q: number): number => sorted[Math.min(DRAWS - 1, Math.max(0, Math.floor(q * DRAWS)))] ?? 0;
      expect(at(quantile - spread), `p${quantile * 100}`).toBeLessThanOrEqual(value + 1);
      expect(at(quantile + spread), `p${quantile * 100}`).toBeGreaterThanOrEqual(value - 1);
    }
  });
});

test('a trace is read from front to end, and again', () => {
  expect(draws({ kind: 'trace', values: [5, 3, 9] }, 1, 7)).toEqual([5, 3, 9, 5, 3, 9, 5]);
});

test.each([{ kind: 'constant', value: 3 } as const, { kind: 'trace', values: [3] } as const])(
  '$kind takes nothing from the stream',
  (spec) => {
    const random = seededRandom(1);
    expect(latencySampler(spec, random)()).toBe(3);
    expect(random.uint32()).toBe(seededRandom(1).uint32());
  },
);
