/** What every policy of the registry keeps to. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALGORITHMS } from '../../../src/balancer/config/config.ts';
import type { Backend } from '../../../src/balancer/core/backend.ts';
import { POLICIES } from '../../../src/balancer/policies/index.ts';
import { poolOf, STATES, seated, setState } from '../core/backends.ts';
import { contextOf, Requests, requestFrom, Traffic } from './picking.ts';

const weights = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 });
/** A pick, a change of one backend's state, or one of its effective weight. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ kind: 'pick' } as const) },
  fc.record({ kind: fc.constant('state' as const), index: fc.nat(11), state: fc.constantFrom(...STATES) }),
  fc.record({ kind: fc.constant('weight' as const), index: fc.nat(11), weight: fc.integer({ min: 1, max: 50 }) }),
);

test('the registry has every algorithm, and no other', () => {
  expect(Object.keys(POLICIES)).toEqual(ALGORITHMS);
});

describe.each(Object.entries(POLICIES))('%s', (_, create) => {
  test('never picks one that is not eligible, and none only when there is none', () => {
    fc.assert(
      fc.property(weights, fc.array(step, { maxLength: 60 }), (given, steps) => {
        const { table, pool } = seated(...given);
        const traffic = new Traffic(table, create(contextOf(table)), 5);
        for (const one of steps) {
          const backend = pool.backends[one.kind === 'pick' ? -1 : one.index];
          if (backend !== undefined && one.kind === 'state') setState(pool, backend, one.state);
          if (backend !== undefined && one.kind === 'weight') pool.setWeight(backend, one.weight);
          const picked = traffic.send(pool.eligible);
          if (pool.eligible.length === 0) expect(picked).toBeNull();
          else expect(pool.eligible).toContain(picked);
        }
      }),
    );
  });

  test('all_unhealthy: none; and one is enough', () => {
    const pool = poolOf(1, 2, 3);
    const policy = create(contextOf(seated(1, 2, 3).table));
    const [first] = pool.backends as [Backend];
    for (const backend of pool.backends) setState(pool, backend, 'Unhealthy');
    expect(policy.pick(pool.eligible, requestFrom('10.0.0.1'))).toBeNull();
    setState(pool, first, 'Healthy');
    expect(policy.pick(pool.eligible, requestFrom('10.0.0.1'))).toBe(first);
  });

  test('through all states of a backend it is picked only when Healthy', () => {
    const { table, pool } = seated(1, 1);
    const [first] = pool.backends as [Backend];
    const traffic = new Traffic(table, create(contextOf(table)), 0);
    for (const state of ['Unhealthy', 'Draining', 'Healthy', 'Draining', 'Unhealthy', 'Healthy'] as const) {
      setState(pool, first, state);
      const picked = Array.from({ length: 100 }, () => traffic.send(pool.eligible));
      expect(picked.includes(first)).toBe(state === 'Healthy');
    }
  });

  test('uses every backend over time, whatever the weights', () => {
    fc.assert(
      fc.property(weights, fc.integer(), (given, seed) => {
        const { table, pool } = seated(...given);
        // As much under way as makes the light ones worth a request when the heavy ones are busy.
        const traffic = new Traffic(table, create(contextOf(table, seed)), 6 * given.length);
        const picked = new Set(Array.from({ length: 200 * given.length }, () => traffic.send(pool.eligible)));
        expect(picked.size).toBe(given.length);
      }),
      { numRuns: 50 },
    );
  });

  test('same seed, same picks: it knows no luck of its own', () => {
    const picks = () => {
      const { table, pool } = seated(1, 2, 3);
      const traffic = new Traffic(table, create(contextOf(table)), 4);
      return Array.from({ length: 200 }, () => traffic.send(pool.eligible)?.index);
    };
    expect(picks()).toEqual(picks());
  });

  test('a request may be looked at again: `seen` is a count that was true, or says that none matters', () => {
    const { table, pool } = seated(1, 2, 1, 1);
    const traffic = new Traffic(table, create(contextOf(table)), 9);
    const requests = new Requests();
    for (let i = 0; i < 100; i++) {
      const request = requests.next();
      const picked = traffic.policy.pick(pool.eligible, request);
      expect([-1, picked?.active]).toContain(request.seen);
      traffic.send(pool.eligible);
    }
  });

  test('a snapshot is looked through once', () => {
    const { table, pool } = seated(1, 3, 1, 2);
    let walks = 0;
    const counted = new Proxy([...pool.eligible], {
      get(target, key, receiver) {
        if (key === 'forEach' || key === 'map' || key === Symbol.iterator) walks++;
        return Reflect.get(target, key, receiver);
      },
    });
    const traffic = new Traffic(table, create(contextOf(table)), 3);
    // All kinds of requests.
    for (let i = 0; i < 10; i++) traffic.send(counted);
    const first = walks;
    expect(first).toBeLessThan(10);
    for (let i = 0; i < 100; i++) traffic.send(counted);
    expect(walks).toBe(first);
  });
});
