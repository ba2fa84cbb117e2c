import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HeldBytes } from '../../src/http1/held-bytes.ts';
import { textOf } from './pieces.ts';

test('holds what was added, in its order, and forgets it', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 12 }), (pieces) => {
      const held = new HeldBytes();
      for (const piece of pieces) held.add(Uint8Array.of(1, ...piece, 2), 1, 1 + piece.length);
      expect(textOf(held.bytes.subarray(0, held.length))).toBe(pieces.map(textOf).join(''));
      held.clear();
      expect([held.length, held.bytes.length]).toEqual([0, 0]);
    }),
  );
});

test('only line ends are blank', () => {
  const held = new HeldBytes();
  expect(held.isBlank()).toBe(true);
  held.add(Uint8Array.of(13, 10, 13), 0, 3);
  expect(held.isBlank()).toBe(true);
  held.add(Uint8Array.of(32), 0, 1);
  expect(held.isBlank()).toBe(false);
});
