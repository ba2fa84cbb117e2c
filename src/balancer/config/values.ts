/** The kinds of value that are numbers, switches, choices and tables, each with its bounds and its words. */
import { z } from 'zod';
import type { Micros } from '../../kernel/clock.ts';
import { didYouMean } from '../../kernel/did-you-mean.ts';
import type { StatusRange } from './config.ts';
import { type Kind, plainKind } from './kind.ts';
import { leaf } from './leaf.ts';
import { describeValue } from './problem.ts';

/** A day: longer than any sensible wait, and well inside what a platform's timer can count. */
const MAX_SECONDS = 86_400;

/** A whole number from `min` to `max`; null: no upper bound. */
export function integer(min: number, max: number | null): Kind<number> {
  const expected = max === null ? `an integer of at least ${min}` : `an integer from ${min} to ${max}`;
  const schema = z
    .int()
    .min(min)
    .max(max ?? Number.MAX_SAFE_INTEGER);
  return plainKind(schema, { expected });
}

/** A part of a whole. */
export function share(): Kind<number> {
  return plainKind(z.number().min(0).max(1), {
    expected: 'a share from 0 to 1',
    advise: (found) =>
      typeof found === 'number' && found > 1 && found <= 100 ? `Write ${found / 100} for ${found} %.` : null,
  });
}

/** Seconds, fractions allowed, more than 0. */
export function seconds(max = MAX_SECONDS): Kind<Micros> {
  return duration(z.number().positive().max(max), `seconds, more than 0 and at most ${max}`);
}

/** Seconds, fractions allowed, `min` and `max` included. */
export function secondsFrom(min: number, max = MAX_SECONDS): Kind<Micros> {
  return duration(z.number().min(min).max(max), `seconds from ${min} to ${max}`);
}

/** As whole µs; a positive one never becomes 0. */
function duration(bounds: z.ZodType<number>, expected: string): Kind<Micros> {
  const inner = bounds.transform((value) => (value > 0 ? Math.max(1, Math.round(value * 1e6)) : 0));
  const advise = (found: unknown): string | null => {
    const value = typeof found === 'string' ? secondsIn(found) : null;
    return value === null || !bounds.safeParse(value).success ? null : `Write it in seconds, as a number: ${value}.`;
  };
  return { schema: (example) => leaf(inner, { expected, example, advise }), write: (value) => value / 1e6 };
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['us', 1e-6],
  ['µs', 1e-6],
  ['ms', 1e-3],
  ['s', 1],
  ['m', 60],
  ['min', 60],
  ['h', 3600],
]);

/** Reads `250ms`, as other files have it. */
function secondsIn(text: string): number | null {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?([a-zµ]+)$/.exec(text) ?? [];
  const factor = UNITS.get(unit ?? '');
  return factor === undefined ? null : Math.round(Number(amount) * factor * 1e6) / 1e6;
}

export function flag(): Kind<boolean> {
  return plainKind(z.boolean(), {
    expected: 'true or false',
    advise: (found) => (found === 'true' || found === 'false' ? `Remove the quotes around ${found}.` : null),
  });
}

/** One of a few names. */
export function choice<const Name extends string>(names: readonly [Name, ...Name[]]): Kind<Name> {
  const list = names
    .map((name) => `"${name}"`)
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1');
  return plainKind(z.enum(names), {
    expected: list,
    advise: (found) => {
      if (typeof found !== 'string') return null;
      const near = didYouMean(found, names);
      return near === null ? `It is not one of the available ones: write ${list}.` : `Did you mean "${near}"?`;
    },
  });
}

/** `"200-299"`, or one status alone. */
export function statusRange(): Kind<StatusRange> {
  const range = z.union([z.string(), z.int().transform(String)]).transform((text, context): StatusRange => {
    const [, first, last = first] = /^([2-5]\d\d)(?:-([2-5]\d\d))?$/.exec(text) ?? [];
    const [min, max] = [Number(first), Number(last)];
    if (min <= max) return { min, max };
    context.addIssue({ code: 'custom', message: 'not a range' });
    return z.NEVER;
  });
  const advise = (found: unknown): string | null => {
    const [, first, last] = /^(\d+)-(\d+)$/.exec(String(found)) ?? [];
    return Number(first) > Number(last) ? `Put the lower end first: "${last}-${first}".` : null;
  };
  const expected = 'a status from 200 to 599, or a range of them such as "200-399"';
  return {
    schema: (example) => leaf(range, { expected, example, advise }),
    write: ({ min, max }) => (min === max ? String(min) : `${min}-${max}`),
  };
}

/** A table with exactly the keys of `shape`. `advice` says how to write it. `secret`: what stands in its place may be one. */
export function table<Shape extends z.core.$ZodLooseShape>(shape: Shape, advice: string, secret = false) {
  const schema = z.custom<Record<string, unknown>>(isTable);
  return leaf(schema, { expected: 'a table', example: null, advise: () => advice, secret }).pipe(z.strictObject(shape));
}

/** At least one table with exactly the keys of `shape`. */
export function tables<Shape extends z.core.$ZodLooseShape>(name: string, shape: Shape) {
  const advise = (found: unknown): string =>
    isTable(found)
      ? `Write the header with double brackets: [[${name}]].`
      : `Add at least one: a line [[${name}]], and its keys on the lines below.`;
  const expected = `at least one [[${name}]] table`;
  const element = table(shape, `Write a [[${name}]] table for it.`);
  return leaf(z.array(z.unknown()).min(1), { expected, example: null, advise }).pipe(z.array(element));
}

/** The parser gives dates as objects too; those are no tables. */
function isTable(value: unknown): boolean {
  return describeValue(value) === 'a table';
}
