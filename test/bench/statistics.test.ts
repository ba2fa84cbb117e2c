import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distribution, mean, median, medians } from '../../bench/report/statistics.ts';

describe('median', () => {
  test.each([
    [[5], 5],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[100, 9, 20], 20],
  ])('of %j is %d', (numbers, expected) => {
    expect(median(numbers)).toBe(expected);
  });

  test('of none is not a number', () => {
    expect(median([])).toBeNaN();
  });

  test('has as many below as above, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (numbers) => {
        const middle = median(numbers);
        const below = numbers.filter((number) => number < middle).length;
        const above = numbers.filter((number) => number > middle).length;
        expect(below).toBeLessThanOrEqual(numbers.length / 2);
        expect(above).toBeLessThanOrEqual(numbers.length / 2);
        expect(median(numbers.toReversed())).toBe(middle);
      }),
    );
  });

  test('leaves what it is given as it was', () => {
    const numbers = [3, 1, 2];
    median(numbers);
    expect(numbers).toEqual([3, 1, 2]);
  });
});

test('medians go field by field, and there are none of no records', () => {
  const records = [
    { cpu: 1, rate: 30 },
    { cpu: 3, rate: 10 },
    { cpu: 2, rate: 20 },
  ];
  expect(medians(records)).toEqual({ cpu: 2, rate: 20 });
  expect(records[0]).toEqual({ cpu: 1, rate: 30 });
  expect(medians([])).toBeNull();
});

test('mean', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(mean([])).toBeNaN();
});

test('a distribution has exact quantiles', () => {
  const numbers = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(distribution(numbers)).toEqual({ count: 100, mean: 50.5, p50: 50, p99: 99 });
  expect(distribution([])).toEqual({ count: 0, mean: Number.NaN, p50: Number.NaN, p99: Number.NaN });
});
