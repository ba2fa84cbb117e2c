/** A thread that goes on dying at once gets more and more time, and never all of the machine. */
import { expect, it } from 'vitest';
import { StateTable } from '../../../src/balancer/core/state-table.ts';
import { ServingThread } from '../../../src/balancer/serve/serving-thread.ts';
import type { Clock, Micros } from '../../../src/kernel/clock.ts';
import { fixtureProgram } from './programs.ts';
import { configFor } from './rig.ts';

/** Its pauses are over as soon as they are told; every reading is `step` after the last one. */
class HastyClock implements Clock {
  readonly pauses: Micros[] = [];
  readonly #step: Micros;
  #now: Micros = 0;

  constructor(step: Micros) {
    this.#step = step;
  }

  now(): Micros {
    this.#now += this.#step;
    return this.#now;
  }

  wall(): number {
    return 0;
  }

  after(delay: Micros, callback: () => void): { cancel(): void } {
    this.pauses.push(delay);
    const immediate = setImmediate(callback);
    return { cancel: () => clearImmediate(immediate) };
  }
}

/** The pauses between so many lives of a thread that dies as soon as it serves, and the log. */
async function pausesOf(lives: number, clock: HastyClock): Promise<{ pauses: Micros[]; log: string[] }> {
  const log: string[] = [];
  let begun = 0;
  let onEnough = (): void => {};
  const enough = new Promise<void>((resolve) => {
    onEnough = resolve;
  });
  const thread = new ServingThread({
    number: 0,
    program: fixtureProgram('short-lived-worker'),
    clock,
    table: StateTable.create(1, 2),
    log: (level, message) => log.push(`${level} ${message}`),
    start: () => {
      if (++begun === lives) onEnough();
      return { members: [], generation: 0, config: configFor([], {}), epoch: 0, accessLog: false, sessions: null };
    },
    onReport: () => expect.unreachable(),
  });
  thread.start(
    { host: '127.0.0.1', port: 0 },
    () => {},
    () => expect.unreachable(),
  );
  await enough;
  const pauses = [...clock.pauses];
  await new Promise<void>((resolve) => thread.terminate(resolve));
  return { pauses, log };
}

it('pauses: none, then 100 ms, doubled each time up to 10 s', async () => {
  const { pauses, log } = await pausesOf(11, new HastyClock(1));
  expect(pauses.map((pause) => pause / 1000)).toEqual([0, 100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
  expect(log.slice(0, 4)).toEqual([
    'error Thread 0 died (it exited with code 7); another takes its place now',
    'info Thread 0 serves again',
    'error Thread 0 died (it exited with code 7); another takes its place in 0.1 s',
    'info Thread 0 serves again',
  ]);
});

it('who served for long enough is replaced at once, each time', async () => {
  const { pauses } = await pausesOf(4, new HastyClock(10_000_000));
  expect(pauses).toEqual([0, 0, 0]);
});
