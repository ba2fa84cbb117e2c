import { expect, test } from 'vitest';
import { judgeMemory } from '../../bench/report/memory-verdict.ts';

/** One sample each 5 s. */
function samples(seconds: number, at: (second: number) => number) {
  return Array.from({ length: seconds / 5 }, (_, i) => ({ second: (i + 1) * 5, residentMb: at((i + 1) * 5) }));
}

test('five minutes without growth; a spike in between is the most there was', () => {
  const steady = samples(300, (second) => (second === 150 ? 180 : 100));
  expect(judgeMemory(steady, 300)).toEqual({
    windowSeconds: 60,
    firstMedian: 100,
    lastMedian: 100,
    max: 180,
    flat: true,
  });
});

test('a leak is not flat', () => {
  const leak = judgeMemory(
    samples(300, (second) => 100 + second / 10),
    300,
  );
  expect(leak.flat).toBe(false);
  expect(leak.firstMedian).toBeCloseTo(103.25);
  expect(leak.lastMedian).toBeCloseTo(127.25);
});

test('a short run is compared half with half', () => {
  const short = judgeMemory(
    samples(20, (second) => (second <= 10 ? 100 : 109)),
    20,
  );
  expect(short).toMatchObject({ windowSeconds: 10, firstMedian: 100, lastMedian: 109, flat: true });
});

test('without samples nothing is flat', () => {
  expect(judgeMemory([], 300).flat).toBe(false);
});
