/** Bytes in pieces: the ways in which a network may cut a stream. */
import fc from 'fast-check';

export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** Cut before each of these offsets. */
export function cutAt(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const edges = [...new Set([0, ...offsets.filter((at) => at > 0 && at < bytes.length), bytes.length])];
  edges.sort((a, b) => a - b);
  return edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
}

export function byteByByte(bytes: Uint8Array): Uint8Array[] {
  return cutAt(
    bytes,
    Array.from(bytes, (_, at) => at),
  );
}

/** Any way to cut: given as fractions, so that one and the same cut fits bytes of any length. */
export const cuts: fc.Arbitrary<(bytes: Uint8Array) => Uint8Array[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(byteByByte) },
  {
    weight: 4,
    arbitrary: fc.array(fc.nat(0xffff), { maxLength: 8 }).map(
      (parts) => (bytes: Uint8Array) =>
        cutAt(
          bytes,
          parts.map((part) => Math.floor((part * bytes.length) / 0x10000)),
        ),
    ),
  },
);
