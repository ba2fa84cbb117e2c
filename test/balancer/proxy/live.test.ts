/** The same cases on real sockets, but for those that need what only the simulated network does. */
import { describe, test } from 'vitest';
import { TABLES } from './cases/index.ts';
import { judge, playOf } from './judge.ts';
import { playLive } from './live-world.ts';

describe.concurrent.each(Object.entries(TABLES))('%s', (_, cases) => {
  test.each(cases.filter((one) => one.virtualOnly !== true))('$name ($rfc)', async (one) => {
    judge(one, await playLive(playOf(one)));
  });
});
