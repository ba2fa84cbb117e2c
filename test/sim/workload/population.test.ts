/** Who sends: by the shares that were asked for. */
import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/kernel/seeded-random.ts';
import { PLAIN_STREAM } from '../../../src/sim/scenario/load-spec.ts';
import { population, weighted } from '../../../src/sim/workload/population.ts';

const DRAWS = 60_000;

function counts(draw: () => number, length: number): number[] {
  const seen = new Array<number>(length).fill(0);
  for (let i = 0; i < DRAWS; i++) {
    const at = draw();
    seen[at] = (seen[at] ?? Number.NaN) + 1;
  }
  return seen;
}

/** Within five sigmas of what a share gives. */
function expectShares(seen: readonly number[], shares: readonly number[]): void {
  for (const [at, share] of shares.entries()) {
    const sigma = Math.sqrt(DRAWS * share * (1 - share));
    expect(Math.abs((seen[at] ?? 0) - DRAWS * share)).toBeLessThanOrEqual(5 * sigma);
  }
}

test('uniform: all alike', () => {
  const draw = population({ ...PLAIN_STREAM, clients: 8 }, seededRandom(1));
  expectShares(counts(draw, 8), new Array<number>(8).fill(1 / 8));
});

test('zipf: the k-th sends a k-th of what the first sends', () => {
  const draw = population({ ...PLAIN_STREAM, clients: 20, pick: 'zipf' }, seededRandom(1));
  const sum = Array.from({ length: 20 }, (_, k) => 1 / (k + 1)).reduce((all, one) => all + one, 0);
  expectShares(
    counts(draw, 20),
    Array.from({ length: 20 }, (_, k) => 1 / (k + 1) / sum),
  );
});

test('a weight of zero is never drawn', () => {
  expectShares(counts(weighted([0.2, 0, 0.8, 0], seededRandom(3)), 4), [0.2, 0, 0.8, 0]);
});
