/** When the requests of an open-loop stream are due. */
import type { Micros } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { LoadSpec } from '../scenario/load-spec.ts';

/** The due times of one stream, ascending, one at a time. */
export class Arrivals {
  readonly #spec: LoadSpec;
  readonly #random: Random;
  readonly #gap: Micros;
  #next: Micros;
  #count = 0;

  constructor(spec: LoadSpec, random: Random) {
    this.#spec = spec;
    this.#random = random;
    this.#gap = 1e6 / spec.rate;
    this.#next = spec.start;
    if (spec.arrivals === 'poisson') this.#next += this.#poissonGap();
  }

  /** The next due time (unrounded), null when the stream is over. */
  get next(): Micros | null {
    return this.#next < this.#spec.start + this.#spec.duration ? this.#next : null;
  }

  advance(): void {
    this.#count++;
    // Counted, not added up, and divided last: a constant rate must not drift, nor gain a request by rounding.
    if (this.#spec.arrivals === 'constant') this.#next = this.#spec.start + (this.#count * 1e6) / this.#spec.rate;
    else this.#next += this.#poissonGap();
  }

  /** A Poisson process has exponential gaps. */
  #poissonGap(): Micros {
    return -Math.log(1 - this.#random.float()) * this.#gap;
  }
}
