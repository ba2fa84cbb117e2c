/** Suggestions: the laws of the distance, and what is near enough to be meant. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from '../../../src/kernel/did-you-mean.ts';
import { didYouMean, meantWord, near } from '../../../src/sim/scenario/did-you-mean.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['crash', 'crash', 0],
    ['crsh', 'crash', 1],
    ['carsh', 'crash', 1],
    ['crush', 'crash', 1],
    ['hang', 'freeze', 6],
  ])('%s, %s: %i', (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance);
  });

  it('is zero for the same word only, the same both ways, and at most the longer length', () => {
    fc.assert(
      fc.property(word, word, (one, other) => {
        const distance = editDistance(one, other);
        expect(distance === 0).toBe(one === other);
        expect(editDistance(other, one)).toBe(distance);
        expect(distance).toBeLessThanOrEqual(Math.max(one.length, other.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(one.length - other.length));
      }),
    );
  });
});

describe('what was meant', () => {
  it.each([
    ['Crash', 'crash'],
    ['health-check', 'health_check'],
    ['health', 'health_check'],
    ['recvoer', 'recover'],
    ['explode', null],
    ['', null],
  ])('%s: %s', (typed, meant) => {
    expect(meantWord(typed, ['crash', 'recover', 'restart', 'health_check'])).toBe(meant);
  });

  it('is not guessed among equals', () => {
    expect(meantWord('b4', ['b1', 'b2'])).toBeNull();
    expect(near('b4', ['b1', 'b2'])).toHaveLength(2);
    expect(didYouMean('b4', ['b1', 'b2'], '; try b1')).toBe('; try b1');
  });
});
