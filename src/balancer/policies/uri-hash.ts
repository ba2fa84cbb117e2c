/** URI hash: the path decides, so that each backend sees (and caches) its own part of what there is. */
import { fnv1a } from '../../kernel/hash.ts';
import type { Backend } from '../core/backend.ts';
import type { Snapshot } from '../core/pool.ts';
import type { PickRequest, Policy, PolicyContext } from './policy.ts';
import { SlotOwners } from './slot-owners.ts';

class UriHash implements Policy {
  readonly needsPath = true;
  readonly #owners = new SlotOwners();
  readonly #query: boolean;

  constructor({ hash }: PolicyContext) {
    this.#query = hash.query;
  }

  pick(eligible: Snapshot, { path }: PickRequest): Backend | null {
    const end = this.#query ? -1 : path.indexOf('?');
    return this.#owners.ownerOf(fnv1a(path, end < 0 ? path.length : end), eligible);
  }
}

export function uriHash(context: PolicyContext): Policy {
  return new UriHash(context);
}
