/**
 * The random port over a seed: xoroshiro128+ (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", 2018) by pure-rand. Streams are forked by hashing the seed with the name.
 */

import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { fnv1a32, mix32 } from './hash.ts';
import type { Random } from './random.ts';

const TWO_32 = 0x1_0000_0000;
const TWO_M26 = 2 ** -26;
const TWO_M53 = 2 ** -53;

class SeededRandom implements Random {
  readonly #seed: number;
  readonly #generator: RandomGenerator;

  constructor(seed: number) {
    this.#seed = seed >>> 0;
    // Four well-mixed words: neighbouring seeds must not give neighbouring streams.
    const words = [1, 2, 3, 4].map((i) => mix32(this.#seed + Math.imul(i, 0x9e3779b9)) | 0);
    this.#generator = xoroshiro128plusFromState(words);
  }

  uint32(): number {
    return this.#generator.next() >>> 0;
  }

  float(): number {
    const high = this.uint32() >>> 6;
    const low = this.uint32() >>> 5;
    return high * TWO_M26 + low * TWO_M53;
  }

  below(bound: number): number {
    // Rejection keeps it exact: a plain remainder would favour the small numbers.
    const limit = TWO_32 - (TWO_32 % bound);
    let value = this.#generator.next() >>> 0;
    while (value >= limit) value = this.#generator.next() >>> 0;
    return value % bound;
  }

  fork(name: string): Random {
    return new SeededRandom(mix32(this.#seed ^ fnv1a32(name)));
  }
}

/** A stream that depends on `seed` (taken modulo 2^32) alone. */
export function seededRandom(seed: number): Random {
  return new SeededRandom(seed);
}
