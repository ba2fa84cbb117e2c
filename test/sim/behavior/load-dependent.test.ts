/** What depends on time and on load: pauses, warm-up, and workers with a queue. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOfWork } from '../../../src/sim/behavior/pauses.ts';
import { warmUpFactor } from '../../../src/sim/behavior/warm-up.ts';
import { Workers } from '../../../src/sim/behavior/workers.ts';
import type { PausesSpec } from '../../../src/sim/scenario/backend-spec.ts';
import { Lab } from '../virtual/lab.ts';

const pauses: fc.Arbitrary<PausesSpec> = fc
  .tuple(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 1_000 }))
  .map(([active, duration]) => ({ every: active + duration, duration }));

/** The slow way: µs by µs. */
function steppedEnd(start: number, work: number, { every, duration }: PausesSpec): number {
  const active = every - duration;
  let now = start;
  let left = work;
  while (now % every >= active && (left > 0 || work === 0)) now++;
  while (left > 0) {
    while (now % every >= active) now++;
    now++;
    left--;
  }
  return now;
}

describe('pauses', () => {
  test('work stands still in each of them', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(3_000), pauses, (start, work, spec) => {
        expect(endOfWork(start, work, spec)).toBe(steppedEnd(start, work, spec));
      }),
    );
  });

  test('an example: 150 of every 2,000', () => {
    const spec = { every: 2_000, duration: 150 };
    expect([0, 1_840, 1_850, 1_900, 2_000].map((start) => endOfWork(start, 20, spec))).toEqual([
      20, 2_010, 2_020, 2_020, 2_020,
    ]);
  });
});

test('a warm-up ends evenly', () => {
  const spec = { duration: 1_000, factor: 5 };
  expect([0, 250, 500, 999, 1_000, 5_000].map((age) => warmUpFactor(age, spec))).toEqual([5, 4, 3, 1.004, 1, 1]);
});

describe('workers', () => {
  /** Submits tasks of the given work, all at time 0; returns who was done when, and who was turned away. */
  function play(workers: number, queue: number, tasks: readonly number[]): { done: string[]; refused: number[] } {
    const lab = new Lab();
    const { clock } = lab.start('b', '127.0.0.2').process;
    const done: string[] = [];
    const refused: number[] = [];
    const pool = new Workers(clock, { workers, queue, full: 503 }, (work) => work);
    tasks.forEach((work, i) => {
      if (!pool.submit(work, () => done.push(`${i}@${clock.now()}`))) refused.push(i);
    });
    lab.run();
    return { done, refused };
  }

  test('take the first that waits, and turn away who finds the queue full', () => {
    expect(play(2, 2, [10, 30, 10, 10, 10])).toEqual({ done: ['0@10', '2@20', '1@30', '3@30'], refused: [4] });
  });

  test('are never more than they are, lose nobody, and keep the order of arrival', () => {
    const tasks = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(10), tasks, (workers, queue, works) => {
        const { done, refused } = play(workers, queue, works);
        expect(done.length + refused.length).toBe(works.length);
        expect(refused).toEqual(works.map((_, i) => i).slice(workers + queue));
        const spans = done.map((text) => {
          const [task = 0, end = 0] = text.split('@').map(Number);
          return { task, begin: end - (works[task] ?? 0), end };
        });
        for (const { begin } of spans) {
          expect(spans.filter((other) => other.begin <= begin && begin < other.end).length).toBeLessThanOrEqual(
            workers,
          );
        }
        const begins = spans.toSorted((x, y) => x.task - y.task).map(({ begin }) => begin);
        expect(begins).toEqual(begins.toSorted((x, y) => x - y));
      }),
    );
  });
});
