/**
 * Bytes and latin1 text. HTTP/1.1 heads are handled as strings in which one character is one byte, which is what the
 * engine scans, slices and joins fastest.
 */

type Latin1Slice = (this: Uint8Array, start: number, end: number) => string;

/** Undocumented but as old as Buffer: what `toString('latin1')` ends in, without the way there, which costs more. */
const native: Latin1Slice | undefined = Reflect.get(Buffer.prototype, 'latin1Slice');

const latin1Slice: Latin1Slice =
  native ??
  function (this: Uint8Array, start: number, end: number): string {
    return Buffer.from(this.buffer, this.byteOffset, this.byteLength).toString('latin1', start, end);
  };

/** The bytes of `chunk` in [start, end) as latin1 text. */
export function latin1(chunk: Uint8Array, start: number, end: number): string {
  return latin1Slice.call(chunk, start, end);
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
