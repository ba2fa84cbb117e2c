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

/** A copy of the bytes in [start, end): for what outlives a borrowed chunk. */
export function copyBytes(chunk: Uint8Array, start: number, end: number): Uint8Array {
  const copy = Buffer.allocUnsafe(end - start);
  copy.set(chunk.subarray(start, end));
  return copy;
}

/** One piece of memory with latin1 `head`, the bytes of `chunk` in [start, end), and latin1 `tail`. */
export function joinBytes(head: string, chunk: Uint8Array, start: number, end: number, tail: string): Uint8Array {
  const joined = Buffer.allocUnsafe(head.length + end - start + tail.length);
  fillJoined(joined, 0, head, chunk, start, end, tail);
  return joined;
}

/** The same into memory at hand, from `at` on. */
export function fillJoined(
  into: Buffer,
  at: number,
  head: string,
  chunk: Uint8Array,
  start: number,
  end: number,
  tail: string,
): void {
  const middle = at + head.length;
  if (head !== '') into.write(head, at, 'latin1');
  into.set(chunk.subarray(start, end), middle);
  if (tail !== '') into.write(tail, middle + end - start, 'latin1');
}

/** The global is a getter, and this is asked several times a request. */
const { isBuffer } = Buffer;

function asBuffer(chunk: Uint8Array): Buffer {
  return isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
