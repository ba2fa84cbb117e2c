/**
 * Which backend a key belongs to, in constant time: keys are hashed into slots, and each slot has an owner. The owner is
 * found out when the slot is first asked for and remembered while the snapshot is the same. Nothing is carried over to
 * the next one: that owners hardly change is a property of how they are found.
 */
import { mix32 } from '../../kernel/hash.ts';
import type { Backend } from '../core/backend.ts';
import type { Snapshot } from '../core/pool.ts';
import { Rendezvous } from './rendezvous.ts';

/** A power of two. Enough for a thousand backends to get even shares within an eighth or so. */
const SLOTS = 65_536;
const UNKNOWN = -1;

export class SlotOwners {
  readonly #owners = new Int32Array(SLOTS).fill(UNKNOWN);
  #snapshot: Snapshot | null = null;
  #rendezvous = new Rendezvous([]);

  /** Of the key with this hash (32 bits, which need not be well mixed). */
  ownerOf(hash: number, eligible: Snapshot): Backend | null {
    if (eligible !== this.#snapshot) {
      this.#snapshot = eligible;
      this.#rendezvous = new Rendezvous(eligible);
      this.#owners.fill(UNKNOWN);
    }
    const slot = mix32(hash) & (SLOTS - 1);
    const owner = this.#owners[slot] as number;
    if (owner !== UNKNOWN) return eligible[owner] as Backend;
    const winner = this.#rendezvous.winner(slot);
    this.#owners[slot] = winner;
    return eligible[winner] ?? null;
  }
}
