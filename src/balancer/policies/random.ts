/** Random: each pick by luck alone, with chances by weight. Threads need not know of each other. */
import type { Random } from '../../kernel/random.ts';
import type { Backend } from '../core/backend.ts';
import type { Snapshot } from '../core/pool.ts';
import { AliasTable } from './alias-table.ts';
import type { Policy, PolicyContext } from './policy.ts';
import { weightsOf } from './weights.ts';

class RandomChoice implements Policy {
  readonly #random: Random;
  #snapshot: Snapshot | null = null;
  #chances = new AliasTable(new Int32Array(0));

  constructor(context: PolicyContext) {
    this.#random = context.random;
  }

  pick(eligible: Snapshot): Backend | null {
    if (eligible !== this.#snapshot) {
      this.#snapshot = eligible;
      this.#chances = new AliasTable(weightsOf(eligible));
    }
    return eligible.length === 0 ? null : (eligible[this.#chances.draw(this.#random)] as Backend);
  }
}

export function randomChoice(context: PolicyContext): Policy {
  return new RandomChoice(context);
}
