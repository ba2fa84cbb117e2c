/** Streams of luck: the same from the same seed, independent by name, and even. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Random } from '../../src/kernel/random.ts';
import { seededRandom } from '../../src/kernel/seeded-random.ts';

const draws = (random: Random, count = 20) => Array.from({ length: count }, () => random.uint32());
const seed = fc.integer({ min: 0, max: 0xffffffff });

test('one seed, one stream; seeds next to each other have nothing in common', () => {
  fc.assert(
    fc.property(seed, (value) => {
      expect(draws(seededRandom(value))).toEqual(draws(seededRandom(value)));
      const other = new Set(draws(seededRandom((value + 1) >>> 0)));
      expect(draws(seededRandom(value)).filter((draw) => other.has(draw))).toEqual([]);
    }),
  );
});

test('the stream of a seed is pinned: what it gave once, it gives on every machine', () => {
  const random = seededRandom(7);
  expect(draws(random, 4)).toMatchInlineSnapshot(`
    [
      14633432,
      278815430,
      1481865323,
      831556020,
    ]
  `);
  expect(draws(random.fork('load'), 2)).toMatchInlineSnapshot(`
    [
      968905653,
      1923876896,
    ]
  `);
});

test('a fork depends on the seed and the name, not on what was drawn before', () => {
  fc.assert(
    fc.property(seed, fc.string(), fc.nat({ max: 50 }), (value, name, drawn) => {
      const random = seededRandom(value);
      const early = draws(random.fork(name));
      draws(random, drawn);
      expect(draws(random.fork(name))).toEqual(early);
      expect(draws(random.fork(`${name}!`))).not.toEqual(early);
      expect(draws(seededRandom(value))).not.toEqual(early);
    }),
  );
});

test('below() stays below, and every value has its share', () => {
  const random = seededRandom(1);
  const shares = new Map<number, number>();
  for (let i = 0; i < 70_000; i++) {
    const value = random.below(7);
    shares.set(value, (shares.get(value) ?? 0) + 1);
  }
  expect([...shares.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  // 10,000 each, give or take five standard deviations (93).
  for (const count of shares.values()) expect(Math.abs(count - 10_000)).toBeLessThan(465);
});

test('float() fills [0, 1) evenly', () => {
  const random = seededRandom(2);
  let sum = 0;
  for (let i = 0; i < 100_000; i++) {
    const value = random.float();
    if (value < 0 || value >= 1) expect.fail(`${value}`);
    sum += value;
  }
  expect(Math.abs(sum / 100_000 - 0.5)).toBeLessThan(0.005);
});
