/**
 * Makes problems, with their place in the text, of what the schema found. The schema's messages are expectations
 * ("a duration such as 250ms"); here they become sentences with the offending text and a hint.
 */
import type { z } from 'zod';
import { didYouMean, meantWord } from './did-you-mean.ts';
import { EXPECTED } from './expected.ts';
import { unitHint } from './hints.ts';
import type { Problem } from './problems.ts';
import type { Part, Path, Source } from './source.ts';
import { listed, quote } from './words.ts';

type Issue = z.core.$ZodIssue;

/** The problems of a file's shape, those left out that a mistake of YAML may have caused. */
export function shapeProblems(source: Source, issues: readonly Issue[], base: Path = []): Problem[] {
  const paths = issues.map((issue) => [...base, ...issue.path]);
  const misspelt = new Set(issues.flatMap((issue, index) => meantPaths(source, issue, paths[index] ?? base)));
  return issues.flatMap((issue, index) => {
    const path = paths[index] ?? base;
    // A key that is there, but misspelt, has been spoken of: it is not missing too.
    return isMissing(source, path) && misspelt.has(JSON.stringify(path)) ? [] : problemsOf(source, issue, path);
  });
}

function meantPaths(source: Source, issue: Issue, path: Path): string[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const free = freeKeys(source, path, issue.message);
  return issue.keys.map((key) => JSON.stringify([...path, gluedKey(key) ?? meantWord(key, free)]));
}

function isMissing(source: Source, path: Path): boolean {
  return path.length > 0 && valueAt(source.value, path) === undefined;
}

function problemsOf(source: Source, issue: Issue, path: Path): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    // structure.ts has already said that this one can't be used at all.
    const keys = issue.keys.filter((key) => key !== '__proto__');
    return keys.flatMap((key) => place(source, [...path, key], 'key', unknownKey(source, path, key, issue.message)));
  }
  if (isMissing(source, path)) {
    const message = `the key ${quote(String(path.at(-1)))} is missing; expected ${issue.message}`;
    return source.intact ? place(source, path.slice(0, -1), 'item', message) : [];
  }
  if (issue.code === 'invalid_union') {
    // The branch whose kind of value fits is the one that was meant: its complaints are the useful ones.
    const meant = issue.errors.find((branch) => !branch.some((one) => one.code === 'invalid_type' && isTop(one)));
    if (meant !== undefined) return shapeProblems(source, meant, path);
  }
  if (issue.code === 'custom' && issue.params?.at !== undefined) return sentence(source, issue, path);
  return place(source, path, 'value', expectedFound(source, issue, path));
}

function isTop(issue: Issue): boolean {
  return issue.path.length === 0;
}

/** Rules between several values bring a whole sentence, and say which place it belongs to. */
function sentence(source: Source, issue: z.core.$ZodIssueCustom, path: Path): Problem[] {
  const at: unknown = issue.params?.at;
  if (at === 'second-key') {
    const keys: string[] = issue.params?.keys ?? [];
    const places = keys.map((key) => [...path, key]);
    places.sort((one, other) => source.offset(one, 'key') - source.offset(other, 'key'));
    return place(source, places[1] ?? path, 'key', issue.message);
  }
  if (typeof issue.params?.index === 'number' && source.intact) {
    return [{ ...source.inside(path, issue.params.index), message: issue.message }];
  }
  // What is not there can't be told from what YAML lost.
  if (at === 'item' && !source.intact) return [];
  return place(source, path, at === 'key' || at === 'item' ? at : 'value', issue.message);
}

function place(source: Source, path: Path, part: Part, message: string): Problem[] {
  return source.intact || source.trusts(path) ? [{ ...source.position(path, part), message }] : [];
}

function unknownKey(source: Source, path: Path, key: string, known: string): string {
  const glued = gluedKey(key);
  if (glued !== null) return `unknown key ${quote(key)}; write a space after "${glued}:"`;
  const free = freeKeys(source, path, known);
  return `unknown key ${quote(key)}${didYouMean(key, free, free.length === 0 ? '' : `; expected ${listed(free, 'or')}`)}`;
}

/** The keys that could still be written in a map. */
function freeKeys(source: Source, path: Path, known: string): string[] {
  const holder = valueAt(source.value, path);
  return known.split(' ').filter((word) => !Object.hasOwn(Object(holder), word));
}

/** `{ at:2s }` is one word for YAML; its author meant the key `at`. */
function gluedKey(key: string): string | null {
  return /^(\w+):./.exec(key)?.[1] ?? null;
}

function expectedFound(source: Source, issue: Issue, path: Path): string {
  const text = source.text(path);
  const found = source.found(path);
  return `expected ${issue.message}, found ${found}${hint(issue, text)}`;
}

function hint(issue: Issue, text: string): string {
  if (issue.code === 'invalid_value') return didYouMean(text, issue.values.map(String));
  if (issue.code === 'invalid_type' && issue.expected === 'number' && /^\d+$/.test(text)) return '; remove the quotes';
  return issue.message === EXPECTED.kebab ? kebabHint(text) : unitHint(issue.message, text);
}

function kebabHint(text: string): string {
  const words = text.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
  const kebab = words.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return kebab === '' || kebab.length > 64 ? '' : `; did you mean ${quote(kebab)}?`;
}

/** The plain value at a path; undefined when nothing is there. */
function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = Reflect.get(current, step);
  }
  return current;
}
