/**
 * Round robin: each in turn; with unequal weights each in proportion, evenly spaced. The turns of a snapshot are laid
 * out once, so that a pick is one step along an array. All threads step along together.
 */
import type { Backend } from '../core/backend.ts';
import type { Snapshot } from '../core/pool.ts';
import type { Policy, PolicyContext } from './policy.ts';
import { layOut } from './turns.ts';

class RoundRobin implements Policy {
  readonly #context: PolicyContext;
  #snapshot: Snapshot | null = null;
  #turns: Snapshot = [];

  constructor(context: PolicyContext) {
    this.#context = context;
  }

  pick(eligible: Snapshot): Backend | null {
    if (eligible !== this.#snapshot) {
      this.#snapshot = eligible;
      this.#turns = layOut(eligible);
    }
    const turns = this.#turns;
    return turns.length === 0 ? null : (turns[this.#context.table.nextTurn(turns.length)] as Backend);
  }
}

export function roundRobin(context: PolicyContext): Policy {
  return new RoundRobin(context);
}
