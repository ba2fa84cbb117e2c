/**
 * A scenario file as YAML sees it: its plain value for the schema, and the way back from a place in that value to a
 * line and a column. Mistakes of YAML itself, and keys that appear twice, are found here.
 */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml';
import { type Position, type Problem, positionIn } from './problems.ts';
import { structureProblems } from './structure.ts';
import { quote } from './words.ts';
import { firstBrokenLine, syntaxProblems } from './yaml-errors.ts';

/** Keys and list indices from the top of the file. */
export type Path = readonly PropertyKey[];

/** Which part of a place: its key, its value, or the map or list that it is. */
export type Part = 'key' | 'value' | 'item';

export interface Source {
  /** The file as plain maps, lists, texts and numbers. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** False when YAML could not be read as it was meant: what follows the first mistake may be anything. */
  readonly intact: boolean;
  position(path: Path, part: Part): Position;
  /** Where this place begins, counted in characters. */
  offset(path: Path, part: Part): number;
  /** Of a character within a text, counted from 0; its beginning where the text is not written as it is. */
  inside(path: Path, index: number): Position;
  /** Whether this place lies wholly before the first mistake of YAML. */
  trusts(path: Path): boolean;
  /** What stands there, as a message says it. */
  found(path: Path): string;
  /** The same as written, when it is a single value. */
  text(path: Path): string;
}

/** Reads any text; never throws. */
export function readSource(text: string): Source {
  const at = (offset: number) => positionIn(text, offset);
  try {
    // Not 'silent': that hides a second document.
    const options = { prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const;
    const document = parseDocument(text, options);
    const syntax = syntaxProblems(document, at);
    const structure = structureProblems(document, at);
    const broken = firstBrokenLine(text, document);
    return {
      value: structure.unreadable ? undefined : document.toJS(),
      problems: [...syntax, ...structure.problems],
      intact: syntax.length === 0 && !structure.unreadable,
      position: (path, part) => at(start(document, path, part)),
      offset: (path, part) => start(document, path, part),
      inside: (path, index) => at(start(document, path, 'value') + shift(walk(document, path).node, index)),
      trusts: (path) => end(document, path) < broken,
      found: (path) => describe(walk(document, path).node),
      text: (path) => written(walk(document, path).node),
    };
  } catch (error) {
    return unreadable(error);
  }
}

interface Place {
  readonly node: Node | null;
  readonly key: Node | null;
  /** The innermost thing on the way that has a place in the text. */
  readonly nearest: Node | null;
}

function walk(document: Document, path: Path): Place {
  let place: Place = { node: document.contents, key: null, nearest: document.contents };
  for (const step of path) {
    const holder = isAlias(place.node) ? place.node.resolve(document) : place.node;
    if (isMap(holder)) {
      // Of a key that appears twice the last one counts, as it does in the plain value.
      const pairs = holder.items as Pair<Node, Node | null>[];
      const pair =
        pairs.findLast(({ key }) => keyText(key) === String(step)) ?? pairs.find(({ key }) => keyText(key) === null);
      if (pair === undefined) return { node: null, key: null, nearest: place.nearest };
      place = { node: pair.value, key: pair.key, nearest: pair.value ?? pair.key };
    } else if (isSeq(holder)) {
      const node = (holder.items as Node[])[Number(step)] ?? null;
      place = { node, key: null, nearest: node ?? place.nearest };
    } else return { node: null, key: null, nearest: place.nearest };
  }
  return place;
}

/** A map's key as the plain value has it; null for one that is no word, which the plain value spells in its own way. */
function keyText(key: Node): string | null {
  return isScalar(key) ? (key.value === null ? '' : String(key.value)) : null;
}

function start(document: Document, path: Path, part: Part): number {
  const { node, key, nearest } = walk(document, path);
  // A value that isn't there ("name:") has no place of its own: its key stands for it.
  const shown = part === 'key' || isEmpty(node) ? (key ?? node) : node;
  return (shown ?? nearest)?.range?.[0] ?? 0;
}

function end(document: Document, path: Path): number {
  const { node, key } = walk(document, path);
  return (node ?? key)?.range?.[1] ?? Number.POSITIVE_INFINITY;
}

/** How far behind its beginning a character of a text stands: only one line of plain characters shows it. */
function shift(node: Node | null, index: number): number {
  if (!isScalar(node) || typeof node.value !== 'string') return 0;
  const written = (node.range?.[1] ?? 0) - (node.range?.[0] ?? 0);
  const quotes = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 2 : 0;
  return written === node.value.length + quotes ? index + quotes / 2 : 0;
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null && (node.source ?? '') === '');
}

function describe(node: Node | null): string {
  if (isEmpty(node)) return 'nothing';
  if (isMap(node)) return node.items.length === 0 ? 'an empty map' : 'a map';
  if (isSeq(node)) return node.items.length === 0 ? 'an empty list' : 'a list';
  if (isAlias(node)) return quote(`*${node.source}`);
  const quoted = isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE');
  return quoted ? `the quoted text ${quote(written(node))}` : quote(written(node));
}

function written(node: Node | null): string {
  return isScalar(node) ? (node.source ?? String(node.value)) : '';
}

/** The two ways in which YAML itself gives up: nested beyond the stack, or aliases that multiply without end. */
function unreadable(error: unknown): Source {
  const message = error instanceof RangeError ? 'maps and lists are nested too deeply' : 'too many aliases ("*name")';
  const position: Position = { line: 1, column: 1 };
  return {
    value: undefined,
    problems: [{ ...position, message: `${message} to be a scenario` }],
    intact: false,
    position: () => position,
    offset: () => 0,
    inside: () => position,
    trusts: () => false,
    found: () => 'nothing',
    text: () => '',
  };
}
