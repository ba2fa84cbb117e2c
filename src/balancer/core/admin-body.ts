/** The bodies of the admin API, by the same rules and in the same words as the configuration file. */
import { z } from 'zod';
import { didYouMean } from '../../kernel/did-you-mean.ts';
import type { BackendConfig } from '../config/config.ts';
import { shapeOf } from '../config/key.ts';
import { BACKEND } from '../config/keys.ts';
import { faultOf } from '../config/leaf.ts';
import { describeValue, fileValue, formatPath, quoted } from '../config/problem.ts';
import { toBackend } from '../config/read.ts';
import { TABLES_BY_NAME } from '../config/tables.ts';

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  /** `error` names each wrong key, what was found and what was expected. */
  | { readonly ok: false; readonly error: string };

const NEW_BACKEND = z.strictObject(shapeOf(BACKEND));
const NEW_WEIGHT = z.strictObject({ weight: BACKEND.weight.present });

/** A backend to be added. */
export function backendFrom(body: string): Parsed<BackendConfig> {
  const parsed = parse(body, NEW_BACKEND, '{"address": "127.0.0.1", "port": 3001}');
  return parsed.ok ? { ok: true, value: toBackend(parsed.value) } : parsed;
}

/** A backend's new weight. */
export function weightFrom(body: string): Parsed<number> {
  const parsed = parse(body, NEW_WEIGHT, '{"weight": 2}');
  return parsed.ok ? { ok: true, value: Number(parsed.value.weight) } : parsed;
}

function parse<Shape extends z.core.$ZodLooseShape, Mode extends z.core.$ZodObjectConfig>(
  body: string,
  schema: z.ZodObject<Shape, Mode>,
  example: string,
): Parsed<z.output<z.ZodObject<Shape, Mode>>> {
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch {
    return { ok: false, error: `The body is not JSON: send an object such as ${example}.` };
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { ok: false, error: `The body is ${describe(raw)}: send an object such as ${example}.` };
  }
  const result = schema.safeParse(raw);
  if (result.success) return { ok: true, value: result.data };
  const known = Object.keys(schema.shape);
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, raw, known));
  return { ok: false, error: problems.join(' ') };
}

function problemsOf(issue: z.core.$ZodIssue, raw: object, known: readonly string[]): string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, known));
  const fault = faultOf(issue);
  return [
    `${formatPath(path)}: found ${describe(fileValue(raw, path))}, expected ${fault?.expected ?? issue.message}.`,
  ];
}

/** `path`: of the table that has it; `outer`: the keys of the whole body. */
function unknownKey(path: readonly string[], key: string, outer: readonly string[]): string {
  const known = TABLES_BY_NAME.get(['backends', ...path].join('.'))?.keys;
  const [where, keys] = path.length === 0 || known === undefined ? ['here', outer] : [`of ${formatPath(path)}`, known];
  const near = didYouMean(key, keys);
  return `${quoted(key)} is no key ${where}: ${near === null ? `there are ${keys.join(', ')}` : `did you mean ${near}`}.`;
}

/** In JSON's words. */
function describe(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' && !Array.isArray(value) ? 'an object' : describeValue(value);
}
