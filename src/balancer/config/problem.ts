/** What is wrong in a configuration file, and how it is said: where, what was found, what was expected, what to do. */
import { TomlDate } from 'smol-toml';
import type { TextPosition, TomlPath } from './toml-positions.ts';

export interface ConfigProblem extends TextPosition {
  /** `backends[1].port`; empty when the text can't be read as TOML at all. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  /** A sentence: what to do about it. */
  readonly advice: string;
}

/** For the terminal: two lines a problem, the first one clickable. */
export function formatConfigProblems(file: string, problems: readonly ConfigProblem[]): string {
  return problems
    .map(({ line, column, path, found, expected, advice }) => {
      const what = path === '' ? '' : `${path}: `;
      return `${file}:${line}:${column}: ${what}found ${found}, expected ${expected}\n    ${advice}`;
    })
    .join('\n');
}

/** `backends[1].port`; a key that isn't a bare one is quoted. */
export function formatPath(path: TomlPath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      return `${index === 0 ? '' : '.'}${formatKey(part)}`;
    })
    .join('');
}

/** A key as it is written in a file; a long one is cut. */
export function formatKey(key: string): string {
  return /^[\w-]{1,60}$/.test(key) ? key : quoted(key);
}

/** A value of the file in words, with its kind, since 3001 and "3001" differ here. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `the string ${quoted(value)}`;
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${formatNumber(value)}`;
  if (typeof value === 'boolean') return `the boolean ${value}`;
  if (value instanceof TomlDate) return 'a date or time';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`;
  return 'a table';
}

/** As TOML writes it. */
function formatNumber(value: number | bigint): string {
  return String(value).replace('Infinity', 'inf').replace('NaN', 'nan');
}

/** Control characters, and those that reorder or break a line, must not reach a terminal from a file. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/gu;
const LONGEST = 60;

/** Text of the file as a message shows it: in double quotes, printable, and not too long. */
export function quoted(text: string): string {
  const points = Array.from(text.slice(0, 2 * LONGEST + 2));
  const cut = points.length > LONGEST ? `${points.slice(0, LONGEST).join('')}…` : text;
  const printable = cut
    .replace(/["\\]/g, (char) => `\\${char}`)
    .replace(UNPRINTABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${printable}"`;
}

/** What the parsed file has at `path`. Own properties only: a file can name a key `constructor`. */
export function fileValue(raw: unknown, path: TomlPath): unknown {
  let value = raw;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, part)?.value;
  }
  return value;
}
