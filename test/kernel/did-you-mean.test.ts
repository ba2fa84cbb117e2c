import fc from 'fast-check';
import { expect, test } from 'vitest';
import { didYouMean, editDistance } from '../../src/kernel/did-you-mean.ts';

const KEYS = ['address', 'port', 'weight', 'health_check_path', 'interval_secs'];

test.each([
  ['adress', 'address'],
  ['prot', 'port'],
  ['PORT', 'port'],
  ['wieght', 'weight'],
  ['health-check-path', 'health_check_path'],
  ['interval', 'interval_secs'],
  ['weights_total', 'weight'],
  ['po', null],
  ['colour', null],
  ['', null],
])('%s -> %s', (word, expected) => {
  expect(didYouMean(word, KEYS)).toBe(expected);
});

test('the nearest wins, the earlier of two equals', () => {
  expect(didYouMean('abcdef', ['abcxef', 'abcdeg', 'abcdefg'])).toBe('abcxef');
  expect(didYouMean('abcdef', ['abcxyf', 'abcdeg'])).toBe('abcdeg');
});

test('edit distance: insertions, deletions, substitutions and swaps', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('ab', 'ba')).toBe(1);
  expect(editDistance('', 'abc')).toBe(3);
});

test('edit distance is a symmetric measure, 0 only between equals', () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
    }),
  );
});
