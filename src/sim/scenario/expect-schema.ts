/**
 * The shape of one expectation: a promise about availability, latency or recovery, each with its limits.
 */
import { z } from 'zod';
import { duration, fields, instant, percentage } from './fields.ts';
import { exactlyOneKey } from './one-key.ts';
import { whenRight, wholeMap } from './when-map.ts';
import { spelled } from './words.ts';

/** The limits a latency expectation can set, and the quantile each means. */
export const QUANTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999, max: 1 } as const;
export type QuantileLabel = keyof typeof QUANTILES;
export const QUANTILE_LABELS = Object.keys(QUANTILES) as readonly QuantileLabel[];

const KINDS = ['availability', 'latency', 'recovers'] as const;

const window = {
  from: instant('Only requests due from this time on count; the start when not said.').optional(),
  to: duration('Only requests due before this time count; the end when not said.').optional(),
};

const availability = fields(
  { min: percentage('At least this share of the requests gets a good answer.'), ...window },
  '{ min: 99% }',
).superRefine(checkWindow, whenRight('from', 'to'));

const limit = (share: string) => duration(`${share} of the answers take at most this long.`).optional();

const latency = fields(
  {
    p50: limit('50%'),
    p90: limit('90%'),
    p95: limit('95%'),
    p99: limit('99%'),
    p999: limit('99.9%'),
    max: limit('All'),
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
    latency: latency.optional().describe('How long answers take, as clients see it.'),
    recovers: recovers.optional().describe('A backend takes traffic again after its fault ended.'),
  },
  '{ availability: { min: 99% } }',
)
  .superRefine((entry, context) => {
    exactlyOneKey(entry, KINDS, 'expectation', 'make each an item of its own', context);
  }, wholeMap)
  .meta({ oneOf: KINDS.map((key) => ({ required: [key] })) });

export type ExpectationEntry = z.output<typeof expectationSchema>;

function checkWindow(
  { from = 0, to }: { from?: number | undefined; to?: number | undefined },
  context: z.RefinementCtx,
): void {
  if (to === undefined || from < to) return;
  const message = `the window is empty: from ${spelled(from)} is not before to ${spelled(to)}`;
  context.addIssue({ code: 'custom', message, path: ['from'], params: { at: 'value' } });
}
