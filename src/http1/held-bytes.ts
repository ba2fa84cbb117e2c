/**
 * The part of a head or trailer section that has come so far. Kept as bytes in one buffer that doubles: adding is cheap
 * however small the pieces are, and what is held is what was received, no rope of tiny strings around it.
 */
import { CR, LF } from './chars.ts';

const NOTHING = new Uint8Array(0);
const FIRST_CAPACITY = 512;

export class HeldBytes {
  length = 0;
  /** What is held is in [0, length). */
  bytes: Uint8Array = NOTHING;

  /** Copies the bytes of `chunk` in [start, end) behind what is held. */
  add(chunk: Uint8Array, start: number, end: number): void {
    const length = this.length + end - start;
    if (length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(length, this.bytes.length * 2, FIRST_CAPACITY));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    // A call into the engine's copy costs more than the few bytes of a slow drip.
    if (end - start < 16) {
      for (let from = start, to = this.length; from < end; from++, to++) this.bytes[to] = chunk[from] as number;
    } else this.bytes.set(chunk.subarray(start, end), this.length);
    this.length = length;
  }

  /** Nothing but line ends, or nothing at all. */
  isBlank(): boolean {
    for (let at = 0; at < this.length; at++) {
      if (this.bytes[at] !== CR && this.bytes[at] !== LF) return false;
    }
    return true;
  }

  clear(): void {
    this.length = 0;
    this.bytes = NOTHING;
  }
}
