/** Slow start: a backend that comes back gets its share of the traffic step by step, so that it can warm up. */
import type { Clock, Micros, Timer } from '../../kernel/clock.ts';
import type { Backend } from './backend.ts';
import { type Pool, WEIGHT_UNIT } from './pool.ts';

/** From a tenth of the weight to the whole of it. */
const STEPS = 10;

export class SlowStart {
  readonly #clock: Clock;
  readonly #pool: Pool;
  readonly #timers = new Map<string, Timer>();
  duration: Micros;

  constructor(clock: Clock, pool: Pool, duration: Micros) {
    this.#clock = clock;
    this.#pool = pool;
    this.duration = duration;
  }

  /** The backend has just become eligible again. */
  begin(backend: Backend): void {
    this.cancel(backend);
    if (this.duration > 0) this.#step(backend.id, 1);
  }

  /** At its full weight from now on, or gone. */
  cancel(backend: Backend): void {
    this.#timers.get(backend.id)?.cancel();
    this.#timers.delete(backend.id);
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  /** By id: a change of its configuration meanwhile makes the backend another object. */
  #step(id: string, step: number): void {
    const backend = this.#pool.byId(id);
    if (backend === null) return;
    this.#pool.setWeight(backend, Math.max(1, Math.round((backend.config.weight * WEIGHT_UNIT * step) / STEPS)));
    if (step === STEPS) this.#timers.delete(id);
    else
      this.#timers.set(
        id,
        this.#clock.after(this.duration / STEPS, () => this.#step(id, step + 1)),
      );
  }
}
