/** Two choices: p2c goes by load, peak_ewma by the time that a request would likely take. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/balancer/core/backend.ts';
import { p2c } from '../../../src/balancer/policies/p2c.ts';
import { peakEwma } from '../../../src/balancer/policies/peak-ewma.ts';
import type { Policy } from '../../../src/balancer/policies/policy.ts';
import { type Seated, seated } from '../core/backends.ts';
import { contextOf, requestFrom, Traffic } from './picking.ts';
import { expectShares } from './shares.ts';

const REQUEST = requestFrom('10.0.0.1');
const MS = 1000;
const SECOND = 1000 * MS;

function picks(policy: Policy, { pool }: Seated, count: number): number[] {
  return Array.from({ length: count }, () => policy.pick(pool.eligible, REQUEST)?.index ?? -1);
}

describe('p2c', () => {
  test('of two, the less loaded for its weight, always, but an idle one is as good as any; as loaded: either', () => {
    const load = fc.record({ active: fc.nat(50), weight: fc.integer({ min: 1, max: 256 }) });
    fc.assert(
      fc.property(load, load, fc.integer(), (one, other, seed) => {
        const both = seated(one.weight, other.weight);
        both.table.active.set([one.active, other.active]);
        const difference = (one.active + 1) * other.weight - (other.active + 1) * one.weight;
        const [better, worse] = difference < 0 ? [one, other] : [other, one];
        const share = worse.weight / (one.weight + other.weight);
        const picked = new Set(picks(p2c(contextOf(both.table, seed)), both, 60));
        // With a share so small it is no wonder when it gets none.
        if (difference !== 0 && worse.active > 0) expect([...picked]).toEqual([difference < 0 ? 0 : 1]);
        else if (share > 0.2) expect(picked.has(better === one ? 1 : 0)).toBe(true);
        if (difference === 0 && share > 0.2 && share < 0.8) expect(picked.size).toBe(2);
      }),
    );
  });

  test.each([[[1, 2]], [[1, 9]], [[4, 1, 3]], [[1, 1, 1, 256]]])(
    'one request at a time: shares are by weight (%j)',
    (weights) => {
      const all = seated(...weights);
      const policy = p2c(contextOf(all.table, 5));
      expectShares(weights, 60_000, () => policy.pick(all.pool.eligible, REQUEST)?.index);
    },
  );

  test.each([[[1, 2]], [[1, 3]], [[1, 9]], [[5, 1, 1]]])(
    'few at a time: the light ones get something (%j)',
    (weights) => {
      for (const underWay of [1, 2, 3]) {
        const { table, pool } = seated(...weights);
        const traffic = new Traffic(table, p2c(contextOf(table, 7)), underWay);
        const counts = weights.map(() => 0);
        for (let i = 0; i < 10_000; i++) (counts[traffic.send(pool.eligible)?.index ?? -1] as number)++;
        const sum = weights.reduce((total, weight) => total + weight, 0);
        weights.forEach((weight, index) => {
          const share = (counts[index] ?? 0) / 10_000 / (weight / sum);
          expect(share, `${index} with ${underWay} under way`).toBeGreaterThan(0.6);
          expect(share, `${index} with ${underWay} under way`).toBeLessThan(1.8);
        });
      }
    },
  );

  test('the busiest of many gets nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 20 }), fc.integer(), (counts, seed) => {
        const all = seated(...counts.map(() => 1), 1);
        all.table.active.set([...counts, 21]);
        expect(picks(p2c(contextOf(all.table, seed)), all, 100)).not.toContain(counts.length);
      }),
    );
  });

  test('two different ones are drawn, each pair as often: the k-th best wins in proportion to those behind it', () => {
    const all = seated(1, 1, 1, 1, 1);
    all.table.active.set([3, 0, 4, 1, 2]);
    const policy = p2c(contextOf(all.table, 3));
    // Ten pairs: the best of all is in four of them, the next is the better in three, ...
    const rank = [3, 0, 4, 1, 2];
    expectShares([4, 3, 2, 1, 0], 40_000, () => rank[policy.pick(all.pool.eligible, REQUEST)?.index ?? -1]);
  });

  test('under load it comes close to shares by weight', () => {
    const weights = [1, 2, 3, 4];
    const { table, pool } = seated(...weights);
    const traffic = new Traffic(table, p2c(contextOf(table, 7)), 100);
    const counts = weights.map(() => 0);
    for (let i = 0; i < 20_000; i++) (counts[traffic.send(pool.eligible)?.index ?? -1] as number)++;
    weights.forEach((weight, index) => {
      expect((counts[index] ?? 0) / 20_000).toBeCloseTo(weight / 10, 1);
    });
  });
});

describe('peak_ewma', () => {
  function known(...latencies: number[]): Seated & { policy: Policy; backends: readonly Backend[] } {
    const all = seated(...latencies.map(() => 1));
    const policy = peakEwma(contextOf(all.table, 3));
    all.pool.backends.forEach((backend, index) => {
      policy.learn?.(backend, latencies[index] ?? 0, SECOND);
    });
    return { ...all, policy, backends: all.pool.backends };
  }

  test('prefers the fast one', () => {
    const all = known(50 * MS, 2 * MS, 50 * MS, 50 * MS);
    // It wins whenever it is one of the two.
    const shares = picks(all.policy, all, 4000).filter((index) => index === 1).length / 4000;
    expect(shares).toBeCloseTo(0.5, 1);
    const two = known(3 * MS, 2 * MS);
    expect(new Set(picks(two.policy, two, 100))).toEqual(new Set([1]));
  });

  test('until so much is under way there that the slow one would be quicker', () => {
    const two = known(2 * MS, 9 * MS);
    two.table.active.set([3, 0]);
    expect(new Set(picks(two.policy, two, 50))).toEqual(new Set([0]));
    two.table.active.set([4, 0]);
    expect(new Set(picks(two.policy, two, 50))).toEqual(new Set([1]));
  });

  test('weights: a heavier one takes as many times more', () => {
    const two = known(2 * MS, 2 * MS);
    two.pool.setWeight(two.backends[1] as Backend, 30);
    two.table.active.set([0, 1]);
    expect(new Set(picks(two.policy, two, 50))).toEqual(new Set([1]));
    two.table.active.set([0, 3]);
    expect(new Set(picks(two.policy, two, 50))).toEqual(new Set([0]));
  });

  test('a slower answer counts at once and whole, a faster one bit by bit', () => {
    const { policy, table, backends } = known(2 * MS);
    const [backend] = backends as [Backend];
    policy.learn?.(backend, 80 * MS, 2 * SECOND);
    expect([...table.averages]).toEqual([80 * MS, 2 * SECOND]);
    policy.learn?.(backend, 10 * MS, 2 * SECOND);
    expect(table.averages[0]).toBe(80 * MS);
    policy.learn?.(backend, 10 * MS, 12 * SECOND);
    expect(table.averages[0]).toBeCloseTo(10 * MS + 70 * MS * Math.exp(-1), 6);
    policy.learn?.(backend, 10 * MS, 1000 * SECOND);
    expect(table.averages[0]).toBeCloseTo(10 * MS, 6);
  });

  test('the average lies between the least and the greatest sample, whatever the times', () => {
    const sample = fc.record({ latency: fc.integer({ min: 1, max: 60 * SECOND }), now: fc.nat(1000 * SECOND) });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1 }), (samples) => {
        const { table, pool } = seated(1);
        const policy = peakEwma(contextOf(table));
        for (const { latency, now } of samples) {
          policy.learn?.(pool.backends[0] as Backend, latency, now);
          expect(table.averages[0]).toBeGreaterThanOrEqual(latency);
        }
        expect(table.averages[0]).toBeLessThanOrEqual(Math.max(...samples.map(({ latency }) => latency)));
      }),
    );
  });

  test('one that was slow gets another try when that is long enough ago', () => {
    const two = known(2 * MS, 500 * MS);
    const [fast, slow] = two.backends as [Backend, Backend];
    two.policy.learn?.(fast, 2 * MS, 20 * SECOND);
    expect(picks(two.policy, two, 50)).not.toContain(1);
    // Some five and a half times 10 s until 500 ms count for less than 2 ms.
    two.policy.learn?.(fast, 2 * MS, 60 * SECOND);
    expect(picks(two.policy, two, 50)).not.toContain(0);
    two.policy.learn?.(slow, 500 * MS, 60 * SECOND);
    expect(picks(two.policy, two, 50)).not.toContain(1);
  });

  test('one that nobody knows is tried, with one request until that is answered', () => {
    const two = known(2 * MS, 2 * MS);
    two.table.averages.set([0, 0], 2);
    expect(new Set(picks(two.policy, two, 50))).toEqual(new Set([1]));
    two.table.active.set([30, 1]);
    expect(new Set(picks(two.policy, two, 50))).toEqual(new Set([0]));
  });

  test('as long as nobody is known it goes by load, as p2c does', () => {
    const two = known(0, 0);
    two.table.averages.fill(0);
    two.table.active.set([3, 2]);
    expect(new Set(picks(two.policy, two, 50))).toEqual(new Set([1]));
  });

  test('what one thread learns, all go by', () => {
    const two = known(9 * MS, 2 * MS);
    expect(new Set(picks(peakEwma(contextOf(two.table, 9)), two, 50))).toEqual(new Set([1]));
  });
});
