/** A server that works on so many requests at a time, and lets so many wait: it slows down as it fills. */
import type { Clock, Micros } from '../../kernel/clock.ts';
import type { CapacitySpec } from '../scenario/backend-spec.ts';

interface Task {
  readonly work: Micros;
  readonly done: () => void;
}

export class Workers {
  readonly #clock: Clock;
  readonly #spec: CapacitySpec;
  /** How long work that begins now really takes. */
  readonly #takes: (work: Micros) => Micros;
  #busy = 0;
  readonly #queue: Task[] = [];

  constructor(clock: Clock, spec: CapacitySpec, takes: (work: Micros) => Micros) {
    this.#clock = clock;
    this.#spec = spec;
    this.#takes = takes;
  }

  /** Works on it as soon as a worker is free, first come first served. False: the queue is full. */
  submit(work: Micros, done: () => void): boolean {
    if (this.#busy < this.#spec.workers) this.#begin({ work, done });
    else if (this.#queue.length < this.#spec.queue) this.#queue.push({ work, done });
    else return false;
    return true;
  }

  #begin({ work, done }: Task): void {
    this.#busy++;
    this.#clock.after(this.#takes(work), () => {
      this.#busy--;
      const next = this.#queue.shift();
      if (next !== undefined) this.#begin(next);
      done();
    });
  }
}
