/** Header hash: a field's value (a user, a tenant) decides. Requests without it take turns. */
import { fnv1a } from '../../kernel/hash.ts';
import type { Backend } from '../core/backend.ts';
import type { Snapshot } from '../core/pool.ts';
import type { PickRequest, Policy, PolicyContext } from './policy.ts';
import { Rotation } from './rotation.ts';
import { SlotOwners } from './slot-owners.ts';

class HeaderHash implements Policy {
  readonly #owners = new SlotOwners();
  readonly #rotation: Rotation;

  constructor({ table }: PolicyContext) {
    this.#rotation = new Rotation(table);
  }

  pick(eligible: Snapshot, { hashField }: PickRequest): Backend | null {
    if (hashField === '') return eligible[this.#rotation.next(eligible)] ?? null;
    return this.#owners.ownerOf(fnv1a(hashField, hashField.length), eligible);
  }
}

export function headerHash(context: PolicyContext): Policy {
  return new HeaderHash(context);
}
