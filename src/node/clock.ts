/**
 * The clock port on Node: the machine's monotonic clock. Its zero is given by the lab, so that the stamps of all of a
 * run's processes compare: they read the same hardware clock.
 */
// The global of the same name is a getter, which costs as much again as half a reading.
import { performance } from 'node:perf_hooks';
import type { Clock, Micros, Timer } from '../kernel/clock.ts';

/** The monotonic clock's present in µs, on a scale that all processes of this machine share. */
export function monotonicNow(): Micros {
  return Number(process.hrtime.bigint() / 1000n);
}

const BRACKETS = 16;

/**
 * How far the shared scale is ahead of `performance.now()`. Read several times, each between two readings of the other,
 * and the tightest counts: the first touch of `performance` loads it, which takes milliseconds.
 */
function monotonicShift(): Micros {
  let tightest = Number.POSITIVE_INFINITY;
  let shift = 0;
  for (let i = 0; i < BRACKETS; i++) {
    const before = monotonicNow();
    const own = performance.now() * 1000;
    const after = monotonicNow();
    if (after - before >= tightest) continue;
    tightest = after - before;
    shift = (before + after) / 2 - own;
  }
  return shift;
}

/** Node's longest: 2^31 - 1 ms, some 25 days. It takes anything longer for 1 ms. */
const LONGEST_MS = 0x7fff_ffff;

class NodeClock implements Clock {
  /** `performance.now()` is cheap but counts from the process's start: this shifts it to the shared scale. */
  readonly #offset: Micros;

  constructor(epoch: Micros) {
    this.#offset = monotonicShift() - epoch;
  }

  now(): Micros {
    return Math.round(performance.now() * 1000 + this.#offset);
  }

  wall(): number {
    return Date.now();
  }

  after(delay: Micros, callback: () => void): Timer {
    return new NodeTimer(this, this.now() + delay, callback);
  }
}

/** Never early: Node counts whole milliseconds, which may end up to one before this clock's do. */
class NodeTimer implements Timer {
  readonly #clock: Clock;
  readonly #due: Micros;
  readonly #callback: () => void;
  #timeout: NodeJS.Timeout | undefined;

  constructor(clock: Clock, due: Micros, callback: () => void) {
    this.#clock = clock;
    this.#due = due;
    this.#callback = callback;
    this.#wait();
  }

  cancel(): void {
    clearTimeout(this.#timeout);
  }

  #wait(): void {
    const ms = Math.ceil((this.#due - this.#clock.now()) / 1000);
    // An infinite delay is never over, and no reason for the process to live.
    if (Number.isFinite(ms)) this.#timeout = setTimeout(() => this.#wake(), Math.min(Math.max(ms, 0), LONGEST_MS));
  }

  #wake(): void {
    if (this.#clock.now() < this.#due) this.#wait();
    else this.#callback();
  }
}

/** A clock whose zero is `epoch` on the scale of `monotonicNow`; the present when not given. */
export function nodeClock(epoch: Micros = monotonicNow()): Clock {
  return new NodeClock(epoch);
}
