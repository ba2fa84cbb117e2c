/** Round robin: each in turn; with unequal weights each in proportion, evenly spaced. */
import type { Backend } from '../core/backend.ts';
import type { Snapshot } from '../core/pool.ts';
import type { Policy, PolicyContext } from './policy.ts';
import { Rotation } from './rotation.ts';

class RoundRobin implements Policy {
  readonly #rotation: Rotation;

  constructor({ table }: PolicyContext) {
    this.#rotation = new Rotation(table);
  }

  pick(eligible: Snapshot): Backend | null {
    return eligible[this.#rotation.next(eligible)] ?? null;
  }
}

export function roundRobin(context: PolicyContext): Policy {
  return new RoundRobin(context);
}
