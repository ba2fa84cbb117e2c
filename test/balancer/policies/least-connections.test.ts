/** Least connections: always one with the fewest requests under way for its weight; ties in turn. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Backend } from '../../../src/balancer/core/backend.ts';
import type { Snapshot } from '../../../src/balancer/core/pool.ts';
import { leastConnections } from '../../../src/balancer/policies/least-connections.ts';
import { STATES, seated, setState } from '../core/backends.ts';
import { contextOf, requestFrom } from './picking.ts';

const REQUEST = requestFrom('10.0.0.1');

/** No load is lower than this one's; in whole numbers, so without rounding. */
function isLeast(picked: Backend, eligible: Snapshot): boolean {
  return eligible.every((other) => picked.active * other.weight <= other.active * picked.weight);
}

test('least_connections_selection: active 5, 2, 10 gives 1', () => {
  const { table, pool } = seated(1, 1, 1);
  table.active.set([5, 2, 10]);
  const request = requestFrom('10.0.0.1');
  expect(leastConnections(contextOf(table)).pick(pool.eligible, request)?.index).toBe(1);
  expect(request.seen).toBe(2);
});

const weight = fc.integer({ min: 1, max: 256 });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'pick' } as const) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), index: fc.nat(39) }) },
  fc.record({ kind: fc.constant('state' as const), index: fc.nat(39), state: fc.constantFrom(...STATES) }),
  fc.record({ kind: fc.constant('weight' as const), index: fc.nat(39), weight: fc.integer({ min: 1, max: 2560 }) }),
);

test('always the least at that moment, and its count is told: over all sizes, weights, counts, states', () => {
  const pools = fc.oneof(
    fc.array(weight, { minLength: 1, maxLength: 40 }),
    // Equal weights are another way through the code.
    fc.tuple(fc.integer({ min: 1, max: 40 }), weight).map(([n, w]) => Array<number>(n).fill(w)),
  );
  const counts = fc.array(fc.oneof(fc.nat(5), fc.nat(100_000)), { minLength: 40, maxLength: 40 });
  // Gaps among the eligible are walked around, and blocks without gaps taken at once.
  const out = fc.oneof(fc.constant([]), fc.array(fc.nat(39), { maxLength: 30 }));
  fc.assert(
    fc.property(pools, counts, out, fc.array(step, { maxLength: 60 }), (weights, given, gaps, steps) => {
      const { table, pool } = seated(...weights);
      table.active.set(given.slice(0, weights.length));
      for (const index of gaps) {
        const backend = pool.backends[index];
        if (backend !== undefined) setState(pool, backend, 'Unhealthy');
      }
      const policy = leastConnections(contextOf(table));
      for (const one of steps) {
        const backend = pool.backends[one.kind === 'pick' ? -1 : one.index];
        if (backend !== undefined && one.kind === 'state') setState(pool, backend, one.state);
        if (backend !== undefined && one.kind === 'weight' && weights.some((w) => w !== weights[0]))
          pool.setWeight(backend, one.weight);
        if (backend !== undefined && one.kind === 'release' && backend.active > 0) table.release(backend.index, 0);
        const request = requestFrom('10.0.0.1');
        const picked = policy.pick(pool.eligible, request);
        if (picked === null) continue;
        expect(isLeast(picked, pool.eligible)).toBe(true);
        expect(request.seen).toBe(picked.active);
        expect(table.claim(picked.index, 0, request.seen)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('equal weights: those that tie take turns, wherever they are', () => {
  const busy = fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }).filter((all) => all.includes(false));
  fc.assert(
    fc.property(busy, fc.nat(3), (isBusy, base) => {
      const { table, pool } = seated(...isBusy.map(() => 1));
      table.active.set(isBusy.map((one) => (one ? base + 1 : base)));
      const policy = leastConnections(contextOf(table));
      const tied = isBusy.flatMap((one, index) => (one ? [] : [index]));
      const picked = Array.from({ length: 3 * tied.length }, () => policy.pick(pool.eligible, REQUEST)?.index);
      expect(picked).toEqual([...tied, ...tied, ...tied]);
    }),
  );
});

test('unequal weights: an idle pool is served in proportion', () => {
  const { table, pool } = seated(1, 2, 1);
  const policy = leastConnections(contextOf(table));
  const picked = Array.from({ length: 8 }, () => policy.pick(pool.eligible, REQUEST)?.index);
  expect(picked).toEqual([1, 0, 2, 1, 1, 0, 2, 1]);
});

test('ties are ties however the weights divide', () => {
  // 1/3 and 3/9 are no exact floats.
  const { table, pool } = seated(3, 9, 21, 256);
  table.active.set([1, 3, 7, 256]);
  const policy = leastConnections(contextOf(table));
  const picked = new Set(Array.from({ length: 289 }, () => policy.pick(pool.eligible, REQUEST)?.index));
  expect(picked).toEqual(new Set([0, 1, 2]));
});

test('nothing but claims: with equal weights no backend is ever more than one ahead', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(200), (size, count) => {
      const { table, pool } = seated(...Array<number>(size).fill(2));
      const policy = leastConnections(contextOf(table));
      for (let i = 0; i < count; i++) table.claim(policy.pick(pool.eligible, REQUEST)?.index ?? -1, 0, -1);
      const active = pool.backends.map((backend) => backend.active);
      expect(Math.max(...active) - Math.min(...active)).toBeLessThanOrEqual(1);
    }),
  );
});
