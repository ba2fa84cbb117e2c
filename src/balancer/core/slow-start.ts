/** Slow start: a backend that comes back gets its share of the traffic step by step, so that it can warm up. */
import type { Clock, Micros, Timer } from '../../kernel/clock.ts';
import type { Backend } from './backend.ts';
import { type Pool, WEIGHT_UNIT } from './pool.ts';

/** From a tenth of the weight, at once, to the whole of it, after the full duration. */
const STEPS = 10;

interface Ramp {
  step: number;
  timer: Timer;
}

/** Sets the effective weights, and nobody else does. */
export class SlowStart {
  readonly #clock: Clock;
  readonly #pool: Pool;
  readonly #ramps = new Map<Backend, Ramp>();
  /** Of the ramps that begin from now on. */
  duration: Micros;

  constructor(clock: Clock, pool: Pool, duration: Micros) {
    this.#clock = clock;
    this.#pool = pool;
    this.duration = duration;
  }

  /** The backend has just become eligible. */
  begin(backend: Backend): void {
    this.cancel(backend);
    if (this.duration > 0) this.#step(backend, 1, this.duration / (STEPS - 1));
    else this.refresh(backend);
  }

  /** The configured weight may have changed; a ramp goes on, by the new one. */
  refresh(backend: Backend): void {
    const step = this.#ramps.get(backend)?.step ?? STEPS;
    const weight = Math.round((backend.config.weight * WEIGHT_UNIT * step) / STEPS);
    this.#pool.setWeight(backend, weight);
  }

  /** The backend is gone, or begins anew. */
  cancel(backend: Backend): void {
    this.#ramps.get(backend)?.timer.cancel();
    this.#ramps.delete(backend);
  }

  stop(): void {
    for (const { timer } of this.#ramps.values()) timer.cancel();
    this.#ramps.clear();
  }

  #step(backend: Backend, step: number, every: Micros): void {
    if (step === STEPS) this.#ramps.delete(backend);
    else {
      const timer = this.#clock.after(every, () => this.#step(backend, step + 1, every));
      this.#ramps.set(backend, { step, timer });
    }
    this.refresh(backend);
  }
}
