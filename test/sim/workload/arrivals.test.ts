/** When requests are due: one law suite for every kind of arrivals, then what is special about some. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/kernel/seeded-random.ts';
import type { OpenArrivals, Spacing } from '../../../src/sim/scenario/load-spec.ts';
import { createArrivals } from '../../../src/sim/workload/index.ts';

const S = 1_000_000;
const MOST = 20_000;

interface Case {
  readonly spec: OpenArrivals;
  readonly duration: number;
  /** The integral of the rate over the duration. */
  readonly expected: number;
  /** How far counts may be off: by a hair when evenly spaced. */
  readonly random: boolean;
}

function all(spec: OpenArrivals, duration: number, seed = 1): number[] {
  const arrivals = createArrivals(spec, duration, seededRandom(seed));
  const times: number[] = [];
  for (let due = arrivals.next; due !== null; due = arrivals.next) {
    times.push(due);
    arrivals.advance();
    if (times.length > 10 * MOST) throw new Error('without end');
  }
  return times;
}

const rates = fc.double({ min: 0.5, max: 2_000, noNaN: true });
const durations = fc.integer({ min: 1, max: 5 * S });
const spacings = fc.constantFrom<Spacing>('constant', 'poisson');

/** The rate as a function of time, added up in small steps: independent of the closed forms. */
function integral(rate: (time: number) => number, duration: number): number {
  const steps = 20_000;
  const width = duration / steps;
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += (rate((i + 0.5) * width) * width) / S;
  return sum;
}

const KINDS: Readonly<Record<OpenArrivals['kind'], fc.Arbitrary<Case>>> = {
  rate: fc.record({ rate: rates, duration: durations, spacing: spacings }).map(({ rate, duration, spacing }) => ({
    spec: { kind: 'rate', rate, spacing },
    duration,
    expected: (rate * duration) / S,
    random: spacing === 'poisson',
  })),
  ramp: fc
    .record({
      from: fc.oneof(rates, fc.constant(0)),
      to: rates,
      falls: fc.boolean(),
      duration: durations,
      spacing: spacings,
    })
    .map(({ from, to, falls, duration, spacing }) => {
      const [start, end] = falls ? [to, from] : [from, to];
      return {
        spec: { kind: 'ramp', from: start, to: end, spacing },
        duration,
        expected: integral((time) => start + ((end - start) * time) / duration, duration),
        random: spacing === 'poisson',
      };
    }),
  steps: fc
    .record({
      list: fc.array(fc.oneof(rates, fc.constant(0)), { minLength: 1, maxLength: 6 }),
      each: fc.integer({ min: 1, max: S }),
      spacing: spacings,
    })
    .map(({ list, each, spacing }) => ({
      spec: { kind: 'steps', rates: list, each, spacing },
      duration: list.length * each,
      expected: list.reduce((sum, rate) => sum + (rate * each) / S, 0),
      random: spacing === 'poisson',
    })),
  sine: fc
    .record({
      mean: rates,
      depth: fc.double({ min: 0, max: 1, noNaN: true }),
      period: fc.integer({ min: 10_000, max: 4 * S }),
      duration: durations,
      spacing: spacings,
    })
    .map(({ mean, depth, period, duration, spacing }) => ({
      spec: { kind: 'sine', mean, amplitude: mean * depth, period, spacing },
      duration,
      expected: integral((time) => mean + mean * depth * Math.sin((2 * Math.PI * time) / period), duration),
      random: spacing === 'poisson',
    })),
  bursts: fc
    .record({
      size: fc.integer({ min: 1, max: 50 }),
      every: fc.integer({ min: 20_000, max: S }),
      duration: durations,
    })
    .map(({ size, every, duration }) => ({
      spec: { kind: 'bursts', size, every },
      duration,
      expected: Math.ceil(duration / every) * size,
      random: false,
    })),
  replay: fc
    .record({ due: fc.array(fc.integer({ min: 0, max: 6 * S }), { maxLength: 100 }), duration: durations })
    .map(({ due, duration }) => ({
      spec: { kind: 'replay', due: due.sort((a, b) => a - b), requests: due.map(() => -1) },
      duration,
      expected: due.filter((time) => time < duration).length,
      random: false,
    })),
};

describe.each(Object.entries(KINDS))('%s', (_, cases) => {
  const seeds = fc.integer({ min: 0, max: 2 ** 31 });

  test('ascends, and stays inside its stream', () => {
    fc.assert(
      fc.property(cases, seeds, ({ spec, duration }, seed) => {
        let last = 0;
        for (const due of all(spec, duration, seed)) {
          expect(due).toBeGreaterThanOrEqual(last);
          expect(due).toBeLessThan(duration);
          last = due;
        }
      }),
      { numRuns: 60 },
    );
  });

  test('the same seed, the same times', () => {
    fc.assert(
      fc.property(cases, seeds, ({ spec, duration }, seed) => {
        expect(all(spec, duration, seed)).toEqual(all(spec, duration, seed));
      }),
      { numRuns: 30 },
    );
  });

  test('as many as the integral of its rate', () => {
    fc.assert(
      fc.property(cases, seeds, ({ spec, duration, expected, random }, seed) => {
        const off = Math.abs(all(spec, duration, seed).length - expected);
        // One for the first, which comes at once, and one for the sum's own error; by chance, seven sigmas.
        expect(off).toBeLessThanOrEqual(2 + (random ? 7 * Math.sqrt(expected) + 10 : 0));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a constant rate', () => {
  const constant = (rate: number): OpenArrivals => ({ kind: 'rate', rate, spacing: 'constant' });

  test('exactly as many as the rate says, and none by rounding', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 4 * S }), (rate, duration) => {
        expect(all(constant(rate), duration).length).toBe(Math.ceil((rate * duration) / S));
      }),
      { numRuns: 200 },
    );
  });

  test('whole seconds of any rate up to 1,000 give whole counts', () => {
    for (let rate = 1; rate <= 1_000; rate++) expect(all(constant(rate), S)).toHaveLength(rate);
  });

  test('without drift: the last of an hour is where it belongs', () => {
    const times = all(constant(30), 3_600 * S);
    expect(times).toHaveLength(108_000);
    expect(times[0]).toBe(0);
    expect(times.at(-1)).toBeCloseTo(107_999 * (S / 30), 3);
  });
});

describe('poisson', () => {
  const poisson = (rate: number): OpenArrivals => ({ kind: 'rate', rate, spacing: 'poisson' });

  test('gaps are exponential: the mean and the share of short ones', () => {
    const times = all(poisson(1_000), 60 * S);
    const gaps = times.map((time, i) => time - (times[i - 1] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(Math.abs(mean - 1_000)).toBeLessThan((4 * 1_000) / Math.sqrt(gaps.length));
    // P(gap < mean) = 1 - 1/e.
    const short = gaps.filter((gap) => gap < 1_000).length / gaps.length;
    expect(Math.abs(short - (1 - Math.exp(-1)))).toBeLessThan(4 * Math.sqrt(0.2325 / gaps.length));
  });

  test('other seeds, other times', () => {
    expect(all(poisson(300), 4 * S, 10)).not.toEqual(all(poisson(300), 4 * S, 9));
  });
});

test('a ramp is denser where its rate is higher: a third of its way up it has sent a ninth', () => {
  const times = all({ kind: 'ramp', from: 0, to: 900, spacing: 'constant' }, 3 * S);
  expect(times).toHaveLength(1_350);
  expect(times.filter((due) => due < S).length).toBe(150);
});

test('a sine begins in the middle, on its way up', () => {
  const times = all({ kind: 'sine', mean: 100, amplitude: 100, period: 4 * S, spacing: 'constant' }, 4 * S);
  const inSecond = (second: number): number => times.filter((due) => Math.floor(due / S) === second).length;
  expect([inSecond(0), inSecond(1), inSecond(2), inSecond(3)]).toEqual([164, 164, 36, 36]);
});

test('a burst comes all at once', () => {
  expect(all({ kind: 'bursts', size: 3, every: S }, 1.5 * S)).toEqual([0, 0, 0, S, S, S]);
});
