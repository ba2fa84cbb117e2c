/**
 * A clock whose timers end with the run: whatever waits at that moment (a client's patience, a reading, the rest of
 * the timeline) is forgotten, so that nothing happens after the run and nothing keeps the lab's process alive.
 */
import type { Clock, Micros, Timer } from '../../kernel/clock.ts';

export class RunClock implements Clock {
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
