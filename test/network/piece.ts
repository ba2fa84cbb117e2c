const SOURCE = Buffer.from(Uint32Array.from({ length: 1 << 16 }, (_, i) => Math.imul(i, 0x9e3779b1)).buffer);

/** The bytes [from, from + size) of an endless stream of all values without a short period: a cut, a swap or a double shows. */
export function piece(from: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; ) {
    at += SOURCE.copy(bytes, at, (from + at) % SOURCE.length);
  }
  return bytes;
}
