/** Stretches of time as plain sorted lists: the algebra that fault windows, outages and constant stretches share. */
import type { Micros } from '../../kernel/clock.ts';

/** From (included) to (excluded); `to` may be Infinity. */
export interface Interval {
  readonly from: Micros;
  readonly to: Micros;
}

/** Sorted, non-empty and disjoint: what overlaps or touches becomes one. */
export function merged(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter(({ from, to }) => from < to).sort((x, y) => x.from - y.from);
  const result: Interval[] = [];
  for (const next of sorted) {
    const last = result.at(-1);
    if (last !== undefined && next.from <= last.to) {
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
    } else {
      result.push(next);
    }
  }
  return result;
}

/** What two merged lists have in common. */
export function intersection(xs: readonly Interval[], ys: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  let i = 0;
  let j = 0;
  for (let x = xs[i], y = ys[j]; x !== undefined && y !== undefined; x = xs[i], y = ys[j]) {
    const from = Math.max(x.from, y.from);
    const to = Math.min(x.to, y.to);
    if (from < to) result.push({ from, to });
    if (x.to < y.to) i++;
    else j++;
  }
  return result;
}

/** What of a merged list lies in none of another. */
export function without(xs: readonly Interval[], ys: readonly Interval[]): Interval[] {
  return intersection(xs, complement(ys));
}

/** All of time but a merged list. */
export function complement(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  let from = -Infinity;
  for (const interval of intervals) {
    if (from < interval.from) result.push({ from, to: interval.from });
    from = interval.to;
  }
  if (from < Infinity) result.push({ from, to: Infinity });
  return result;
}

/** Whether any of the intervals has a moment in common with [from, to]. */
export function touches(intervals: readonly Interval[], from: Micros, to: Micros): boolean {
  return intervals.some((interval) => interval.from <= to && from <= interval.to);
}

/** Answers "does one of them have a moment of this stretch?" for stretches whose starts never go back. */
export class OverlapCursor {
  readonly #intervals: readonly Interval[];
  #next = 0;

  /** `intervals` are merged. */
  constructor(intervals: readonly Interval[]) {
    this.#intervals = intervals;
  }

  touches(from: Micros, to: Micros): boolean {
    let interval = this.#intervals[this.#next];
    while (interval !== undefined && interval.to < from) interval = this.#intervals[++this.#next];
    return interval !== undefined && interval.from <= to;
  }
}

/** Answers "which interval holds this time?" for times that never go back, in amortised constant time. */
export class IntervalCursor<T extends Interval> {
  readonly #intervals: readonly T[];
  #next = 0;

  /** `intervals` are sorted and disjoint. */
  constructor(intervals: readonly T[]) {
    this.#intervals = intervals;
  }

  at(time: Micros): T | null {
    let interval = this.#intervals[this.#next];
    while (interval !== undefined && interval.to <= time) interval = this.#intervals[++this.#next];
    return interval !== undefined && interval.from <= time ? interval : null;
  }
}
