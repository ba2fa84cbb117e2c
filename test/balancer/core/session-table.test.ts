/** The table of named sessions: bounded, the least recently seen goes first, and threads do each other no harm. */
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { SessionTable, type SessionTableHandle } from '../../../src/balancer/core/session-table.ts';
import { builtMain } from '../../e2e/support/built.ts';
import { ownName, sharedName, tagOf } from './session-names.ts';

const NOW = 1_767_225_600_000;
const TTL = 60_000;

describe('one thread', () => {
  test('finds what was put, under its whole name', () => {
    const table = SessionTable.create(64, false);
    table.put(1, 2, 77, NOW);
    expect(table.find(1, 2, NOW, TTL)).toBe(77);
    for (const [low, high] of [
      [1, 10],
      [2, 2],
      [0, 0],
      [2, 1],
    ] as const) {
      expect(table.find(low, high, NOW, TTL)).toBe(0);
    }
    table.put(1, 2, -78, NOW);
    expect(table.find(1, 2, NOW, TTL)).toBe(-78);
  });

  test('a name of zeros is a name', () => {
    const table = SessionTable.create(8, false);
    expect(table.find(0, 0, NOW, TTL)).toBe(0);
    table.put(0, 0, 5, NOW);
    expect(table.find(0, 0, NOW, TTL)).toBe(5);
  });

  test('finding prolongs: a session ends when it was not seen for the TTL', () => {
    const table = SessionTable.create(8, false);
    table.put(1, 1, 5, NOW);
    let now = NOW;
    for (let i = 0; i < 5; i++) {
      now += TTL;
      expect(table.find(1, 1, now, TTL)).toBe(5);
    }
    expect(table.find(1, 1, now + TTL + 10, TTL)).toBe(0);
  });

  test('a clock that is set back ends no session', () => {
    const table = SessionTable.create(8, false);
    table.put(1, 1, 5, NOW);
    expect(table.find(1, 1, NOW - 3_600_000, TTL)).toBe(5);
  });

  test('does in each set what a list of the most recently seen does', () => {
    const action = fc.record({
      name: fc.integer({ min: 1, max: 14 }),
      tag: fc.integer({ min: 1, max: 9 }),
      put: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 15 }), fc.array(action, { maxLength: 120 }), (capacity, actions) => {
        // Up to fifteen entries make one set.
        const table = SessionTable.create(capacity, false);
        let model: { name: number; tag: number }[] = [];
        actions.forEach(({ name, tag, put }, i) => {
          const now = NOW + i * 10;
          const known = model.find((one) => one.name === name);
          if (put) table.put(name, 7 * name, tag, now);
          else expect(table.find(name, 7 * name, now, TTL)).toBe(known?.tag ?? 0);
          if (!put && known === undefined) return;
          model = [{ name, tag: put ? tag : (known?.tag ?? 0) }, ...model.filter((one) => one !== known)].slice(
            0,
            capacity,
          );
        });
      }),
    );
  });

  test('never holds more than its capacity, whatever comes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (capacity) => {
        const table = SessionTable.create(capacity, false);
        expect(table.handle.buffer.byteLength).toBe(capacity * 16);
        const names = Array.from({ length: capacity * 3 }, (_, i) => i + 1);
        for (const name of names) table.put(name, name, 3, NOW);
        const held = names.filter((name) => table.find(name, name, NOW, TTL) !== 0).length;
        expect(held).toBeLessThanOrEqual(capacity);
        expect(held).toBeGreaterThan(capacity - 8);
      }),
    );
  });

  test('another view of the same memory sees the same', () => {
    const table = SessionTable.create(100, true);
    const other = SessionTable.open(table.handle);
    table.put(1, 2, 3, NOW);
    expect(other.find(1, 2, NOW, TTL)).toBe(3);
    other.put(1, 2, 4, NOW);
    expect(table.find(1, 2, NOW, TTL)).toBe(4);
  });
});

describe('two threads, step by step', () => {
  afterEach(() => void vi.restoreAllMocks());

  /** Does something just before this thread reads a word of an entry for the first time. */
  function beforeReading(word: number, act: () => void): void {
    const { load } = Atomics;
    let done = false;
    vi.spyOn(Atomics, 'load').mockImplementation(((words: Int32Array, index: number) => {
      if (index % 4 === word && !done) {
        done = true;
        act();
      }
      return load(words, index);
    }) as typeof Atomics.load);
  }

  test.each([0, 1, 2, 3])('an entry that gets another tenant while it is read is not mistaken (word %i)', (word) => {
    const table = SessionTable.create(1, true);
    const other = SessionTable.open(table.handle);
    table.put(1, 1, 5, NOW);
    beforeReading(word, () => other.put(2, 2, 6, NOW));
    expect(table.find(1, 1, NOW, TTL)).not.toBe(6);
    expect(table.find(2, 2, NOW, TTL)).toBe(6);
  });

  test('an entry that another thread takes first is not taken twice', () => {
    const table = SessionTable.create(2, true);
    const other = SessionTable.open(table.handle);
    beforeReading(2, () => other.put(2, 2, 6, NOW));
    table.put(1, 1, 5, NOW);
    expect([table.find(1, 1, NOW, TTL), table.find(2, 2, NOW, TTL)]).toEqual([5, 6]);
  });

  test('an entry whose writer died is lost, and nothing else', () => {
    const table = SessionTable.create(2, true);
    table.put(1, 1, 5, NOW);
    new Int32Array(table.handle.buffer)[2] = -1;
    expect(table.find(1, 1, NOW, TTL)).toBe(0);
    for (const name of [2, 3, 1]) {
      table.put(name, name, name, NOW);
      expect(table.find(name, name, NOW, TTL)).toBe(name);
    }
    new Int32Array(table.handle.buffer)[6] = -1;
    table.put(1, 1, 5, NOW);
    expect(table.find(1, 1, NOW, TTL)).toBe(0);
  });
});

describe('several threads', () => {
  const THREADS = 4;

  test('hammer one table: what they find was put for that name, and what one alone writes is there', async () => {
    // Each set has four names of their own, and all eight places are fought for.
    const [shared, own, rounds] = [96, 64, 200_000];
    const table = SessionTable.create(own * 8, true);
    for (const { found, strange, swapped } of await hammer(table, { rounds, shared, own })) {
      expect(found).toBeGreaterThan(rounds / 2);
      expect([strange, swapped]).toEqual([0, 0]);
    }
    for (let thread = 0; thread < THREADS; thread++) {
      for (let index = 0; index < own; index++) {
        const tag = table.find(...ownName(thread, index), rounds, TTL);
        expect(tag, `thread ${thread}, name ${index}`).toBe(tagOf(index, thread));
      }
    }
  });

  test('fight for too few entries: a session is missed, or its own', async () => {
    const table = SessionTable.create(8, true);
    for (const { found, strange, swapped } of await hammer(table, { rounds: 200_000, shared: 40, own: 0 })) {
      expect(found).toBeGreaterThan(1000);
      expect([strange, swapped]).toEqual([0, 0]);
    }
    const left = Array.from({ length: 40 }, (_, index) => table.find(...sharedName(index), 200_000, TTL));
    expect(left.filter((tag) => tag !== 0).length).toBe(8);
  });

  function hammer(table: SessionTable, order: Omit<HammerOrder, 'handle' | 'thread'>): Promise<HammerReport[]> {
    return Promise.all(
      Array.from({ length: THREADS }, (_, thread) => report({ ...order, handle: table.handle, thread })),
    );
  }
});

interface HammerOrder {
  readonly handle: SessionTableHandle;
  readonly thread: number;
  readonly rounds: number;
  /** Names that all threads write. */
  readonly shared: number;
  /** Names that this thread alone writes, at its end. */
  readonly own: number;
}

interface HammerReport {
  readonly found: number;
  /** Found, and no tag that anybody has put. */
  readonly strange: number;
  /** Found, and put for another name. */
  readonly swapped: number;
}

function report(order: HammerOrder): Promise<HammerReport> {
  // Compiled code only: see `../threads/programs.ts`.
  builtMain();
  const worker = new Worker(new URL('./fixtures/session-hammer.mjs', import.meta.url), { workerData: order });
  return new Promise<HammerReport>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread ended with ${code}`)));
  }).finally(() => worker.terminate());
}
