/** The keyed hash against the published results of the reference implementation. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyedHash } from '../../src/kernel/keyed-hash.ts';

/** Of the inputs `00 01 02 ...` of 0, 1, ... 6 bytes under the key `00 01 .. 07` (vectors_hsip64). */
const PUBLISHED = [
  '218d1f59b9b83cc8',
  'be552412f8387315',
  '064f39ef7c50eb57',
  'ce0f1a45f7060679',
  'd5e78a175be52ea1',
  'cb9d7c3f2f3db580',
  'ce3e91358aa2bc25',
];

function hex(hash: KeyedHash): string {
  const bytes = Buffer.alloc(8);
  bytes.writeInt32LE(hash.low, 0);
  bytes.writeInt32LE(hash.high, 4);
  return bytes.toString('hex');
}

function hashed(text: string, start = 0, end = text.length, key = 0x03020100): string {
  const hash = new KeyedHash(key, 0x07060504);
  hash.read(text, start, end);
  return hex(hash);
}

test('the published results', () => {
  const input = '\x00\x01\x02\x03\x04\x05\x06';
  expect(PUBLISHED.map((_, length) => hashed(input, 0, length))).toEqual(PUBLISHED);
});

test('depends on the bytes in its range and on the key, and on nothing before', () => {
  const latin = fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)), maxLength: 40 });
  const hash = new KeyedHash(0x03020100, 0x07060504);
  fc.assert(
    fc.property(latin, latin, latin, (before, text, behind) => {
      hash.read(before + text + behind, before.length, before.length + text.length);
      expect(hex(hash)).toBe(hashed(text));
      expect(hashed(text, 0, text.length, 1)).not.toBe(hashed(text));
    }),
  );
});

test('many short names: no two the same, no word favoured', () => {
  const hash = new KeyedHash(1, 2);
  const names = new Set<string>();
  const sets = new Array<number>(16).fill(0);
  for (let i = 0; i < 16_000; i++) {
    const name = `session-${i}`;
    hash.read(name, 0, name.length);
    names.add(hex(hash));
    const set = (hash.high >>> 0) % 16;
    sets[set] = (sets[set] ?? 0) + 1;
  }
  expect(names.size).toBe(16_000);
  // Binomial with a mean of 1000 and a deviation of about 31.
  for (const count of sets) expect(Math.abs(count - 1000)).toBeLessThan(160);
});
