/**
 * Rendezvous hashing with weights: everybody draws a number for a slot, and the highest score has it (Thaler and
 * Ravishankar 1998). A number depends on the slot and the backend's address alone, so all machines agree, before and
 * after a restart; and who leaves gives up only its own slots, who comes takes slots only to itself.
 *
 * With u drawn evenly from (0, 1), the score is -weight / ln(u): the highest is a backend's with a chance in proportion
 * to its weight.
 */
import { fnv1a32, mix32 } from '../../kernel/hash.ts';
import type { Snapshot } from '../core/pool.ts';
import { areEqual, weightsOf } from './weights.ts';

const TWO_M32 = 2 ** -32;

export class Rendezvous {
  readonly #addresses: readonly string[];
  readonly #weights: Int32Array;
  readonly #equal: boolean;
  /** By position: two independent hashes of the address, for two that share one must not share every draw. */
  readonly #first: Int32Array;
  readonly #second: Int32Array;

  constructor(eligible: Snapshot) {
    this.#addresses = eligible.map(({ address }) => address);
    this.#weights = weightsOf(eligible);
    this.#equal = areEqual(this.#weights);
    this.#first = Int32Array.from(this.#addresses, (address) => mix32(fnv1a32(address)));
    this.#second = Int32Array.from(this.#addresses, (address) => mix32(fnv1a32(`2 ${address}`)));
  }

  /** The position of the one that has the slot; -1 when there is nobody. */
  winner(slot: number): number {
    const mixed = mix32(slot + 1);
    return this.#equal ? this.#highestDraw(mixed) : this.#highestScore(mixed);
  }

  /** With equal weights, scores are in the order of the draws. */
  #highestDraw(slot: number): number {
    const count = this.#addresses.length;
    let winner = -1;
    let highest = -1;
    for (let position = 0; position < count; position++) {
      const drawn = this.#draw(slot, position);
      if (drawn < highest || (drawn === highest && !this.#goesBefore(position, winner))) continue;
      highest = drawn;
      winner = position;
    }
    return winner;
  }

  #highestScore(slot: number): number {
    const weights = this.#weights;
    const count = weights.length;
    let winner = -1;
    let highest = 0;
    for (let position = 0; position < count; position++) {
      const u = (this.#draw(slot, position) + 0.5) * TWO_M32;
      const weight = weights[position] as number;
      // -ln(u) > 1 - u, so nearly all who can't win are told without a logarithm.
      if (weight < highest * (1 - u)) continue;
      const score = weight / -Math.log(u);
      if (score < highest || (score === highest && !this.#goesBefore(position, winner))) continue;
      highest = score;
      winner = position;
    }
    return winner;
  }

  /** 32 bits: equal draws are rare, and no two have them in all slots. */
  #draw(slot: number, position: number): number {
    return mix32(mix32(slot ^ (this.#first[position] as number)) ^ (this.#second[position] as number));
  }

  /** A tie is broken by what all machines know. */
  #goesBefore(position: number, other: number): boolean {
    return (this.#addresses[position] as string) < (this.#addresses[other] as string);
  }
}
