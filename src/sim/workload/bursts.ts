/** Many requests at once, then nothing until the next burst. */
import type { Micros } from '../../kernel/clock.ts';
import { type Arrivals, DRAWN } from './arrivals.ts';

export class Bursts implements Arrivals {
  readonly request = DRAWN;
  readonly #size: number;
  readonly #every: Micros;
  readonly #duration: Micros;
  #count = 0;

  constructor(size: number, every: Micros, duration: Micros) {
    this.#size = size;
    this.#every = every;
    this.#duration = duration;
  }

  get next(): Micros | null {
    const due = Math.floor(this.#count / this.#size) * this.#every;
    return due < this.#duration ? due : null;
  }

  advance(): void {
    this.#count++;
  }
}
