/** Who is in the pool, over a table that several threads share: rows are given on only when nobody means the old one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Backend } from '../../../src/balancer/core/backend.ts';
import { Membership } from '../../../src/balancer/core/membership.ts';
import { createMetrics } from '../../../src/balancer/core/metrics.ts';
import { createPool, seatAll } from '../../../src/balancer/core/pool.ts';
import { StateTable } from '../../../src/balancer/core/state-table.ts';
import { backendConfigs } from './backends.ts';

const THREADS = 2;

function shared(count: number, slots: number) {
  const table = StateTable.create(slots, THREADS);
  const configs = backendConfigs(Array<number>(count + 40).fill(1));
  const members = seatAll(table, configs.slice(0, count));
  const pool = createPool({ table, members });
  const generations: number[] = [];
  const membership = new Membership(table, pool, members, (generation) => generations.push(generation));
  let next = count;
  const add = (): Backend | null => membership.add(configs[next++] as (typeof configs)[number], false);
  const adoptAll = (): void => {
    for (let thread = 0; thread < THREADS; thread++) table.adopted(thread, membership.generation);
  };
  return { table, pool, membership, generations, add, adoptAll };
}

test('ids are never used twice, addresses are found, and every change is told once', () => {
  const { pool, membership, generations, add, adoptAll } = shared(2, 4);
  const [first] = pool.backends as [Backend];
  expect(add()?.id).toBe('b3');
  membership.remove(first);
  adoptAll();
  const added = add();
  expect([added?.id, added?.index]).toEqual(['b4', 0]);
  expect(pool.backends.map(({ id }) => id)).toEqual(['b2', 'b3', 'b4']);
  expect(membership.byAddress('127.0.0.1', 3002)?.id).toBe('b2');
  expect(membership.byAddress('127.0.0.1', 3001)).toBeNull();
  expect(generations).toEqual([1, 2, 3]);
});

test('a row is free when no thread goes by its old backend any more, and none of its requests is under way', () => {
  const { table, pool, membership, add } = shared(2, 2);
  const [first] = pool.backends as [Backend];
  table.claim(first.index, 1, -1);
  membership.remove(first);
  expect([membership.room, add()]).toEqual([0, null]);
  table.adopted(0, membership.generation);
  expect(add()).toBeNull();
  table.adopted(1, membership.generation);
  expect(add()).toBeNull();
  table.release(first.index, 1);
  expect([membership.room, add()?.index]).toEqual([1, first.index]);
});

test('the metrics of a row that is given on start at zero, those of all threads', () => {
  const { table, pool, membership, add, adoptAll } = shared(1, 1);
  const [first] = pool.backends as [Backend];
  for (let thread = 0; thread < THREADS; thread++) {
    const metrics = createMetrics({ table, pool, thread, startedAt: 0 });
    metrics.started(first, -1);
    metrics.finished(first, 1000, true);
  }
  Atomics.store(table.failures, first.index, 2);
  membership.remove(first);
  adoptAll();
  const again = add();
  expect(again?.index).toBe(first.index);
  const [report] = createMetrics({ table, pool, thread: 0, startedAt: 0 }).report(1).backends;
  expect(report).toMatchObject({ id: 'b2', total_requests: 0, total_errors: 0, avg_latency_us: 0, p999_latency_us: 0 });
  expect(Atomics.load(table.failures, first.index)).toBe(0);
});

test('a change keeps the backend the same object, in its place', () => {
  const { pool, membership } = shared(3, 3);
  const before = [...pool.backends];
  const snapshot = pool.eligible;
  const second = before[1] as Backend;
  membership.change(second, { ...second.config, weight: 9 });
  expect(pool.backends.every((backend, at) => backend === before[at])).toBe(true);
  expect(second.config.weight).toBe(9);
  // Policies lay out their turns by snapshot.
  expect(pool.eligible).not.toBe(snapshot);
});

test('for every order of adds, removals, requests and adoptions: no two members share a row, no request is miscounted', () => {
  const deed = fc.record({
    what: fc.constantFrom('add', 'remove', 'claim', 'release', 'adopt'),
    which: fc.nat(7),
    thread: fc.nat(THREADS - 1),
  });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      const { table, pool, membership, add } = shared(2, 4);
      /** What each thread goes by, and the requests that it has under way. */
      const known = Array.from({ length: THREADS }, () => pool.backends);
      const claims: { backend: Backend; thread: number }[] = [];
      for (const { what, which, thread } of deeds) {
        const backend = pool.backends[which % Math.max(1, pool.backends.length)];
        if (what === 'add') {
          const { room } = membership;
          expect(add() === null).toBe(room === 0);
        } else if (what === 'remove' && backend !== undefined) membership.remove(backend);
        else if (what === 'adopt') {
          table.adopted(thread, membership.generation);
          known[thread] = pool.backends;
        } else if (what === 'claim') {
          const own = known[thread] as readonly Backend[];
          const choice = own[which % Math.max(1, own.length)];
          if (choice === undefined) continue;
          table.claim(choice.index, thread, -1);
          claims.push({ backend: choice, thread });
        } else if (what === 'release') {
          const claim = claims.shift();
          if (claim !== undefined) table.release(claim.backend.index, claim.thread);
        }
        const rows = pool.backends.map(({ index }) => index);
        expect(new Set(rows).size).toBe(rows.length);
        // Whatever a thread may still choose or has under way is nobody else's row.
        for (const { backend: busy } of claims) {
          const heir = pool.backends.find(({ index }) => index === busy.index);
          expect([undefined, busy.id]).toContain(heir?.id);
        }
        for (const one of pool.backends) {
          expect(one.active).toBe(claims.filter(({ backend: busy }) => busy.id === one.id).length);
        }
      }
    }),
    { numRuns: 500 },
  );
});
