/** Due times that were recorded elsewhere. */
import type { Micros } from '../../kernel/clock.ts';
import { type Arrivals, DRAWN } from './arrivals.ts';

export class Replay implements Arrivals {
  readonly #due: readonly Micros[];
  readonly #requests: readonly number[];
  readonly #duration: Micros;
  #at = 0;

  constructor(due: readonly Micros[], requests: readonly number[], duration: Micros) {
    this.#due = due;
    this.#requests = requests;
    this.#duration = duration;
  }

  get next(): Micros | null {
    const due = this.#due[this.#at];
    return due !== undefined && due < this.#duration ? due : null;
  }

  get request(): number {
    return this.#requests[this.#at] ?? DRAWN;
  }

  advance(): void {
    this.#at++;
  }
}
