/** What every policy of the registry keeps to. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/balancer/core/backend.ts';
import { POLICIES } from '../../../src/balancer/policies/index.ts';
import { seated, setState } from '../core/backends.ts';
import { contextOf, requestFrom } from './picking.ts';

const weight = fc.integer({ min: 1, max: 5 });
/** A pick, or a change of one backend's state. */
const step = fc.option(fc.nat(4), { freq: 4, nil: null });

describe.each(Object.entries(POLICIES))('%s', (_, create) => {
  test('picks an eligible backend while there is one, over changing snapshots; else none', () => {
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 5 }), fc.array(step), (weights, steps) => {
        const { table, pool } = seated(...weights);
        const policy = create(contextOf(table));
        for (const changed of steps) {
          const backend = pool.backends[changed ?? -1];
          if (backend !== undefined) setState(pool, backend, backend.state === 'Healthy' ? 'Unhealthy' : 'Healthy');
          const picked = policy.pick(pool.eligible, requestFrom('10.0.0.1'));
          if (pool.eligible.length === 0) expect(picked).toBeNull();
          else expect(pool.eligible).toContain(picked);
        }
      }),
    );
  });

  test('same seed, same picks: it knows no luck of its own', () => {
    const { pool } = seated(1, 2, 3);
    const picks = () => {
      const policy = create(contextOf(seated(1, 2, 3).table));
      return Array.from({ length: 50 }, () => policy.pick(pool.eligible, requestFrom('10.0.0.1')));
    };
    expect(picks()).toEqual(picks());
  });

  test('a backend that comes back is picked again', () => {
    const { table, pool } = seated(1, 1);
    const policy = create(contextOf(table));
    const [first] = pool.backends as [Backend];
    setState(pool, first, 'Unhealthy');
    expect(policy.pick(pool.eligible, requestFrom('10.0.0.1'))?.index).toBe(1);
    setState(pool, first, 'Healthy');
    const picked = Array.from({ length: 100 }, (_, i) => policy.pick(pool.eligible, requestFrom(`10.0.0.${i}`)));
    expect(picked).toContain(first);
  });
});
