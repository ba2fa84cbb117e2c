/**
 * The kinds of value that a scenario file is made of. Each schema's message says what was expected; what was found,
 * and where, is added by whoever knows the text (issues.ts). Editors show `patternErrorMessage` in place of a pattern.
 */
import { z } from 'zod';
import { parseBlock } from '../../balancer/config/trusted-peers.ts';
import {
  formatSize,
  parseBandwidth,
  parseDuration,
  parsePercentage,
  parseRate,
  parseSize,
} from '../../kernel/units.ts';
import { EXPECTED } from './expected.ts';

const DURATION = /^\d+(\.\d+)? *(us|µs|ms|s|min|m|h)$/;
const RATE = /^\d+(\.\d+)? *\/ *(s|sec|m|min|h)$/;
const SIZE = /^\d+(\.\d+)? *(B|KB|MB|GB)$/;
const BANDWIDTH = /^\d+(\.\d+)? *(B|KB|MB|GB) *\/ *s$/;
const PERCENTAGE = /^\d+(\.\d+)? *%$/;
const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const PATH = /^\/[!-~]*$/;

const LONGEST = 24 * 3600e6;
const MOST_REQUESTS = 1e6;
/** 1GB. */
export const LARGEST = 2 ** 30;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const BLOCK = /^[0-9A-Fa-f.:]+(\/\d{1,3})?$/;
const STATUSES = /^[2-5]\d\d(-[2-5]\d\d)?$/;

/** A duration, zero included: a point in time, counted from the start of the run. */
export function instant(description: string) {
  return unit(DURATION, EXPECTED.duration, parseDuration)
    .refine((value) => value <= LONGEST, { error: 'a duration of at most 24h' })
    .meta({ description, patternErrorMessage: `expected ${EXPECTED.duration}` });
}

/** A duration that is longer than zero. */
export function duration(description: string) {
  return instant(description)
    .refine((value) => value > 0, { error: 'a duration longer than zero' })
    .meta({ description, patternErrorMessage: `expected ${EXPECTED.duration}` });
}

/** Requests per second, zero included. */
export function rateOrNone(description: string) {
  return unit(RATE, EXPECTED.rate, parseRate)
    .refine((value) => value <= MOST_REQUESTS, { error: 'a rate of at most 1000000/s' })
    .meta({ description, patternErrorMessage: `expected ${EXPECTED.rate}` });
}

/** Requests per second. */
export function rate(description: string) {
  return unit(RATE, EXPECTED.rate, parseRate)
    .refine((value) => value > 0 && value <= MOST_REQUESTS, {
      error: 'a rate above zero and of at most 1000000/s',
    })
    .meta({ description, patternErrorMessage: `expected ${EXPECTED.rate}` });
}

/** A percentage, as a fraction of one. */
export function percentage(description: string) {
  return unit(PERCENTAGE, EXPECTED.percentage, (text) => parsePercentage(text) ?? Number.NaN)
    .refine((value) => !Number.isNaN(value), { error: 'a percentage from 0% to 100%' })
    .meta({ description, patternErrorMessage: `expected ${EXPECTED.percentage}` });
}

/** Bytes, from `least` (0 or 1) up to `most`. */
export function size(most: number, description: string, least: 0 | 1 = 1) {
  return unit(SIZE, EXPECTED.size, parseSize)
    .refine((value) => value >= least && value <= most, {
      error: `a size ${least === 0 ? '' : 'above zero and '}of at most ${spelledSize(most)}`,
    })
    .meta({ description, patternErrorMessage: `expected ${EXPECTED.size}` });
}

/** Bytes per second. */
export function bandwidth(description: string) {
  return unit(BANDWIDTH, EXPECTED.bandwidth, parseBandwidth)
    .refine((value) => value > 0, { error: 'a bandwidth above zero' })
    .meta({ description, patternErrorMessage: `expected ${EXPECTED.bandwidth}` });
}

/** A whole number between two others, both included. */
export function whole(from: number, to: number, description: string) {
  const error = `a whole number from ${from} to ${to}`;
  // Not z.int: its complaint is one that stops zod from running the checks of the map around it.
  return z
    .number({ error })
    .refine((value) => Number.isInteger(value) && value >= from && value <= to, { error })
    .meta({ description, type: 'integer', minimum: from, maximum: to });
}

/** The scenario's own name: it becomes a folder's. */
export function kebabCase(description: string) {
  return text(KEBAB, EXPECTED.kebab, 64, description);
}

/** The path of a URL. */
export function path(description: string) {
  return text(PATH, 'a path such as /health', 1000, description);
}

/** The name of a header field, in lower case. */
export function fieldName(description: string) {
  return text(TOKEN, 'the name of a field such as x-user', 100, description).transform((name) => name.toLowerCase());
}

/** What Via calls a hop. */
export function via(description: string) {
  return text(TOKEN, 'a word such as lbsim', 100, description);
}

/** An address, or a block of addresses. */
export function ipBlock(description: string) {
  return text(BLOCK, 'a block of addresses such as 127.1.0.0/16', 60, description).refine(
    (value) => parseBlock(value) !== null,
    {
      error: 'a block of addresses such as 127.1.0.0/16',
    },
  );
}

/** A range of statuses, or one. */
export function statuses(description: string) {
  const error = 'statuses such as 200-299';
  return z
    .union([z.string(), z.number()], { error })
    .transform(String)
    .refine((value) => STATUSES.test(value), { error })
    .transform((value) => {
      const [min = 0, max = min] = value.split('-').map(Number);
      return { min, max };
    })
    .refine(({ min, max }) => min <= max, { error })
    .meta({ description });
}

/** Words that a timeline needs for something else. */
const TAKEN: readonly string[] = ['all', 'balancer', 'clients'];

/** What a backend may be called. */
export const BACKEND_NAME = {
  fits: (name: string) => NAME.test(name) && name.length <= 64 && !TAKEN.includes(name),
  pattern: `^(?!(${TAKEN.join('|')})$)${NAME.source.slice(1)}`,
  rule: 'expected one such as b1 or api-2 (and not all, balancer or clients, which mean something else)',
} as const;

/** A map whose keys are these and no others. `example` shows what one looks like. */
export function fields<Shape extends z.core.$ZodLooseShape>(shape: Shape, example: string) {
  // For an unknown key the message is the list of the known ones: issues.ts makes a sentence of it.
  const known = Object.keys(shape).join(' ');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? known : `a map such as ${example}`),
  });
}

/** A list; an empty one only where `atLeastOne` says nothing. */
export function list<Item extends z.ZodType>(item: Item, atLeastOne?: string) {
  const items = z.array(item, { error: EXPECTED.list });
  return atLeastOne === undefined ? items : items.min(1, { error: `at least one ${atLeastOne}` });
}

function spelledSize(bytes: number): string {
  return formatSize(bytes).replace(' ', '');
}

function text(pattern: RegExp, expected: string, longest: number, description: string) {
  return z
    .string({ error: expected })
    .regex(pattern, { error: expected })
    .max(longest, { error: `at most ${longest} characters` })
    .meta({ description, patternErrorMessage: `expected ${expected}` });
}

function unit(pattern: RegExp, error: string, parse: (text: string) => number | null) {
  return z
    .string({ error })
    .regex(pattern, { error })
    .transform((value) => parse(value) ?? Number.NaN);
}
