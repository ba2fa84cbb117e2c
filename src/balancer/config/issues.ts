/** Turns what the schema objects to into problems of the file: where they stand, and what to do about each. */
import type { z } from 'zod';
import { type Fault, faultOf } from './leaf.ts';
import { type ConfigProblem, describeValue, fileValue, formatPath } from './problem.ts';
import type { TomlPath, TomlPositions } from './toml-positions.ts';
import { unknownKey } from './unknown.ts';

/** One problem an issue, but one for each unknown key. `raw` is the parsed file, for what was found. */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  raw: unknown,
  positions: TomlPositions,
): readonly ConfigProblem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, raw, positions));
    const fault = faultOf(issue) ?? { expected: issue.message, example: null, advice: null, secret: false };
    return [wrongValue(path, fault, raw, positions)];
  });
}

function wrongValue(path: TomlPath, fault: Fault, raw: unknown, positions: TomlPositions): ConfigProblem {
  const found = fileValue(raw, path);
  const position = positions.valueAt(path);
  const { expected } = fault;
  return {
    ...position,
    path: formatPath(path),
    found: fault.secret ? kindOf(found) : describeValue(found),
    expected,
    advice: advice(path, fault, found),
  };
}

function advice(path: TomlPath, fault: Fault, found: unknown): string {
  if (fault.example === null) return fault.advice ?? `Write ${fault.expected}.`;
  const key = path.at(-1);
  // An element of a list has no key of its own.
  const line = typeof key === 'number' ? fault.example : `${String(key)} = ${fault.example}`;
  if (found === undefined) return `Add it, for example: ${line}`;
  return fault.advice ?? `Change it, for example: ${line}`;
}

/** A value that must not be shown. */
function kindOf(found: unknown): string {
  if (typeof found === 'string') return 'a text that is not shown here';
  return typeof found === 'number' || typeof found === 'bigint'
    ? 'a number that is not shown here'
    : describeValue(found);
}
