/** The pool: states, and snapshots that are the same array until something changes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatHostPort } from '../../../src/balancer/config/ip-literal.ts';
import type { Backend, BackendState } from '../../../src/balancer/core/backend.ts';
import { createPool, seatAll } from '../../../src/balancer/core/pool.ts';
import { Flag, StateTable } from '../../../src/balancer/core/state-table.ts';
import { backendConfigs, poolOf, STATES, setState } from './backends.ts';

test('backend_creation: in the order of the configuration, addresses right, all Healthy', () => {
  const pool = poolOf(1, 2, 3);
  expect(pool.backends.map(({ index, address, state }) => [index, address, state])).toEqual([
    [0, '127.0.0.1:3001', 'Healthy'],
    [1, '127.0.0.1:3002', 'Healthy'],
    [2, '127.0.0.1:3003', 'Healthy'],
  ]);
  expect(pool.eligible).toEqual(pool.backends);
});

test('an IPv6 address stands in brackets', () => {
  expect(formatHostPort('::1', 80)).toBe('[::1]:80');
});

test('only Healthy is eligible: through all states and back', () => {
  const pool = poolOf(1);
  const [backend] = pool.backends as [Backend];
  for (const state of ['Unhealthy', 'Draining', 'Healthy', 'Draining'] as const) {
    expect(setState(pool, backend, state)).toBe(true);
    expect(backend.state).toBe(state);
    expect(pool.eligible.length).toBe(state === 'Healthy' ? 1 : 0);
  }
});

test('a snapshot never changes, and is replaced only by a change', () => {
  const change = fc.record({ index: fc.nat(3), state: fc.constantFrom(...STATES) });
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const pool = poolOf(1, 1, 1, 1);
      const model: BackendState[] = ['Healthy', 'Healthy', 'Healthy', 'Healthy'];
      for (const { index, state } of changes) {
        const before = pool.eligible;
        const copy = [...before];
        const changed = setState(pool, pool.backends[index] as Backend, state);
        expect(changed).toBe(model[index] !== state);
        model[index] = state;
        expect(before).toEqual(copy);
        expect(pool.eligible === before).toBe(!changed);
        expect(pool.eligible.map((backend) => backend.index)).toEqual(
          [0, 1, 2, 3].filter((at) => model[at] === 'Healthy'),
        );
      }
    }),
  );
});

test('what counts as eligible can be replaced', () => {
  const table = StateTable.create(2);
  const pool = createPool({ table, members: seatAll(table, backendConfigs([1, 1])) }, () => true);
  setState(pool, pool.backends[0] as Backend, 'Unhealthy');
  expect(pool.eligible.length).toBe(2);
});

test("another pool's backend is a bug, and told as one", () => {
  expect(() => poolOf(1).mark(poolOf(1).backends[0] as Backend, Flag.Down, true)).toThrow('lbsim bug');
});
