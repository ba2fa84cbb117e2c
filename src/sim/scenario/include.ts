/**
 * What several files have in common stands in one that they include: its maps are filled up by the file's own, which goes
 * before it, and its lists of load, timeline and promises come first.
 */
import { z } from 'zod';
import { list } from './fields.ts';
import type { ReadFile } from './files.ts';
import type { Problem } from './problems.ts';
import type { Path, Source } from './source.ts';
import { readSource } from './source.ts';
import { isMap } from './when-map.ts';
import { quote } from './words.ts';

const FILE = z.string({ error: 'the name of a file such as common.yaml' });

export const includeSchema = z
  .union([FILE, list(FILE, 'file')], { error: 'the name of a file such as common.yaml, or a list of names' })
  .optional()
  .describe('Files that this one is put on top of, relative to it: what is said here goes first, lists are joined.');

/** The lists that are joined. */
const JOINED: readonly string[] = ['load', 'timeline', 'expect'];
/** What only the file itself can say. */
const OWN: readonly string[] = ['include', 'matrix'];

/** The file as a whole, its includes put under it. Places in them are known as theirs. */
export function withIncludes(own: Source, readFile: ReadFile): Source {
  const wanted = isMap(own.value) ? own.value.include : undefined;
  const names = (Array.isArray(wanted) ? wanted : [wanted]).filter((name): name is string => typeof name === 'string');
  if (names.length === 0) return own;
  // The nearest one is put on last: a later file goes before an earlier one.
  let below: Source | null = null;
  const problems: Problem[] = [];
  for (const name of names) {
    const read = readIncluded(name, own, readFile);
    if (typeof read === 'string') problems.push({ ...own.position(['include'], 'value'), message: read });
    else below = below === null ? read : joined(read, below);
  }
  const whole = below === null ? own : joined(own, below);
  // What stands in a file that could not be read is not missing.
  return { ...whole, problems: [...whole.problems, ...problems], intact: whole.intact && problems.length === 0 };
}

function readIncluded(name: string, own: Source, readFile: ReadFile): Source | string {
  let text: string;
  try {
    text = readFile(name);
  } catch (error) {
    return `${quote(name)} can't be read: ${error instanceof Error ? error.message : String(error)}`;
  }
  const source = inFile(readSource(text), name);
  if (!isMap(source.value) && source.problems.length === 0) return `${quote(name)} holds no map of a scenario's keys`;
  const misplaced = OWN.filter((key) => isMap(source.value) && Object.hasOwn(source.value, key));
  const said = misplaced.map((key) => ({
    ...source.position([key], 'key'),
    message: `a file that is included cannot have ${quote(key)}; only the file itself can`,
  }));
  return { ...source, problems: [...source.problems, ...said], intact: source.intact && own.intact };
}

/** The same source, with its places marked as those of another file. */
function inFile(source: Source, file: string): Source {
  return {
    ...source,
    problems: source.problems.map((problem) => ({ ...problem, file })),
    position: (path, part) => ({ ...source.position(path, part), file }),
    inside: (path, index) => ({ ...source.inside(path, index), file }),
  };
}

function joined(top: Source, below: Source): Source {
  const first = (key: PropertyKey | undefined): number => {
    const value = isMap(below.value) ? below.value[String(key)] : undefined;
    return JOINED.includes(String(key)) && Array.isArray(value) ? value.length : 0;
  };
  const owner = (path: Path): [Source, Path] => {
    const [key, index, ...rest] = path;
    const before = first(key);
    if (before > 0 && typeof index === 'number') {
      return index < before ? [below, path] : [top, [key as PropertyKey, index - before, ...rest]];
    }
    return has(top.value, path) || !has(below.value, path) ? [top, path] : [below, path];
  };
  const at = <Result>(path: Path, ask: (source: Source, path: Path) => Result): Result => ask(...owner(path));
  return {
    value: merged(top.value, below.value, []),
    problems: [...below.problems, ...top.problems],
    intact: top.intact && below.intact,
    position: (path, part) => at(path, (source, own) => source.position(own, part)),
    inside: (path, index) => at(path, (source, own) => source.inside(own, index)),
    offset: (path, part) => at(path, (source, own) => source.offset(own, part)),
    trusts: (path) => at(path, (source, own) => source.trusts(own)),
    found: (path) => at(path, (source, own) => source.found(own)),
    text: (path) => at(path, (source, own) => source.text(own)),
  };
}

function merged(top: unknown, below: unknown, path: Path): unknown {
  if (isMap(top) && isMap(below)) {
    const keys = [...Object.keys(below), ...Object.keys(top).filter((key) => !Object.hasOwn(below, key))];
    return Object.fromEntries(keys.map((key) => [key, merged(own(top, key), own(below, key), [...path, key])]));
  }
  const joins = path.length === 1 && JOINED.includes(String(path[0]));
  if (joins && Array.isArray(top) && Array.isArray(below)) return [...below, ...top];
  return top === undefined || (top === null && below !== undefined) ? below : top;
}

function own(map: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function has(value: unknown, path: Path): boolean {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return false;
    current = Reflect.get(current, step);
  }
  return true;
}
