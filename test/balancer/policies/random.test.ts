/** Random: chances in proportion to the weights, exactly. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AliasTable } from '../../../src/balancer/policies/alias-table.ts';
import { randomChoice } from '../../../src/balancer/policies/random.ts';
import type { Random } from '../../../src/kernel/random.ts';
import { seated } from '../core/backends.ts';
import { contextOf, requestFrom } from './picking.ts';
import { expectShares } from './shares.ts';

/** Luck that is told beforehand. */
function scripted(...draws: number[]): Random {
  const next = (): number => draws.shift() ?? 0;
  return { uint32: next, float: next, below: next, fork: () => scripted(...draws) };
}

test('of all that can be drawn, each gets exactly its weight', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 7 }), (weights) => {
      const table = new AliasTable(Int32Array.from(weights));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const counts = weights.map(() => 0);
      for (let column = 0; column < weights.length; column++) {
        for (let height = 0; height < sum; height++) {
          const drawn = table.draw(scripted(column, height));
          counts[drawn] = (counts[drawn] ?? 0) + 1;
        }
      }
      expect(counts).toEqual(weights.map((weight) => weight * weights.length));
    }),
  );
});

test.each([[[1, 1, 1]], [[1, 2, 3, 4]], [[256, 1]], [[7, 7, 7, 7, 7, 7, 7, 1]]])('shares by weight: %j', (weights) => {
  const { table, pool } = seated(...weights);
  const policy = randomChoice(contextOf(table, 11));
  expectShares(weights, 40_000, () => policy.pick(pool.eligible, requestFrom('10.0.0.1'))?.index);
});

test('what came before says nothing of what comes next', () => {
  const { table, pool } = seated(1, 1);
  const policy = randomChoice(contextOf(table, 5));
  const pick = () => policy.pick(pool.eligible, requestFrom('10.0.0.1'))?.index ?? 0;
  let before = pick();
  expectShares([1, 1, 1, 1], 40_000, () => {
    const pair = before * 2;
    before = pick();
    return pair + before;
  });
});
