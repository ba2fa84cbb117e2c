/**
 * Arrivals at a rate that may change with time. They are counted in expected requests, where every rate is 1, and
 * stretched to time from there (a Poisson process too: the time-rescaling theorem). Counted rather than added up in time,
 * a constant rate neither drifts nor gains a request by rounding.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { Spacing } from '../scenario/load-spec.ts';
import { type Arrivals, DRAWN, type RateShape } from './arrivals.ts';

export class RateArrivals implements Arrivals {
  readonly request = DRAWN;
  readonly #shape: RateShape;
  readonly #duration: Micros;
  /** Null: evenly spaced. */
  readonly #random: Random | null;
  #expected = 0;
  #next: Micros;

  constructor(shape: RateShape, spacing: Spacing, duration: Micros, random: Random) {
    this.#shape = shape;
    this.#duration = duration;
    this.#random = spacing === 'poisson' ? random : null;
    if (this.#random !== null) this.#expected = exponential(this.#random);
    this.#next = shape.timeOf(this.#expected);
  }

  get next(): Micros | null {
    return this.#next < this.#duration ? this.#next : null;
  }

  advance(): void {
    this.#expected += this.#random === null ? 1 : exponential(this.#random);
    this.#next = this.#shape.timeOf(this.#expected);
  }
}

/** A Poisson process has exponential gaps. */
function exponential(random: Random): number {
  return -Math.log(1 - random.float());
}
