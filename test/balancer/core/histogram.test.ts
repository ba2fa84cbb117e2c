/** Latencies in buckets: how exact, in order, and safe for whatever a clock may give. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUCKETS, bucketOf, bucketStart, Histogram } from '../../../src/balancer/core/histogram.ts';

const MAX = 0xffff_ffff;
/** As many small ones as large ones. */
const latency = fc.oneof(
  fc.nat(20),
  fc.integer({ min: 0, max: 32 }).chain((bits) => fc.integer({ min: 0, max: Math.min(2 ** bits, MAX) })),
);

function histogramOf(values: readonly number[]): Histogram {
  const counts = new Float64Array(BUCKETS + 3);
  for (const value of values) (counts[3 + bucketOf(value)] as number)++;
  const histogram = new Histogram();
  histogram.add(counts, 3);
  return histogram;
}

test('buckets lie one behind the other without a gap, and each takes what lies in it', () => {
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const [start, end] = [bucketStart(bucket), bucketStart(bucket + 1)];
    expect(end).toBeGreaterThan(start);
    expect([bucketOf(start), bucketOf(end - 1)]).toEqual([bucket, bucket]);
    // Below 8 µs each value has its own; beyond, a bucket is an eighth of its start at most.
    expect(end - start).toBeLessThanOrEqual(Math.max(1, start / 8));
  }
  expect([bucketStart(0), bucketStart(BUCKETS)]).toEqual([0, MAX + 1]);
});

test('a longer latency is never in an earlier bucket', () => {
  fc.assert(
    fc.property(latency, latency, (a, b) => {
      expect(Math.sign(bucketOf(Math.max(a, b)) - bucketOf(Math.min(a, b)))).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('whatever a clock gives has a bucket', () => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.maxSafeInteger()), (value) => {
      const bucket = bucketOf(value);
      expect(Number.isInteger(bucket) && bucket >= 0 && bucket < BUCKETS).toBe(true);
    }),
  );
  expect([-1, -0.5, 0, 0.9, Number.NEGATIVE_INFINITY].map(bucketOf)).toEqual([0, 0, 0, 0, 0]);
  const last = BUCKETS - 1;
  expect([MAX, MAX + 1, 2 ** 53, Number.POSITIVE_INFINITY].map(bucketOf)).toEqual([last, last, last, last]);
});

test('a percentile lies within an eighth of the exact one', () => {
  fc.assert(
    fc.property(
      fc.array(latency, { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, q) => {
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] as number;
        expect(Math.abs(histogramOf(values).quantile(q) - exact)).toBeLessThanOrEqual(exact / 8);
      },
    ),
    { numRuns: 500 },
  );
});

test('percentiles rise with their share, and stay within what was measured', () => {
  fc.assert(
    fc.property(fc.array(latency, { minLength: 1 }), (values) => {
      const histogram = histogramOf(values);
      const quantiles = [0, 0.1, 0.5, 0.9, 0.99, 0.999, 1].map((q) => histogram.quantile(q));
      expect(quantiles).toEqual([...quantiles].sort((a, b) => a - b));
      expect(quantiles[0]).toBeGreaterThanOrEqual((Math.min(...values) * 7) / 8);
      expect(quantiles.at(-1)).toBeLessThanOrEqual((Math.max(...values) * 9) / 8);
    }),
  );
});

test('the number up to a limit rises to the total, and is short by no more than the bucket that the limit cuts', () => {
  fc.assert(
    fc.property(fc.array(latency), fc.array(fc.nat(2 ** 31), { minLength: 2 }), (values, limits) => {
      const histogram = histogramOf(values);
      const counts = limits.sort((a, b) => a - b).map((limit) => histogram.atMost(limit));
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
      for (const [index, limit] of limits.entries()) {
        expect(counts[index]).toBeLessThanOrEqual(values.filter((value) => value <= limit).length);
        expect(counts[index]).toBeGreaterThanOrEqual(values.filter((value) => value * 1.125 + 1 <= limit).length);
      }
      expect(histogram.atMost(MAX)).toBe(values.length);
      expect(histogram.total).toBe(values.length);
    }),
  );
});

test('a sum is the histogram of all values, and nothing gives 0', () => {
  fc.assert(
    fc.property(fc.array(latency), fc.array(latency), fc.double({ min: 0, max: 1, noNaN: true }), (a, b, q) => {
      const sum = histogramOf(a);
      sum.merge(histogramOf(b));
      expect(sum.total).toBe(a.length + b.length);
      expect(sum.quantile(q)).toBe(histogramOf([...a, ...b]).quantile(q));
    }),
  );
  expect(new Histogram().quantile(0.99)).toBe(0);
});
