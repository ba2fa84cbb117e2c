/** The few numbers that many numbers come down to. */
import { quantileOf } from '../../src/report/summary/quantiles.ts';

/** The middle one, or the mean of the two in the middle; NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return (low + high) / 2;
}

/** NaN of none. */
export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** For each field the median over all records. Null of none. */
export function medians<T extends { readonly [K in keyof T]: number }>(records: readonly T[]): T | null {
  const [first] = records;
  if (first === undefined) return null;
  const result = { ...first };
  for (const key in first) Object.assign(result, { [key]: median(records.map((record) => record[key])) });
  return result;
}

export interface Distribution {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
}

export function distribution(numbers: readonly number[]): Distribution {
  const sorted = Float64Array.from(numbers).sort();
  return { count: sorted.length, mean: mean(numbers), p50: quantileOf(sorted, 0.5), p99: quantileOf(sorted, 0.99) };
}
