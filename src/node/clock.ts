/**
 * The clock port on Node: the machine's monotonic clock. Its zero is given by the lab, so that the stamps of all of a
 * run's processes compare: they read the same hardware clock.
 */
import type { Clock, Micros, Timer } from '../kernel/clock.ts';

/** The monotonic clock's present in µs, on a scale that all processes of this machine share. */
export function monotonicNow(): Micros {
  return Number(process.hrtime.bigint() / 1000n);
}

class NodeClock implements Clock {
  /** `performance.now()` is cheap but counts from the process's start: this shifts it to the shared scale. */
  readonly #offset: Micros;

  constructor(epoch: Micros) {
    this.#offset = monotonicNow() - performance.now() * 1000 - epoch;
  }

  now(): Micros {
    return Math.round(performance.now() * 1000 + this.#offset);
  }

  after(delay: Micros, callback: () => void): Timer {
    // Node's timers have millisecond steps and may fire up to one early against this clock: round up.
    const timer = setTimeout(callback, delay <= 0 ? 0 : Math.ceil(delay / 1000));
    return { cancel: () => clearTimeout(timer) };
  }
}

/** A clock whose zero is `epoch` on the scale of `monotonicNow`; the present when not given. */
export function nodeClock(epoch: Micros = monotonicNow()): Clock {
  return new NodeClock(epoch);
}
