/** Every case in virtual time: once smoothly, and with several seeds on a network that cuts and delays at random. */
import { describe, expect, test } from 'vitest';
import { TABLES } from './cases/index.ts';
import { judge, playOf } from './judge.ts';
import { playVirtually, ROUGH, SMOOTH } from './virtual-world.ts';

const ROUGH_SEEDS = 5;

describe.each(Object.entries(TABLES))('%s', (_, cases) => {
  test.each(cases)('$name ($rfc)', (one) => {
    for (let seed = 0; seed <= ROUGH_SEEDS; seed++) {
      const { stage, leaks } = playVirtually(playOf(one), seed, seed === 0 ? SMOOTH : ROUGH);
      judge(one, stage);
      expect(leaks).toEqual([]);
    }
  });
});
