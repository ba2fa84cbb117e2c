/** When requests are due: exactly, or by chance but the same chance each time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/kernel/seeded-random.ts';
import type { LoadSpec } from '../../../src/sim/scenario/load-spec.ts';
import { Arrivals } from '../../../src/sim/workload/arrivals.ts';

const S = 1_000_000;

function spec(arrivals: LoadSpec['arrivals'], rate: number, duration: number, start = 0): LoadSpec {
  return { arrivals, rate, duration, start, clients: 1, timeout: S };
}

function all(load: LoadSpec, seed = 1): number[] {
  const arrivals = new Arrivals(load, seededRandom(seed));
  const times: number[] = [];
  for (let due = arrivals.next; due !== null; due = arrivals.next) {
    times.push(due);
    arrivals.advance();
  }
  return times;
}

describe('constant', () => {
  test('exactly as many as the rate says, and none by rounding', () => {
    const rates = fc.integer({ min: 1, max: 5_000 });
    const durations = fc.integer({ min: 1, max: 4 * S });
    fc.assert(
      fc.property(rates, durations, (rate, duration) => {
        expect(all(spec('constant', rate, duration)).length).toBe(Math.ceil((rate * duration) / S));
      }),
      { numRuns: 200 },
    );
  });

  test('whole seconds of any rate up to 1,000 give whole counts', () => {
    for (let rate = 1; rate <= 1_000; rate++) expect(all(spec('constant', rate, S))).toHaveLength(rate);
  });

  test('without drift: the last of an hour is where it belongs', () => {
    const times = all(spec('constant', 30, 3_600 * S, 5 * S));
    expect(times).toHaveLength(108_000);
    expect(times[0]).toBe(5 * S);
    expect(times.at(-1)).toBeCloseTo(5 * S + 107_999 * (S / 30), 3);
  });
});

describe('poisson', () => {
  test('the mean is the rate, within four sigmas', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const count = all(spec('poisson', 500, 60 * S), seed).length;
      expect(Math.abs(count - 30_000)).toBeLessThan(4 * Math.sqrt(30_000));
    }
  });

  test('gaps are exponential: the mean and the share of short ones', () => {
    const times = all(spec('poisson', 1_000, 60 * S));
    const gaps = times.map((time, i) => time - (times[i - 1] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(Math.abs(mean - 1_000)).toBeLessThan((4 * 1_000) / Math.sqrt(gaps.length));
    // P(gap < mean) = 1 - 1/e.
    const short = gaps.filter((gap) => gap < 1_000).length / gaps.length;
    expect(Math.abs(short - (1 - Math.exp(-1)))).toBeLessThan(4 * Math.sqrt(0.2325 / gaps.length));
  });

  test('ascending, inside the stream, and the same for the same seed', () => {
    const load = spec('poisson', 300, 4 * S, S);
    const times = all(load, 9);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect(times.every((time) => time >= S && time < 5 * S)).toBe(true);
    expect(all(load, 9)).toEqual(times);
    expect(all(load, 10)).not.toEqual(times);
  });
});
