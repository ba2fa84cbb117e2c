/** Turns what the schema objects to into problems of the file: where they stand, and what to do about each. */
import type { z } from 'zod';
import { didYouMean } from '../../kernel/did-you-mean.ts';
import { type Fault, faultOf } from './config-leaf.ts';
import { type ConfigProblem, describeValue, formatKey, formatPath } from './config-problem.ts';
import { TABLES } from './config-schema.ts';
import type { TomlPath, TomlPositions } from './toml-positions.ts';

/** One problem an issue, but one for each unknown key. `raw` is the parsed file, for what was found. */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  raw: unknown,
  positions: TomlPositions,
): readonly ConfigProblem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, raw, positions));
    const fault = faultOf(issue) ?? { expected: issue.message, example: null, advice: null };
    return [wrongValue(path, fault, raw, positions)];
  });
}

function wrongValue(path: TomlPath, fault: Fault, raw: unknown, positions: TomlPositions): ConfigProblem {
  const found = valueAt(raw, path);
  const position = positions.valueAt(path);
  const { expected } = fault;
  return {
    ...position,
    path: formatPath(path),
    found: describeValue(found),
    expected,
    advice: advice(path, fault, found),
  };
}

function advice(path: TomlPath, fault: Fault, found: unknown): string {
  if (fault.example === null) return fault.advice ?? `Write ${fault.expected}.`;
  const line = `${String(path.at(-1))} = ${fault.example}`;
  if (found === undefined) return `Add it, for example: ${line}`;
  return fault.advice ?? `Change it, for example: ${line}`;
}

function unknownKey(parent: TomlPath, key: string, raw: unknown, positions: TomlPositions): ConfigProblem {
  const path = [...parent, key];
  const position = positions.keyAt(path);
  const isSection = parent.length === 0 && /table|array/.test(describeValue(valueAt(raw, path)));
  const found = `an unknown ${isSection ? 'table' : 'key'}`;
  const home = TABLES.get(String(parent[0]));
  const expected =
    home === undefined
      ? `one of the tables ${[...TABLES.values()].map(({ header }) => header).join(', ')}`
      : `one of ${home.keys.join(', ')}`;
  const near = didYouMean(key, home?.keys ?? [...TABLES.keys()]);
  const elsewhere = home?.keys.includes(key) ? null : tableWith(key);
  const remedy = remedyFor(key, near, elsewhere);
  return { ...position, path: formatPath(path), found, expected, advice: remedy };
}

function remedyFor(key: string, near: string | null, elsewhere: string | null): string {
  if (elsewhere !== null) return `${formatKey(key)} belongs under ${elsewhere}: move it there.`;
  if (near !== null) return `Did you mean ${TABLES.get(near)?.header ?? near}?`;
  return 'Remove it: nothing reads it.';
}

/** The header of the table that knows `key`. */
function tableWith(key: string): string | null {
  for (const { header, keys } of TABLES.values()) if (keys.includes(key)) return header;
  return null;
}

/** Own properties only: a file can name a key `constructor`. */
function valueAt(raw: unknown, path: TomlPath): unknown {
  let value = raw;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, part)?.value;
  }
  return value;
}
