/** Small non-cryptographic hashes. */

/** FNV-1a, 32 bits, over the UTF-16 units of `text` (Fowler, Noll, Vo; RFC 9923). */
export function fnv1a32(text: string): number {
  return fnv1a(text, text.length) >>> 0;
}

/** The same over the first `length` of them, and signed: engines keep such a number without allocating. */
export function fnv1a(text: string, length: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash;
}

/** A bijective finaliser that spreads every input bit over the whole word (the last step of MurmurHash3). */
export function mix32(value: number): number {
  let h = value | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return h >>> 0;
}
