/**
 * Turns a value that misses its unit, or has a foreign one, into the one its author most likely meant.
 */
import { EXPECTED } from './expected.ts';
import { quote } from './words.ts';

const NUMBER_FIRST = /^(\d+(?:[.,]\d+)?)\s*(.*)$/;

/** How people write units elsewhere, each with the start of the words and the unit here. */
const FOREIGN_UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(ms|mil)/i, 'ms'],
  [/^(us|mic|μs)/i, 'us'],
  [/^min/i, 'min'],
  [/^s/i, 's'],
  [/^h/i, 'h'],
];

/** `; did you mean "200/s"?` for a text where `expected` was expected, or nothing. */
export function unitHint(expected: string, found: string): string {
  const match = NUMBER_FIRST.exec(found);
  if (match === null) return '';
  const number = (match[1] ?? '').replace(',', '.');
  const rest = match[2] ?? '';
  if (expected.startsWith('a duration such as')) return durationHint(number, rest);
  if (expected === EXPECTED.rate) return meant(`${number}/s`);
  if (expected === EXPECTED.size) return sizeHint(number, rest);
  return expected === EXPECTED.percentage ? percentageHint(Number(number), rest) : '';
}

function durationHint(number: string, rest: string): string {
  if (rest === '') return `; the unit is missing: ${number}ms or ${number}s?`;
  const unit = FOREIGN_UNITS.find(([pattern]) => pattern.test(rest))?.[1];
  return unit === undefined ? '' : meant(`${number}${unit}`);
}

function sizeHint(number: string, rest: string): string {
  if (rest === '') return `; the unit is missing: ${number}B or ${number}KB?`;
  const unit = /^(b|byte|k|m|g)/i.exec(rest)?.[1]?.[0]?.toUpperCase();
  return unit === undefined ? '' : meant(`${number}${unit === 'B' ? 'B' : `${unit}B`}`);
}

function percentageHint(number: number, rest: string): string {
  if (rest !== '') return '';
  // 0.99 is a fraction; rounding keeps 0.07 from becoming 7.000000000000001%.
  if (number <= 1) return meant(`${Number((number * 100).toPrecision(12))}%`);
  return number <= 100 ? meant(`${number}%`) : '';
}

function meant(text: string): string {
  return `; did you mean ${quote(text)}?`;
}
