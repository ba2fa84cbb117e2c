/** Text that isn't TOML: each of the parser's reasons has its own plain words, and the right position. */
import { expect, test } from 'vitest';
import { formatConfigProblems, parseConfig } from '../../../src/balancer/config/file.ts';

test.each([
  [' = 1', 2, 'a key'],
  ['a..b = 1', 3, 'a key between the dots'],
  ['"""a""" = 1', 1, 'a key in single-line quotes'],
  ['a b = 1', 3, 'a key of letters, digits, "_" and "-", then "="'],
  ['abc', 1, 'key = value, or a closed [table]'],
  ['a = 1\na = 2', 1, 'each key and [table] once'],
  ['a = {b = 1, b = 2}', 13, 'each key and [table] once'],
  ['a = [1 2]', 8, 'a comma or the closing bracket'],
  ['a = {', 5, 'the closing "}"'],
  ['a = [', 5, 'the closing "]"'],
  [`a = ${'['.repeat(40)}`, 37, 'tables and arrays nested a few levels deep'],
  ['a = 01', 5, 'a number without leading zeros'],
  ['a = 1__0', 7, 'underscores only between digits'],
  ['a = 12x', 7, 'digits only'],
  ['a = 1.', 5, 'a complete number'],
  ['a = 1979-99-99', 5, 'a number, or a text in double quotes'],
  ['a = round_robin', 5, 'a number, true, false, or a text in double quotes'],
  ['a = "\u0001"', 6, 'printable text'],
  ['a = "\\uzzzz"', 8, 'hexadecimal digits'],
  ['a = "\\ud800"', 6, 'the code of a character'],
  ['a = "\\q"', 7, 'an escape that TOML knows'],
  ['a = """\\ x"""', 8, 'the end of the line after "\\"'],
  ['a = "', 5, 'the closing quote'],
  ['[[a]', 5, '"]]"'],
  ['a = 1 b = 2', 7, 'the end of the line'],
])('%j', (text, column, expected) => {
  const result = parseConfig(`# first\n${text}`);
  const problems = result.ok ? [] : result.problems;
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ line: text.includes('\n') ? 3 : 2, column, path: '', expected });
});

test('shows the line, printable and cut short', () => {
  const result = parseConfig(`a = "\u001b[31m${'x'.repeat(100)}`);
  expect(formatConfigProblems('lb.toml', result.ok ? [] : result.problems)).toBe(
    `lb.toml:1:6: found "a = \\"\\u001b[31m${'x'.repeat(50)}…", expected printable text
    Remove the control character, or write it as an escape such as \\t.`,
  );
});
