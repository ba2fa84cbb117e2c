/** Round robin: each in turn, in proportion to the weights, and evenly. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Backend } from '../../../src/balancer/core/backend.ts';
import type { Pool } from '../../../src/balancer/core/pool.ts';
import { StateTable } from '../../../src/balancer/core/state-table.ts';
import { roundRobin } from '../../../src/balancer/policies/round-robin.ts';
import { layOut } from '../../../src/balancer/policies/turns.ts';
import { poolOf, STATES, seated, setState } from '../core/backends.ts';
import { contextOf, requestFrom } from './picking.ts';

const REQUEST = requestFrom('10.0.0.1');

function picks(pool: Pool, count: number): number[] {
  const policy = roundRobin(contextOf(StateTable.create(1)));
  return Array.from({ length: count }, () => policy.pick(pool.eligible, REQUEST)?.index ?? -1);
}

function countOf(sequence: readonly number[], size: number): number[] {
  return Array.from({ length: size }, (_, index) => sequence.filter((one) => one === index).length);
}

test('round_robin_selection: 0, 1, 2, 0', () => {
  expect(picks(poolOf(1, 1, 1), 4)).toEqual([0, 1, 2, 0]);
});

test('round_robin_cycle: 6 requests to 3 backends are 2, 2, 2', () => {
  expect(countOf(picks(poolOf(1, 1, 1), 6), 3)).toEqual([2, 2, 2]);
});

test('round_robin_skips_unhealthy: 4 requests are 2, 0, 2', () => {
  const pool = poolOf(1, 1, 1);
  setState(pool, pool.backends[1] as Backend, 'Unhealthy');
  expect(countOf(picks(pool, 4), 3)).toEqual([2, 0, 2]);
});

test('all_unhealthy: none', () => {
  const pool = poolOf(1, 1, 1);
  for (const backend of pool.backends) setState(pool, backend, 'Unhealthy');
  expect(picks(pool, 2)).toEqual([-1, -1]);
});

test('equal weights: in every window no backend is more than one ahead of another', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(60),
      fc.nat(60),
      (n, w, from, length) => {
        const counts = countOf(picks(poolOf(...Array<number>(n).fill(w)), from + length).slice(from), n);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      },
    ),
  );
});

const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 });

test('weights: every whole cycle has exactly the shares, wherever it starts', () => {
  fc.assert(
    fc.property(weights, fc.nat(100), (given, from) => {
      const pool = poolOf(...given);
      const cycle = layOut(Int32Array.from(given)).length;
      const divisor = given.reduce((sum, one) => sum + one, 0) / cycle;
      const counts = countOf(picks(pool, from + cycle).slice(from), given.length);
      expect(counts).toEqual(given.map((one) => one / divisor));
    }),
  );
});

test('weights: turns lie evenly, so that at no time anybody is far from its share', () => {
  fc.assert(
    fc.property(weights, (given) => {
      const turns = [...layOut(Int32Array.from(given))];
      given.forEach((_, index) => {
        const own = turns.flatMap((position, at) => (position === index ? [at] : []));
        own.forEach((at, k) => {
          // Its k-th turn is due in the middle of the k-th of its equal parts of the cycle.
          const due = ((k + 0.5) / own.length) * turns.length;
          expect(Math.abs(at + 0.5 - due)).toBeLessThanOrEqual(given.length);
        });
      });
    }),
  );
});

test('a cycle is what sorting all turns by when they are due would give', () => {
  const sorted = (given: readonly number[]): number[] =>
    given
      .flatMap((count, position) => Array.from({ length: count }, (_, k) => ({ due: (k + 0.5) / count, position })))
      .sort((a, b) => a.due - b.due)
      .map(({ position }) => position);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 }), (given) => {
      // A weight of 1 among them keeps the weights from being reduced.
      const counts = [...given, 1];
      expect([...layOut(Int32Array.from(counts))]).toEqual(sorted(counts));
    }),
  );
});

test('a cycle has an end: many great weights are rounded, and nobody goes without', () => {
  const given = Int32Array.from({ length: 1000 }, (_, i) => 1 + ((i * 7919) % 2560));
  const turns = layOut(given);
  expect(turns.length).toBeLessThan(65_536 + 1000);
  const counts = new Int32Array(1000);
  for (const position of turns) (counts[position] as number)++;
  const sum = given.reduce((total, weight) => total + weight, 0);
  given.forEach((weight, position) => {
    expect(counts[position]).toBe(Math.max(1, Math.round((weight * 65_536) / sum)));
  });
});

test('over any states: as long as they stay as they are, no eligible backend is more than one ahead', () => {
  const change = fc.record({ index: fc.nat(5), state: fc.constantFrom(...STATES), picks: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
      const { table, pool } = seated(1, 1, 1, 1, 1, 1);
      const policy = roundRobin(contextOf(table));
      for (const { index, state, picks: count } of changes) {
        setState(pool, pool.backends[index] as Backend, state);
        const { eligible } = pool;
        const picked = Array.from({ length: eligible.length === 0 ? 0 : count }, () => policy.pick(eligible, REQUEST));
        const counts = eligible.map((one) => picked.filter((other) => other === one).length);
        expect(counts.reduce((sum, one) => sum + one, 0)).toBe(picked.length);
        expect(Math.max(0, ...counts) - Math.min(...counts, picked.length)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test('weights 1, 2, 1', () => {
  expect(picks(poolOf(1, 2, 1), 8)).toEqual([1, 0, 2, 1, 1, 0, 2, 1]);
});

test('a common factor of the weights makes no difference', () => {
  expect(picks(poolOf(100, 200, 100), 8)).toEqual(picks(poolOf(1, 2, 1), 8));
});

test('a change of the eligible does not start the rotation anew', () => {
  const pool = poolOf(1, 1, 1, 1);
  const policy = roundRobin(contextOf(StateTable.create(1)));
  const next = () => policy.pick(pool.eligible, REQUEST)?.index;
  expect([next(), next()]).toEqual([0, 1]);
  setState(pool, pool.backends[3] as Backend, 'Unhealthy');
  expect([next(), next()]).toEqual([2, 0]);
});
