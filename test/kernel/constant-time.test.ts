/** Comparing secrets: right for all texts, and by work that the secret has no part in. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { equalConstantTime } from '../../src/kernel/constant-time.ts';

test('true for the same text and nothing else', () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 });
  fc.assert(fc.property(text, text, (a, b) => equalConstantTime(a, b) === (a === b)));
  fc.assert(fc.property(text, (a) => equalConstantTime(a, a)));
});

test('one character too many, too few, or changed anywhere makes a difference', () => {
  const secret = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(secret, fc.nat(19), fc.integer({ min: 1, max: 0xffff }), (text, position, flip) => {
      const at = position % text.length;
      const changed = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ flip) + text.slice(at + 1);
      for (const other of [changed, text + text, text.slice(0, -1), `${text}\0`]) {
        expect(equalConstantTime(other, text)).toBe(false);
        expect(equalConstantTime(text, other)).toBe(false);
      }
    }),
  );
});

test('an empty text is equal to itself alone', () => {
  expect([equalConstantTime('', ''), equalConstantTime('', 'x'), equalConstantTime('x', '')]).toEqual([
    true,
    false,
    false,
  ]);
});

test('every character of the guess is looked at, right or wrong', () => {
  /** As many looks at the guess whatever the secret is. */
  const looks = (secret: string): number => {
    let count = 0;
    const guess = {
      length: 8,
      charCodeAt: (at: number): number => {
        count++;
        return 'password'.charCodeAt(at);
      },
    };
    equalConstantTime(guess as unknown as string, secret);
    return count;
  };
  expect(['password', 'xassword', 'passworx', '', 'p', 'a longer one than that'].map(looks)).toEqual(Array(6).fill(8));
});
