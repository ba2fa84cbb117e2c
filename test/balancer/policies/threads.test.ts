/** Policies on several threads over one table: what is exact on one thread is exact over all. */
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { ALGORITHMS, type Algorithm } from '../../../src/balancer/config/config.ts';
import type { Member } from '../../../src/balancer/core/backend.ts';
import { seatAll } from '../../../src/balancer/core/pool.ts';
import { StateTable, type TableHandle } from '../../../src/balancer/core/state-table.ts';
import { builtMain } from '../../e2e/support/built.ts';
import { backendConfigs } from '../core/backends.ts';

/** Compiled code only: see `../threads/programs.ts`. */
const SCRIPT = new URL('./fixtures/hammer.mjs', import.meta.url);

/** What a thread is told. */
interface Hammer {
  readonly handle: TableHandle;
  readonly members: readonly Member[];
  readonly algorithm: Algorithm;
  readonly thread: number;
  readonly picks: number;
  /** After so many picks all threads wait for each other, and begin the next round together. */
  readonly round: number;
  /** Requests that it has under way at once; infinite: none ever ends. */
  readonly underWay: number;
  /** Where the threads meet, over shared memory: how many are there, and how often they have met. */
  readonly gate: Int32Array;
}

/** What it found. */
interface Hammered {
  /** By slot: how often it was picked. */
  readonly counts: readonly number[];
  /** Picks that another thread made void. */
  readonly races: number;
  /** The greatest difference of active requests that it found at the end of a round. */
  readonly spread: number;
}

interface Blows {
  readonly weights: readonly number[];
  readonly threads: number;
  /** Of each thread; whole rounds. */
  readonly picks: number;
  readonly round: number;
  readonly underWay: number;
}

interface Outcome {
  readonly table: StateTable;
  /** By slot, over all threads. */
  readonly counts: readonly number[];
  readonly races: number;
  readonly spread: number;
}

async function hammer(algorithm: Algorithm, { weights, threads, ...blows }: Blows): Promise<Outcome> {
  const table = StateTable.create(weights.length, threads);
  const { handle } = table;
  const members = seatAll(table, backendConfigs(weights));
  const gate = new Int32Array(new SharedArrayBuffer(8));
  const results = await Promise.all(
    Array.from({ length: threads }, (_, thread) => start({ handle, members, algorithm, thread, gate, ...blows })),
  );
  const counts = weights.map((_, slot) => results.reduce((sum, one) => sum + (one.counts[slot] ?? 0), 0));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(threads * blows.picks);
  return {
    table,
    counts,
    races: results.reduce((sum, one) => sum + one.races, 0),
    spread: Math.max(...results.map((one) => one.spread)),
  };
}

/** Resolves when the thread is gone. */
function start(workerData: Hammer): Promise<Hammered> {
  builtMain();
  return new Promise((resolve, reject) => {
    const worker = new Worker(SCRIPT, { workerData, execArgv: [] });
    let result: Hammered | null = null;
    worker.once('message', (message: Hammered) => {
      result = message;
    });
    worker.once('error', reject);
    worker.once('exit', () => (result === null ? reject(new Error('it told nothing')) : resolve(result)));
  });
}

const FOREVER = Number.POSITIVE_INFINITY;

describe.each([2, 4])('%i threads', (threads) => {
  test('round_robin: no backend is more than one ahead, over all', async () => {
    const weights = [1, 1, 1, 1, 1, 1, 1];
    const { counts } = await hammer('round_robin', { weights, threads, picks: 20_001, round: 20_001, underWay: 0 });
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  test('least_connections: with nothing but claims, no backend is more than one ahead, whenever one looks', async () => {
    const weights = Array<number>(9).fill(2);
    const { counts, table, spread } = await hammer('least_connections', {
      weights,
      threads,
      picks: 4000,
      round: 4,
      underWay: FOREVER,
    });
    expect([...table.active]).toEqual(counts);
    expect(spread).toBeLessThanOrEqual(1);
  });

  test('least_connections: by weight, nobody got one that would have weighed less elsewhere', async () => {
    const weights = [1, 2, 3, 5, 8];
    const { counts } = await hammer('least_connections', {
      weights,
      threads,
      picks: 2003,
      round: 2003,
      underWay: FOREVER,
    });
    counts.forEach((count, one) => {
      counts.forEach((other, at) => {
        // When it was last claimed its load was the least of all; and the others have only grown since.
        expect((count - 1) * (weights[at] ?? 0)).toBeLessThanOrEqual(other * (weights[one] ?? 0));
      });
    });
  });

  test('round_robin: whole cycles are exact by weight', async () => {
    const weights = [1, 2, 3];
    const { counts } = await hammer('round_robin', { weights, threads, picks: 6000, round: 6000, underWay: 0 });
    expect(counts).toEqual(weights.map((weight) => weight * 1000 * threads));
  });
});

test.each(ALGORITHMS)('%s: when all is answered nothing is under way any more', async (algorithm) => {
  const weights = [1, 3, 1, 2];
  const { table } = await hammer(algorithm, { weights, threads: 3, picks: 8000, round: 8000, underWay: 13 });
  expect([...table.active]).toEqual([0, 0, 0, 0]);
  expect([...table.ownActive]).toEqual(Array(12).fill(0));
});
