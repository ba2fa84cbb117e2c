/** Text that isn't TOML at all: the parser's position, and its reason in plain words. */
import { TomlError } from 'smol-toml';
import { type ConfigProblem, quoted } from './problem.ts';
import { mayHoldSecret } from './secret-lines.ts';
import { slipOf } from './slips.ts';

/** The parser's reasons (a part of each is enough), what belongs there instead, and what to do. */
const REASONS: readonly (readonly [reason: string, expected: string, advice: string])[] = [
  ['unexpected end of key', 'a key', 'Write a name before the "=", or between the brackets.'],
  ['illegal empty bare key', 'a key between the dots', 'Remove the extra dot, or write a name there.'],
  ['illegal quoted key', 'a key in single-line quotes', 'Use one quote on each side of the key.'],
  [
    'illegal character in key',
    'a key of letters, digits, "_" and "-", then "="',
    'Quote the key, or fix the line: key = value.',
  ],
  ['cannot find end of key', 'key = value, or a closed [table]', 'Add the missing "=" and value, or the missing "]".'],
  ['trying to redefine', 'each key and [table] once', 'Remove this one or the earlier one.'],
  [
    'expected comma or end of structure',
    'a comma or the closing bracket',
    'Add the missing "," or the missing "]" or "}".',
  ],
  ['unfinished table', 'the closing "}"', 'Close the inline table.'],
  ['unfinished array', 'the closing "]"', 'Close the array.'],
  ['excessively nested', 'tables and arrays nested a few levels deep', 'Flatten it: no key here is nested so deep.'],
  ['illegal leading zero', 'a number without leading zeros', 'Remove the zeros in front.'],
  ['illegal underscore', 'underscores only between digits', 'Remove the underscore.'],
  ['illegal character in numeric literal', 'digits only', 'Remove what is no digit, or put a text in double quotes.'],
  ['unfinished numeric value', 'a complete number', 'Complete the number.'],
  ['cannot be represented losslessly', 'a smaller number', 'Write a number of at most 15 digits.'],
  ['invalid date', 'a number, or a text in double quotes', 'Put a text in double quotes; no key here takes a date.'],
  [
    'invalid value',
    'a number, true, false, or a text in double quotes',
    'Write a value; a text goes in double quotes.',
  ],
  ['control characters', 'printable text', 'Remove the control character, or write it as an escape such as \\t.'],
  ['non-hex character in unicode escape', 'hexadecimal digits', 'Write \\u and four of 0-9, a-f.'],
  ['invalid unicode escape', 'the code of a character', 'Use a code up to 10FFFF that is no surrogate.'],
  ['unrecognised escape', 'an escape that TOML knows', 'Write \\\\ for a backslash, or use single quotes.'],
  ['invalid escape', 'the end of the line after "\\"', 'Write \\\\ for a backslash.'],
  ['unfinished string', 'the closing quote', 'Close the text with the quotes that it begins with.'],
  ['end of table array declaration', '"]]"', 'Close the header with two brackets.'],
  [
    'followed by an end-of-line',
    'the end of the line',
    'Write one key = value a line, and put a text in double quotes.',
  ],
];

/** The problem that the parser met; it stops at the first. */
export function syntaxProblem(text: string, error: unknown): ConfigProblem {
  const reason = /Invalid TOML document: ([^\n]*)/.exec(String(error))?.[1] ?? String(error);
  const line = error instanceof TomlError ? error.line : 1;
  const column = error instanceof TomlError ? error.column : 1;
  const lines = text.split('\n');
  const found = lineFound(lines, line - 1);
  const slip = slipOf({ lines, at: line - 1, column: column - 1, reason });
  if (slip !== null) return { line, path: '', found, ...slip, column: (slip.column ?? column - 1) + 1 };
  const known = REASONS.find(([part]) => reason.includes(part));
  const [, expected, advice] = known ?? ['', 'TOML', `Fix the syntax: ${reason}.`];
  return { line, column, path: '', found, expected, advice };
}

function lineFound(lines: readonly string[], at: number): string {
  const line = (lines[at] ?? '').trim();
  if (line === '') return 'the end of the line';
  return mayHoldSecret(lines, at) ? 'a line that is not shown here, for it may hold a secret' : quoted(line);
}
