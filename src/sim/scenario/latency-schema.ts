/** How a file says how long a backend works on a request: a duration, or a map with one kind of distribution. */
import { z } from 'zod';
import { duration, fields, instant, list, percentage } from './fields.ts';
import type { LatencySpec } from './latency-spec.ts';
import { exactlyOneKey } from './one-key.ts';
import { whenRight, wholeMap } from './when-map.ts';

const EXAMPLE = '{ lognormal: { p50: 4ms, p99: 40ms } }';
const EXPECTED = `a duration such as 4ms, or ${EXAMPLE}`;

const lognormal = fields(
  {
    p50: duration('Half of the answers take at most this long.'),
    p99: duration('99 of 100 answers take at most this long.'),
  },
  '{ p50: 4ms, p99: 40ms }',
).refine(({ p50, p99 }) => p50 <= p99, {
  error: 'p99 is below p50: a slow answer cannot be faster than a usual one',
  path: ['p99'],
  params: { at: 'value' },
  ...whenRight('p50', 'p99'),
});

const uniform = fields(
  { min: instant('No answer is faster.'), max: duration('No answer is slower.') },
  '{ min: 2ms, max: 9ms }',
).refine(({ min, max }) => min <= max, {
  error: 'max is below min',
  path: ['max'],
  params: { at: 'value' },
  ...whenRight('min', 'max'),
});

const normal = fields(
  { mean: duration('The middle of the curve.'), sd: duration('The standard deviation; what is below zero is zero.') },
  '{ mean: 5ms, sd: 1ms }',
);

const pareto = fields(
  { min: duration('No answer is faster.'), p99: duration('99 of 100 answers take at most this long.') },
  '{ min: 2ms, p99: 80ms }',
).refine(({ min, p99 }) => min <= p99, {
  error: 'p99 is below min',
  path: ['p99'],
  params: { at: 'value' },
  ...whenRight('min', 'p99'),
});

/** Percentiles that a table may name, ascending. */
const LABELS = ['p0', 'p1', 'p5', 'p10', 'p25', 'p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'p99.99', 'p100'] as const;

const percentiles = fields(
  Object.fromEntries(
    LABELS.map((label) => [label, instant(`${label.slice(1)} of 100 answers take at most this long.`).optional()]),
  ),
  '{ p0: 1ms, p50: 4ms, p99: 40ms, p100: 200ms }',
).superRefine((table, context) => {
  let before: { label: string; value: number } | null = null;
  for (const label of LABELS) {
    const value = table[label];
    if (value === undefined) continue;
    if (before !== null && value < before.value) {
      const message = `${label} is below ${before.label}: percentiles ascend`;
      context.addIssue({ code: 'custom', message, path: [label], params: { at: 'value' } });
    }
    before = { label, value };
  }
  if (before === null) context.addIssue('at least one percentile such as p50: 4ms');
}, wholeMap);

const trace = z
  .string({ error: 'the name of a CSV file beside this one, such as trace.csv' })
  .min(1, { error: 'the name of a CSV file beside this one, such as trace.csv' });

const KINDS = {
  uniform: uniform.optional().describe('Evenly spread between two bounds.'),
  normal: normal.optional().describe('The bell curve around a mean.'),
  lognormal: lognormal.optional().describe('Mostly quick, with a long tail.'),
  exponential: fields({ mean: duration('The average.') }, '{ mean: 5ms }')
    .optional()
    .describe('Without memory: often quick, now and then long.'),
  pareto: pareto.optional().describe('A floor, and a very heavy tail.'),
  percentiles: percentiles.optional().describe('A table of percentiles, with straight lines in between.'),
  trace: trace
    .optional()
    .describe('A CSV file beside this one: its first column is taken one after the other, over and over.'),
};

/** What a mixture may be made of. */
const plainLatency = latencyOf(KINDS);

const mixture = list(
  fields(
    { share: percentage('How many of the requests.'), latency: plainLatency.describe('How long those take.') },
    '{ share: 90%, latency: 4ms }',
  ),
  'part such as { share: 90%, latency: 4ms }',
).superRefine((parts, context) => {
  const sum = parts.reduce((total, { share }) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-6)
    context.addIssue(`shares that add up to 100% (these are ${Number((sum * 100).toFixed(3))}%)`);
});

/** Any latency. */
export const latencySchema = latencyOf({
  ...KINDS,
  mixture: mixture.optional().describe('Several latencies, each for a share of the requests.'),
});

function latencyOf<Shape extends Readonly<Record<string, z.ZodType>>>(shape: Shape) {
  const keys = Object.keys(shape);
  const map = fields(shape, EXAMPLE)
    .superRefine((entry, context) => {
      exactlyOneKey(entry, keys, 'kind of latency', 'keep one of them, or make a mixture', context);
    }, wholeMap)
    .meta({ minProperties: 1, maxProperties: 1 });
  return z.union([duration('Always the same.'), map], { error: EXPECTED });
}

type LatencyEntry = z.output<typeof latencySchema>;

/** As backends want it; `readTrace` gives the values of a file. */
export function latencySpec(entry: LatencyEntry, readTrace: (file: string) => readonly number[]): LatencySpec {
  if (typeof entry === 'number') return { kind: 'constant', value: entry };
  if (entry.uniform !== undefined) return { kind: 'uniform', ...entry.uniform };
  if (entry.normal !== undefined) return { kind: 'normal', ...entry.normal };
  if (entry.lognormal !== undefined) return { kind: 'lognormal', ...entry.lognormal };
  if (entry.exponential !== undefined) return { kind: 'exponential', ...entry.exponential };
  if (entry.pareto !== undefined) return { kind: 'pareto', ...entry.pareto };
  if (entry.percentiles !== undefined) return percentileTable(entry.percentiles);
  if (entry.trace !== undefined) return { kind: 'trace', values: readTrace(entry.trace) };
  const parts = entry.mixture ?? [];
  return {
    kind: 'mixture',
    parts: parts.map(({ share, latency }) => ({ share, latency: latencySpec(latency, readTrace) })),
  };
}

/** Flat below the first percentile that is given, and above the last. */
function percentileTable(table: Readonly<Record<string, number | undefined>>): LatencySpec {
  const given = LABELS.flatMap((label) => {
    const value = table[label];
    return value === undefined ? [] : [{ quantile: Number(label.slice(1)) / 100, value }];
  });
  const first = given[0]?.value ?? 0;
  const last = given.at(-1)?.value ?? 0;
  const points = given.filter(({ quantile }) => quantile > 0 && quantile < 1);
  return { kind: 'percentiles', points: [{ quantile: 0, value: first }, ...points, { quantile: 1, value: last }] };
}
