/**
 * The usual slips in a broken file. The parser's reason tells where it got lost; what was meant is seen by looking at the
 * line, or at the file as a whole. Says nothing of a line's values: those may be secrets.
 */
import { CONFIG_TABLES } from './tables.ts';

/** Where the parser stopped. `at` and `column` count from 0. */
export interface Stop {
  readonly lines: readonly string[];
  readonly at: number;
  readonly column: number;
  readonly reason: string;
}

export interface Slip {
  readonly expected: string;
  readonly advice: string;
  /** Instead of the line: of a file in another language no line says more than another. */
  readonly found?: string;
  /** From 0, where the slip begins, when it isn't where the parser stopped. */
  readonly column?: number;
}

/** Null when it is none of the usual ones. */
export function slipOf(stop: Stop): Slip | null {
  return otherLanguage(stop) ?? openHeader(stop) ?? colon(stop) ?? openText(stop) ?? bareAddress(stop) ?? twice(stop);
}

const REWRITE =
  'Write it in TOML: a [loadbalancer] header, then lines key = value, then a [[backends]] table for each.';

function otherLanguage({ lines, at, reason }: Stop): Slip | null {
  if (!reason.includes('key')) return null;
  const above = lines.slice(0, at).filter((line) => /^\s*[^\s#]/.test(line));
  // Something of it could be read: then it is TOML with a mistake.
  if (above.length > 0) return null;
  const rest = lines.slice(at).join('\n').trimStart();
  if (/^(?:\{|\[\s*\{)/.test(rest)) return { found: 'JSON', expected: 'TOML', advice: REWRITE };
  const [first = '', second = ''] = rest.split('\n').filter((line) => /^\s*[^\s#]/.test(line));
  const yaml = /^(?:---|- |%YAML)/.test(first) || (isYamlPair(first) && (second === '' || isYamlLine(second)));
  return yaml ? { found: 'YAML', expected: 'TOML', advice: REWRITE } : null;
}

function isYamlPair(line: string): boolean {
  return /^\s*["']?[\w.-]+["']?\s*:(?:\s|$)/.test(line);
}

function isYamlLine(line: string): boolean {
  return isYamlPair(line) || /^\s*- /.test(line);
}

/** `[loadbalancer`, and `[[backends`. */
function openHeader({ lines, at, reason }: Stop): Slip | null {
  const [, brackets = ''] = /^\s*(\[{1,2})[^\]#]*(?:#.*)?$/.exec(lines[at] ?? '') ?? [];
  if (brackets === '' || !reason.includes('key')) return null;
  const missing = brackets === '[[' ? '"]]"' : '"]"';
  return { expected: missing, advice: `Close the header with ${missing}.` };
}

/** `listen_port: 8080`. */
function colon({ lines, at, column, reason }: Stop): Slip | null {
  const line = lines[at] ?? '';
  if (!reason.includes('illegal character in key') || !isYamlPair(line) || line[column] !== ':') return null;
  return { expected: '"=" between key and value', advice: 'Write "=" in place of the ":".' };
}

/** A quote that is not closed before the end of its line. */
function openText({ lines, at, column, reason }: Stop): Slip | null {
  if (!reason.includes('control characters are not allowed in strings')) return null;
  const line = lines[at] ?? '';
  if (column < line.replace(/\r$/, '').length) return null;
  return { expected: 'the closing quote', advice: 'Close the text with a quote at its end, on the same line.' };
}

/** `address = 127.0.0.1`, or a block of addresses: a number, to the parser, with too many dots. */
function bareAddress({ lines, at, column, reason }: Stop): Slip | null {
  if (!reason.includes('numeric')) return null;
  const line = lines[at] ?? '';
  const start = /[^\s=,[{]*$/.exec(line.slice(0, column))?.index ?? column;
  if (!/^\d+\.\d+\.\d+\.[\d./:]*(?:\s*[,\]}#].*|\s*)$/.test(line.slice(start))) return null;
  return { expected: 'the address in double quotes', advice: 'Put double quotes around the address.', column: start };
}

/** A second `[backends]`, or `[backends]` and `[[backends]]`: each of them is one of a list. */
function twice({ lines, at, reason }: Stop): Slip | null {
  const name = /^\s*\[{1,2}\s*([\w-]+)\s*\]{1,2}\s*(?:#.*)?$/.exec(lines[at] ?? '')?.[1];
  const table = CONFIG_TABLES.find((known) => known.name === name);
  if (!reason.includes('trying to redefine') || table?.repeated !== true) return null;
  const assigned = lines.slice(0, at).findIndex((line) => new RegExp(`^\\s*${table.name}\\s*=`).test(line));
  const advice =
    assigned < 0
      ? `Write every header of a backend with double brackets: ${table.header}.`
      : `Remove line ${assigned + 1}: each ${table.header} table adds one.`;
  return { expected: `${table.header} for each one`, advice };
}
