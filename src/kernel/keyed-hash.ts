/**
 * HalfSipHash-2-4 with a result of 64 bits (Aumasson, Bernstein: "SipHash: a fast short-input PRF", and its reference
 * code): a hash over 32-bit words whose collisions nobody can aim at without the key. Not for signatures: the key has
 * 64 bits.
 */

export class KeyedHash {
  /** The result of the last `read`, in two words. */
  low = 0;
  high = 0;
  readonly #key0: number;
  readonly #key1: number;
  #v0 = 0;
  #v1 = 0;
  #v2 = 0;
  #v3 = 0;

  /** The two words of the key. */
  constructor(key0: number, key1: number) {
    this.#key0 = key0;
    this.#key1 = key1;
  }

  /** Hashes the latin1 text in [start, end); the result is in `low` and `high`. */
  read(text: string, start: number, end: number): void {
    this.#v0 = this.#key0;
    this.#v1 = this.#key1 ^ 0xee;
    this.#v2 = 0x6c796765 ^ this.#key0;
    this.#v3 = 0x74656462 ^ this.#key1;
    const length = end - start;
    const wholeEnd = end - (length & 3);
    for (let at = start; at < wholeEnd; at += 4) this.#absorb(wordAt(text, at, 4));
    this.#absorb((length << 24) | wordAt(text, wholeEnd, length & 3));
    this.#v2 ^= 0xee;
    this.#rounds(4);
    this.low = this.#v1 ^ this.#v3;
    this.#v1 ^= 0xdd;
    this.#rounds(4);
    this.high = this.#v1 ^ this.#v3;
  }

  #absorb(word: number): void {
    this.#v3 ^= word;
    this.#rounds(2);
    this.#v0 ^= word;
  }

  #rounds(count: number): void {
    let v0 = this.#v0;
    let v1 = this.#v1;
    let v2 = this.#v2;
    let v3 = this.#v3;
    for (let i = 0; i < count; i++) {
      v0 = (v0 + v1) | 0;
      v1 = rotate(v1, 5) ^ v0;
      v0 = rotate(v0, 16);
      v2 = (v2 + v3) | 0;
      v3 = rotate(v3, 8) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = rotate(v3, 7) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = rotate(v1, 13) ^ v2;
      v2 = rotate(v2, 16);
    }
    this.#v0 = v0;
    this.#v1 = v1;
    this.#v2 = v2;
    this.#v3 = v3;
  }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Up to four bytes as a word, the first one lowest. */
function wordAt(text: string, at: number, count: number): number {
  let word = 0;
  for (let i = 0; i < count; i++) word |= (text.charCodeAt(at + i) & 0xff) << (i * 8);
  return word;
}
