/** What a kind of value is to the configuration file: how it is read, and how it is written. */
import type { z } from 'zod';
import { type Hint, leaf } from './leaf.ts';

/** A value as the file has it; also JSON's way to have it. */
export type Plain = string | number | boolean | readonly string[] | PlainTable;
export interface PlainTable {
  readonly [key: string]: Plain;
}

export interface Kind<Value> {
  /** Reads it. `example` is a right value in TOML, to be shown where there is a wrong one. */
  schema(example: string): z.ZodType<Value>;
  /** As the file has it. What `schema` reads from it is `value` again. */
  write(value: Value): Plain;
}

/** A kind whose values are in the configuration as they are in the file. */
export function plainKind<Value extends Plain>(inner: z.ZodType<Value>, hint: Omit<Hint, 'example'>): Kind<Value> {
  return { schema: (example) => leaf(inner, { ...hint, example }), write: (value) => value };
}

/** A value in TOML, on one line. */
export function toToml(value: Plain): string {
  if (typeof value === 'string') return tomlString(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(tomlString).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, one]) => `${key} = ${toToml(one)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

function isList(value: readonly string[] | PlainTable): value is readonly string[] {
  return Array.isArray(value);
}

/** JSON's escapes are all TOML's too; DEL is the one character that JSON leaves bare and TOML forbids. */
function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
