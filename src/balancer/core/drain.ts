/**
 * Draining: a backend takes no new request, and those under way may finish until a deadline. What is to happen then
 * (removal, or nothing) is the caller's.
 */
import type { Clock, Micros, Timer } from '../../kernel/clock.ts';
import type { Backend } from './backend.ts';

export interface Drain {
  /**
   * Waits for the requests of a backend, which is already Draining, for at most `timeout`. `onDone` is told whether all
   * of them finished. A second call while the first still waits replaces what is done at its end, not when that is: an
   * order given twice makes nobody wait twice as long.
   */
  begin(backend: Backend, timeout: Micros, onDone: (finished: boolean) => void): void;
  /** Forgets a backend's drain: it is enabled again. */
  cancel(backend: Backend): void;
  stop(): void;
}

export interface DrainContext {
  readonly clock: Clock;
}

/**
 * How often the count of requests is looked at. All threads change it: nobody is told when it comes to zero. The first
 * look comes that late, too: a thread that chose the backend just before may be about to count its request.
 */
const POLL: Micros = 10_000;

interface Wait {
  readonly backend: Backend;
  readonly due: Micros;
  readonly onDone: (finished: boolean) => void;
}

class PollingDrain implements Drain {
  readonly #clock: Clock;
  readonly #waits = new Map<string, Wait>();
  #timer: Timer | null = null;

  constructor({ clock }: DrainContext) {
    this.#clock = clock;
  }

  begin(backend: Backend, timeout: Micros, onDone: (finished: boolean) => void): void {
    const due = this.#waits.get(backend.id)?.due ?? this.#clock.now() + timeout;
    this.#waits.set(backend.id, { backend, due, onDone });
    this.#timer ??= this.#clock.after(POLL, () => this.#look());
  }

  cancel(backend: Backend): void {
    this.#waits.delete(backend.id);
  }

  stop(): void {
    this.#waits.clear();
    this.#timer?.cancel();
    this.#timer = null;
  }

  #look(): void {
    this.#timer = null;
    const now = this.#clock.now();
    for (const [id, { backend, due, onDone }] of [...this.#waits]) {
      const finished = backend.active === 0;
      if (!finished && now < due) continue;
      this.#waits.delete(id);
      onDone(finished);
    }
    if (this.#waits.size > 0) this.#timer ??= this.#clock.after(POLL, () => this.#look());
  }
}

export function createDrain(context: DrainContext): Drain {
  return new PollingDrain(context);
}
