/** The kinds of value a configuration file holds, each with its bounds and its words. */
import { z } from 'zod';
import { didYouMean } from '../../kernel/did-you-mean.ts';
import { leaf } from './config-leaf.ts';
import { describeValue } from './config-problem.ts';
import { parseIpLiteral } from './ip-literal.ts';

/** Longer than any sensible wait, and well inside what a platform's timer can count. */
const MAX_SECONDS = 86_400;

/** A whole number from `min` to `max`; null: no upper bound. */
export function integer(min: number, max: number | null, example: number) {
  const expected = max === null ? `an integer of at least ${min}` : `an integer from ${min} to ${max}`;
  const schema = z
    .int()
    .min(min)
    .max(max ?? Number.MAX_SAFE_INTEGER);
  return leaf(schema, { expected, example: String(example) });
}

/** Seconds, fractions allowed, as whole µs; a positive one never becomes 0. */
export function seconds(example: number) {
  const schema = z
    .number()
    .positive()
    .max(MAX_SECONDS)
    .transform((value) => Math.max(1, Math.round(value * 1e6)));
  return leaf(schema, { expected: `seconds, more than 0 and at most ${MAX_SECONDS}`, example: String(example) });
}

/** One of a few names. */
export function choice<Name extends string>(names: readonly [Name, ...Name[]]) {
  const quoted = names.map((name) => `"${name}"`);
  const list = [quoted.slice(0, -1).join(', '), ...quoted.slice(-1)].filter((part) => part !== '').join(' or ');
  const advise = (found: unknown): string | null => {
    if (typeof found !== 'string') return null;
    const near = didYouMean(found, names);
    return near === null ? `It is not one of the available ones: write ${list}.` : `Did you mean "${near}"?`;
  };
  return leaf(z.enum(names), { expected: list, example: `"${names[0]}"`, advise });
}

/** An IP address, canonical. */
export function address(example: string) {
  const schema = z.string().transform((text, context) => {
    const host = parseIpLiteral(text);
    if (host === null) context.addIssue({ code: 'custom', message: 'not an address' });
    return host ?? z.NEVER;
  });
  const expected = 'an IPv4 or IPv6 address, or "localhost"';
  return leaf(schema, {
    expected,
    example,
    advise: (found) => (typeof found === 'string' ? adviseAddress(found) : null),
  });
}

/** Says which of the usual slips it is. */
function adviseAddress(found: string): string | null {
  const bracketed = /^\[(.*)\](?::\d+)?$/.exec(found)?.[1];
  if (bracketed !== undefined && parseIpLiteral(bracketed) !== null) {
    return `Write "${bracketed}" without brackets, and the port under its own key.`;
  }
  const host = /^(.*):\d+$/.exec(found)?.[1];
  if (host !== undefined && parseIpLiteral(host) !== null) return `Write "${host}", and the port under its own key.`;
  if (/^[a-z][\w-]*:\/\//i.test(found)) return 'Write the address alone, without a scheme or a path.';
  if (/^[\d.]+$/.test(found) || found.includes(':')) return 'Check the digits: IPv4 is four numbers from 0 to 255.';
  return 'Names are not looked up in DNS: write the IP address that the name stands for.';
}

/** What a request line can carry: visible ASCII without a fragment, so that nothing can be smuggled into a probe. */
export function path() {
  const schema = z.string().regex(/^\/[!"$-~]*$/);
  const advise = (found: unknown): string | null => {
    if (typeof found !== 'string') return null;
    if (!found.startsWith('/')) return 'Start it with "/".';
    return 'Percent-encode spaces and other special characters, and leave out any "#".';
  };
  return leaf(schema, { expected: 'a path that starts with "/", in visible ASCII', example: '"/health"', advise });
}

/** A table with exactly the keys of `shape`. */
export function table<Shape extends z.core.$ZodLooseShape>(name: string, shape: Shape) {
  return aTable(`Write a table: a line [${name}], and its keys on the lines below.`).pipe(z.strictObject(shape));
}

/** At least one table with exactly the keys of `shape`. */
export function tables<Shape extends z.core.$ZodLooseShape>(name: string, shape: Shape) {
  const advise = (found: unknown): string =>
    isTable(found)
      ? `Write the header with double brackets: [[${name}]].`
      : `Add at least one: a line [[${name}]], and its keys on the lines below.`;
  const expected = `at least one [[${name}]] table`;
  const element = aTable(`Write a [[${name}]] table for it.`).pipe(z.strictObject(shape));
  return leaf(z.array(z.unknown()).min(1), { expected, example: null, advise }).pipe(z.array(element));
}

function aTable(advice: string) {
  const schema = z.custom<Record<string, unknown>>(isTable);
  return leaf(schema, { expected: 'a table', example: null, advise: () => advice });
}

/** The parser gives dates as objects too; those are no tables. */
function isTable(value: unknown): boolean {
  return describeValue(value) === 'a table';
}
