/**
 * Where the tables, keys and values of a TOML text stand, so that a problem with a value can point at it. Paths are
 * as in the parsed value: keys, and the indices of arrays, inline or `[[...]]`.
 */
import { type KeyPart, TomlScanner } from './toml-scan.ts';

export type TomlPath = readonly (string | number)[];

/** Both count from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

export interface TomlPositions {
  /** The key, or the name in the header of a table. Falls back on what encloses it, in the end on the first line. */
  keyAt(path: TomlPath): TextPosition;
  /** The value; for a table with a header, its header. Falls back as `keyAt` does. */
  valueAt(path: TomlPath): TextPosition;
}

interface Place {
  readonly key: number;
  readonly value: number;
}

/** Far deeper than any file has reason to go; a key with thousands of dots must not cost memory for each of them. */
const DEEPEST = 16;

/** Finds the positions in `text`, which the parser must have accepted. */
export function positionsOf(text: string): TomlPositions {
  const places = new Map<string, Place>();
  const note = (path: TomlPath, place: Place) => {
    if (path.length > DEEPEST) return;
    const id = JSON.stringify(path);
    if (!places.has(id)) places.set(id, place);
  };
  walk(new TomlScanner(text), note);
  const starts = lineStarts(text);
  const find = (path: TomlPath, side: keyof Place): TextPosition => {
    for (let length = path.length; length > 0; length--) {
      const place = places.get(JSON.stringify(path.slice(0, length)));
      if (place !== undefined) return positionOf(starts, place[side]);
    }
    return { line: 1, column: 1 };
  };
  return { keyAt: (path) => find(path, 'key'), valueAt: (path) => find(path, 'value') };
}

type Note = (path: TomlPath, place: Place) => void;

/** Every header and every `key = value` of the text. */
function walk(scanner: TomlScanner, note: Note): void {
  const lengths = new Map<string, number>();
  let table: TomlPath = [];
  for (scanner.skipBlank(); scanner.peek() !== ''; scanner.skipBlank()) {
    if (scanner.take('[')) {
      const isArray = scanner.take('[');
      table = enter(scanner.key(), isArray, lengths, note);
      scanner.skipLine();
    } else {
      keyAndValue(scanner, table, note);
      scanner.skipLine();
    }
  }
}

/** The path that a header leads to: a name of an array of tables means its latest element. */
function enter(parts: readonly KeyPart[], isArray: boolean, lengths: Map<string, number>, note: Note): TomlPath {
  const path: (string | number)[] = [];
  for (const [index, { name, offset }] of parts.entries()) {
    path.push(name);
    note(path, { key: offset, value: offset });
    const id = JSON.stringify(path);
    const appends = isArray && index === parts.length - 1;
    const length = (lengths.get(id) ?? 0) + (appends ? 1 : 0);
    if (appends) lengths.set(id, length);
    if (length > 0) {
      path.push(length - 1);
      note(path, { key: offset, value: offset });
    }
  }
  return path;
}

/** `key = value`, the key possibly dotted. */
function keyAndValue(scanner: TomlScanner, table: TomlPath, note: Note): void {
  const parts = scanner.key();
  const last = parts.length - 1;
  scanner.take('=');
  scanner.skipBlank();
  const path = [...table];
  for (const [index, { name, offset }] of parts.entries()) {
    path.push(name);
    note(path, { key: offset, value: index === last ? scanner.offset : offset });
  }
  value(scanner, path, note);
}

function value(scanner: TomlScanner, path: TomlPath, note: Note): void {
  const next = scanner.peek();
  if (next === '[' || next === '{') structure(scanner, path, note);
  else if (next === '"' || next === "'") scanner.skipString();
  else scanner.skipScalar();
}

/** An inline array or table. Stops where the text disagrees, which valid text doesn't. */
function structure(scanner: TomlScanner, path: TomlPath, note: Note): void {
  const isArray = scanner.peek() === '[';
  const close = isArray ? ']' : '}';
  scanner.offset++;
  for (let index = 0; ; index++) {
    scanner.skipBlank();
    if (scanner.take(close) || scanner.peek() === '') return;
    if (isArray) element(scanner, [...path, index], note);
    else keyAndValue(scanner, path, note);
    scanner.skipBlank();
    if (!scanner.take(',') && scanner.peek() !== close) return;
  }
}

function element(scanner: TomlScanner, path: TomlPath, note: Note): void {
  note(path, { key: scanner.offset, value: scanner.offset });
  value(scanner, path, note);
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

/** By bisection: a file with many problems asks often. */
function positionOf(starts: readonly number[], offset: number): TextPosition {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
