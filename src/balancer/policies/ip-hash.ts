/** IP hash: a client's address decides, so that one client stays with one backend while that is eligible. */
import { fnv1a } from '../../kernel/hash.ts';
import type { Backend } from '../core/backend.ts';
import type { Snapshot } from '../core/pool.ts';
import type { PickRequest, Policy } from './policy.ts';
import { SlotOwners } from './slot-owners.ts';

class IpHash implements Policy {
  readonly #owners = new SlotOwners();

  pick(eligible: Snapshot, { clientHost }: PickRequest): Backend | null {
    return this.#owners.ownerOf(fnv1a(clientHost, clientHost.length), eligible);
  }
}

export function ipHash(): Policy {
  return new IpHash();
}
