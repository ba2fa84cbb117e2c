/** The count of failures in a row, which threads keep together, and which answers count. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Backend } from '../../../src/balancer/core/backend.ts';
import { FailureCount, isFailure } from '../../../src/balancer/core/ejection.ts';
import { seated } from './backends.ts';

test('asked for at each so many failures in a row, by whichever thread they come; a success starts anew', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(fc.tuple(fc.boolean(), fc.nat(1))), (threshold, results) => {
      const { table, pool } = seated(1, 1);
      const [, backend] = pool.backends as [Backend, Backend];
      const asked: string[] = [];
      const threads = [0, 1].map(() => new FailureCount(table, threshold, ({ id }) => asked.push(id)));
      let row = 0;
      let expected = 0;
      for (const [failed, thread] of results) {
        threads[thread]?.note(backend, failed);
        row = failed ? row + 1 : 0;
        if (row > 0 && row % threshold === 0) expected++;
      }
      expect(asked).toEqual(Array(expected).fill('b2'));
    }),
  );
});

test('a threshold of 0 counts nothing', () => {
  const { table, pool } = seated(1);
  const count = new FailureCount(table, 0, () => expect.unreachable());
  for (let i = 0; i < 5; i++) count.note(pool.backends[0] as Backend, true);
  expect(Atomics.load(table.failures, 0)).toBe(0);
});

test('of the statuses, those of 500 and above count that speak of the backend', () => {
  const counting = Array.from({ length: 500 }, (_, i) => 100 + i).filter(isFailure);
  expect(counting).toEqual(Array.from({ length: 100 }, (_, i) => 500 + i).filter((one) => one !== 501 && one !== 505));
});
