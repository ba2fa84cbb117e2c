/** Quantities as people write them: what is read, what is refused, and what they look like written back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, formatPercentage, parseDuration, parsePercentage, parseRate } from '../../src/kernel/units.ts';

describe('what is read', () => {
  it.each([
    ['250ms', 250_000],
    ['1.5s', 1_500_000],
    ['2m', 120_000_000],
    ['7us', 7],
    [' 3 s ', 3_000_000],
    ['0.0000004s', 0],
  ])('duration %s', (text, micros) => expect(parseDuration(text)).toBe(micros));

  it.each(['', '250', 'ms', '-1s', '1e3s', '1 parsec', '1constructor', '1s2', 'NaNs', '١s'])(
    'no duration: %s',
    (text) => expect(parseDuration(text)).toBeNull(),
  );

  it.each([
    ['200/s', 200],
    ['30/min', 0.5],
    ['3600 / h', 1],
  ])('rate %s', (text, rate) => expect(parseRate(text)).toBeCloseTo(rate, 12));

  it.each(['200', '/s', '200/', '200/fortnight', 'x/s', '1/toString'])('no rate: %s', (text) =>
    expect(parseRate(text)).toBeNull(),
  );

  it.each([
    ['99%', 0.99],
    ['0.5%', 0.005],
    ['100 %', 1],
  ])('percentage %s', (text, fraction) => expect(parsePercentage(text)).toBeCloseTo(fraction, 12));

  it.each(['101%', '99', '-1%', '%'])('no percentage: %s', (text) => expect(parsePercentage(text)).toBeNull());

  it('never throws, and never gives anything but a number that counts or null', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const value of [parseDuration(text), parseRate(text), parsePercentage(text)]) {
          expect(value === null || (Number.isFinite(value) && value >= 0)).toBe(true);
        }
      }),
    );
  });
});

describe('what is written', () => {
  it.each([
    [0, '0 µs'],
    [870, '870 µs'],
    [4_310, '4.31 ms'],
    [100_000, '100 ms'],
    [1_250_000, '1.25 s'],
    [119_000_000, '119 s'],
    [180_000_000, '3 min'],
  ])('%i µs', (micros, text) => expect(formatDuration(micros)).toBe(text));

  it('a percentage below 100 is never rounded up to it', () => {
    expect(formatPercentage(1)).toBe('100%');
    expect(formatPercentage(0.9999999)).toBe('99.999%');
    expect(formatPercentage(0.995)).toBe('99.5%');
  });
});
