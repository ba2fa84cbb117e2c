/**
 * The power of two choices (Mitzenmacher 2001): of two different ones, drawn by luck, the better. Almost as even as to
 * look at all, at the cost of looking at two; and threads that choose at the same time don't all run to the same one.
 *
 * The first is drawn by weight and stays unless the second is really better: what load does not decide, weights do. (Were
 * both drawn evenly, then with little to do the heavier of two would always win.)
 */
import type { Random } from '../../kernel/random.ts';
import type { Backend } from '../core/backend.ts';
import type { Snapshot } from '../core/pool.ts';
import { AliasTable } from './alias-table.ts';
import type { Policy, PolicyContext } from './policy.ts';
import { weightsOf } from './weights.ts';

export abstract class TwoChoices implements Policy {
  readonly #random: Random;
  #snapshot: Snapshot | null = null;
  #chances = new AliasTable(new Int32Array(0));

  constructor({ random }: PolicyContext) {
    this.#random = random;
  }

  pick(eligible: Snapshot): Backend | null {
    const count = eligible.length;
    if (count < 2) return eligible[0] ?? null;
    const random = this.#random;
    if (eligible !== this.#snapshot) {
      this.#snapshot = eligible;
      this.#chances = new AliasTable(weightsOf(eligible));
    }
    const at = this.#chances.draw(random);
    const other = random.below(count - 1);
    const first = eligible[at] as Backend;
    // Drawn from all but the first.
    const second = eligible[other < at ? other : other + 1] as Backend;
    return this.isBetter(second, first) ? second : first;
  }

  /** Whether `one` is really better than `other`: as good is not enough. */
  protected abstract isBetter(one: Backend, other: Backend): boolean;
}

/**
 * Whether `one` takes a request better than `drawn`, which was drawn by weight. An idle one serves it at once, whatever its
 * weight: nobody is better then.
 */
export function isBetterThanDrawn(one: Backend, drawn: Backend): boolean {
  return drawn.active > 0 && isLessLoaded(one, drawn);
}

/** Whether one more request would weigh less on `one` than on `other`. */
export function isLessLoaded(one: Backend, other: Backend): boolean {
  return (one.active + 1) * other.weight < (other.active + 1) * one.weight;
}
