/**
 * Two choices by the time that a request would likely take: the peak-sensitive moving average of a backend's latency,
 * times the requests it would then have, over its weight. The idea is that of Finagle's "peak EWMA": a slower answer
 * counts at once and whole, a faster one bit by bit.
 *
 * An average that is not renewed fades, so that a backend that was slow once gets another try. All threads share the
 * averages; they are no locked values, and a sample that is lost in a race does no harm.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { Backend } from '../core/backend.ts';
import type { Policy, PolicyContext } from './policy.ts';
import { isBetterThanDrawn, TwoChoices } from './two-choices.ts';

/** After so long what was measured counts for 1/e. */
const DECAY: Micros = 10_000_000;

class PeakEwma extends TwoChoices {
  /** By slot: the average in µs, 0 when there is none; and when it was renewed. */
  readonly #averages: Float64Array;
  /** A pick is told no time; that of the last answer from anybody is near enough. */
  #now: Micros = 0;

  constructor(context: PolicyContext) {
    super(context);
    this.#averages = context.table.averages;
  }

  learn({ index }: Backend, latency: Micros, now: Micros): void {
    const averages = this.#averages;
    const sample = Math.max(1, latency);
    const average = averages[index * 2] as number;
    const kept = this.#remaining(averages[index * 2 + 1] as number, now);
    this.#now = now;
    averages[index * 2] = sample >= average ? sample : sample + (average - sample) * kept;
    averages[index * 2 + 1] = now;
  }

  protected override isBetter(one: Backend, other: Backend): boolean {
    const cost = this.#cost(one);
    const otherCost = this.#cost(other);
    return cost === otherCost ? isBetterThanDrawn(one, other) : cost < otherCost;
  }

  #cost({ index, active, weight }: Backend): number {
    const average = this.#averages[index * 2] as number;
    // Nobody knows it yet: it is tried, but with one request only until that is answered.
    if (average === 0) return active === 0 ? 0 : Number.POSITIVE_INFINITY;
    const faded = average * this.#remaining(this.#averages[index * 2 + 1] as number, this.#now);
    return (faded * (active + 1)) / weight;
  }

  /** How much of what was measured at `then` still counts. Another thread's clock may be read a little later. */
  #remaining(then: Micros, now: Micros): number {
    return now <= then ? 1 : Math.exp((then - now) / DECAY);
  }
}

export function peakEwma(context: PolicyContext): Policy {
  return new PeakEwma(context);
}
