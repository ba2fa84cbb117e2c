/**
 * A clock whose timers end with whoever had them set: what waits at that moment (a client's patience, an idle connection's
 * time-out, the rest of a timeline) is forgotten, so that nothing happens afterwards and nothing keeps the process alive.
 */
import type { Clock, Micros, Timer } from './clock.ts';

export class StoppableClock implements Clock {
  readonly #clock: Clock;
  readonly #waiting = new Set<Timer>();
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): Micros {
    return this.#clock.now();
  }

  wall(): number {
    return this.#clock.wall();
  }

  after(delay: Micros, callback: () => void): Timer {
    if (this.#stopped) return { cancel() {} };
    const timer = this.#clock.after(delay, () => {
      this.#waiting.delete(timer);
      callback();
    });
    this.#waiting.add(timer);
    return {
      cancel: () => {
        this.#waiting.delete(timer);
        timer.cancel();
      },
    };
  }

  /** From now on nothing is due any more. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#waiting) timer.cancel();
    this.#waiting.clear();
  }
}
