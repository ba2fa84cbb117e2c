/**
 * Bytes and latin1 text. HTTP/1.1 heads are handled as strings in which one character is one byte, which is what the
 * engine scans, slices and joins fastest.
 */

/** The bytes of `chunk` in [start, end) as latin1 text. */
export function latin1(chunk: Uint8Array, start: number, end: number): string {
  return asBuffer(chunk).toString('latin1', start, end);
}

/** The bytes of a latin1 string. */
export function latin1Bytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** The bytes of any text in UTF-8. */
export function utf8Bytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/** A copy of the bytes in [start, end): for what outlives a borrowed chunk. */
export function copyBytes(chunk: Uint8Array, start: number, end: number): Uint8Array {
  const copy = Buffer.allocUnsafe(end - start);
  copy.set(chunk.subarray(start, end));
  return copy;
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
