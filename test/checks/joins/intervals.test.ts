import { expect, test } from 'vitest';
import { IntervalCursor, intersection, merged, touches } from '../../../src/checks/joins/intervals.ts';

const spans = (...pairs: [number, number][]) => pairs.map(([from, to]) => ({ from, to }));

test('merged: sorted, joined where they meet, without empty ones', () => {
  expect(merged(spans([5, 6], [1, 2], [2, 3], [8, 8], [5.5, 7]))).toEqual(spans([1, 3], [5, 7]));
});

test('intersection', () => {
  expect(intersection(spans([0, 4], [6, Infinity]), spans([1, 2], [3, 7]))).toEqual(spans([1, 2], [3, 4], [6, 7]));
  expect(intersection(spans([0, 1]), spans([1, 2]))).toEqual([]);
});

test('touches counts both ends', () => {
  expect([0, 1, 2, 3].map((at) => touches(spans([1, 2]), at, at))).toEqual([false, true, true, false]);
});

test('a cursor finds the interval of each time, its end excluded', () => {
  const cursor = new IntervalCursor(spans([1, 2], [2, 3], [7, 9]));
  expect([0, 1, 2, 3, 8, 9].map((at) => cursor.at(at)?.from ?? null)).toEqual([null, 1, 2, null, 7, null]);
});
