/**
 * The shape of one expectation: a promise about what clients get, how fast, from whom, each with its limits.
 */
import { z } from 'zod';
import { duration, fields, instant, list, percentage, rate } from './fields.ts';
import { parseFormula } from './formula-parser.ts';
import { exactlyOneKey } from './one-key.ts';
import { parseStatuses } from './status-set.ts';
import { whenRight, wholeMap } from './when-map.ts';
import { quote, spelled } from './words.ts';

/** The limits a latency expectation can set, and the quantile each means. */
export const QUANTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999, max: 1 } as const;
export type QuantileLabel = keyof typeof QUANTILES;
export const QUANTILE_LABELS = Object.keys(QUANTILES) as readonly QuantileLabel[];

const KINDS = [
  'availability',
  'error_budget',
  'latency',
  'throughput',
  'traffic',
  'statuses',
  'recovers',
  'that',
] as const;

const window = {
  from: instant('Only requests due from this time on count; the start when not said.').optional(),
  to: duration('Only requests due before this time count; the end when not said.').optional(),
};

const availability = fields(
  { min: percentage('At least this share of the requests gets a good answer.'), ...window },
  '{ min: 99% }',
).superRefine(checkWindow, whenRight('from', 'to'));

const every = duration('Each stretch of this length keeps the limits by itself.').optional();

const STATUSES = 'a status such as 503, 5xx, 200-299 or none';
const statusSet = z
  .union([z.string({ error: STATUSES }), z.number({ error: STATUSES })], { error: STATUSES })
  .transform((value, context) => {
    const statuses = parseStatuses(String(value));
    if (statuses !== null) return statuses;
    context.addIssue({ code: 'custom', message: STATUSES });
    return z.NEVER;
  });

const errorBudget = fields(
  {
    max: percentage('At most this share of the requests fails.'),
    statuses: list(statusSet, 'status such as 5xx')
      .optional()
      .describe('What counts as a failure; every request without a good answer when not said.'),
    ...window,
  },
  '{ max: 1% }',
).superRefine(checkWindow, whenRight('from', 'to'));

const throughput = fields(
  {
    min: rate('At least so many served requests per second.').optional(),
    max: rate('At most so many served requests per second.').optional(),
    every,
    ...window,
  },
  '{ min: 150/s }',
)
  .superRefine(needsLimit('min: 150/s'), wholeMap)
  .superRefine(checkWindow, whenRight('from', 'to'));

const share = fields(
  {
    min: percentage('At least this share of the requests that reach a backend.').optional(),
    max: percentage('At most this share of them.').optional(),
  },
  '{ min: 30%, max: 36% }',
).superRefine(needsLimit('min: 30%'), wholeMap);

const traffic = z
  .record(z.string(), share, { error: 'a map of backends such as { b1: { min: 30% } }' })
  .refine((map) => Object.keys(map).length > 0, { error: 'at least one backend such as b1: { min: 30% }' });

const AMOUNT = 'a percentage such as 99% or a number of requests';
const amount = z
  .union(
    [
      percentage('Of all requests.').transform((share) => ({ share })),
      z.number({ error: AMOUNT }).int({ error: AMOUNT }).min(0, { error: AMOUNT }),
    ],
    {
      error: AMOUNT,
    },
  )
  .optional();

const statuses = z
  .record(
    z.string(),
    fields(
      { min: amount.describe('At least so many.'), max: amount.describe('At most so many.') },
      '{ max: 1% }',
    ).superRefine(needsLimit('max: 1%'), wholeMap),
    { error: 'a map of statuses such as { 200: { min: 99% } }' },
  )
  .superRefine((map, context) => {
    for (const key of Object.keys(map).filter((name) => parseStatuses(name) === null)) {
      const message = `${quote(key)} is no status; expected ${STATUSES.slice(2)}`;
      context.addIssue({ code: 'custom', message, path: [key], params: { at: 'key' } });
    }
  });

const FORMULA = 'an expression such as "count(status = 503) <= 3"';
const that = z
  .string({ error: FORMULA })
  .max(1000, { error: 'at most 1000 characters' })
  .transform((text, context) => {
    const parsed = parseFormula(text);
    if (parsed.ok) return parsed.formula;
    context.addIssue({ code: 'custom', message: parsed.message, params: { at: 'value', index: parsed.at } });
    return z.NEVER;
  });

const limit = (share: string) => duration(`${share} of the answers take at most this long.`).optional();

const latency = fields(
  {
    p50: limit('50%'),
    p90: limit('90%'),
    p95: limit('95%'),
    p99: limit('99%'),
    p999: limit('99.9%'),
    max: limit('All'),
    every,
    ...window,
  },
  '{ p99: 60ms }',
)
  .superRefine((entry, context) => {
    if (QUANTILE_LABELS.every((label) => !Object.hasOwn(entry, label))) {
      const message = `no limit is given; expected at least one of ${QUANTILE_LABELS.join(', ')}, such as p99: 60ms`;
      context.addIssue({ code: 'custom', message, params: { at: 'item' } });
    }
  }, wholeMap)
  .superRefine(checkWindow, whenRight('from', 'to'))
  .meta({ anyOf: QUANTILE_LABELS.map((label) => ({ required: [label] })) });

const recovers = fields(
  {
    backend: z.string({ error: 'a backend name' }).describe('Which one.'),
    within: duration('How soon after its fault ended it answers requests again.'),
  },
  '{ backend: b1, within: 1s }',
);

/** One promise. */
export const expectationSchema = fields(
  {
    availability: availability.optional().describe('How many of the requests get a good answer.'),
    error_budget: errorBudget.optional().describe('How many of the requests may fail.'),
    latency: latency.optional().describe('How long answers take, as clients see it.'),
    throughput: throughput.optional().describe('How many requests are served per second.'),
    traffic: traffic.optional().describe('Which share of the requests each backend receives, by its name.'),
    statuses: statuses
      .optional()
      .describe('How many of the requests get which status, by `503`, `5xx`, `200-299` or `none`.'),
    recovers: recovers.optional().describe('A backend takes traffic again after its fault ended.'),
    that: that
      .optional()
      .describe('An expression over count, share, p50 to p999 and max of latency, such as count(status = 503) <= 3.'),
  },
  '{ availability: { min: 99% } }',
)
  .superRefine((entry, context) => {
    exactlyOneKey(entry, KINDS, 'expectation', 'make each an item of its own', context);
  }, wholeMap)
  .meta({ oneOf: KINDS.map((key) => ({ required: [key] })) });

/** A count, or a share of all. */
export type AmountEntry = NonNullable<z.output<typeof amount>>;

export type ExpectationEntry = z.output<typeof expectationSchema>;

function checkWindow(
  { from = 0, to }: { from?: number | undefined; to?: number | undefined },
  context: z.RefinementCtx,
): void {
  if (to === undefined || from < to) return;
  const message = `the window is empty: from ${spelled(from)} is not before to ${spelled(to)}`;
  context.addIssue({ code: 'custom', message, path: ['from'], params: { at: 'value' } });
}

function needsLimit(example: string) {
  return (entry: { min?: unknown; max?: unknown }, context: z.RefinementCtx): void => {
    if (Object.hasOwn(entry, 'min') || Object.hasOwn(entry, 'max')) return;
    const message = `no limit is given; expected min, max or both, such as ${example}`;
    context.addIssue({ code: 'custom', message, params: { at: 'item' } });
  };
}
