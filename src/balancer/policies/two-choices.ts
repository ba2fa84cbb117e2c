/**
 * The power of two choices (Mitzenmacher 2001): of two different ones, drawn evenly, the better. Almost as even as to
 * look at all, at the cost of looking at two; and threads that choose at the same time don't all run to the same one.
 */
import type { Random } from '../../kernel/random.ts';
import type { Backend } from '../core/backend.ts';
import type { Snapshot } from '../core/pool.ts';
import type { Policy, PolicyContext } from './policy.ts';

export abstract class TwoChoices implements Policy {
  readonly #random: Random;

  constructor({ random }: PolicyContext) {
    this.#random = random;
  }

  pick(eligible: Snapshot): Backend | null {
    const count = eligible.length;
    if (count < 2) return eligible[0] ?? null;
    const random = this.#random;
    const at = random.below(count);
    const other = random.below(count - 1);
    const first = eligible[at] as Backend;
    // Drawn from all but the first.
    const second = eligible[other < at ? other : other + 1] as Backend;
    return this.isBetter(second, first) ? second : first;
  }

  /** Whether `one` is really better than `other`: as good is not enough. */
  protected abstract isBetter(one: Backend, other: Backend): boolean;
}

/** Whether one more request would weigh less on `one` than on `other`. */
export function isLessLoaded(one: Backend, other: Backend): boolean {
  return (one.active + 1) * other.weight < (other.active + 1) * one.weight;
}
