/** The fake backends: the `backends` section of a file. */
import { z } from 'zod';
import { BACKEND_NAME, duration, fields, whole } from './fields.ts';
import { section } from './sections.ts';
import { anyMap } from './when-map.ts';
import { quote } from './words.ts';

const lognormal = fields(
  {
    p50: duration('Half of the answers take at most this long.'),
    p99: duration('99 of 100 answers take at most this long.'),
  },
  '{ p50: 4ms, p99: 40ms }',
)
  .refine(({ p50, p99 }) => p50 <= p99, {
    error: 'p99 is below p50: a slow answer cannot be faster than a usual one',
    path: ['p99'],
    params: { at: 'value' },
  })
  .describe('Mostly quick, with a long tail.');

const backend = fields(
  {
    latency: z
      .union([duration('Always the same.'), fields({ lognormal }, '{ lognormal: { p50: 4ms, p99: 40ms } }')], {
        error: 'a duration such as 4ms, or { lognormal: { p50: 4ms, p99: 40ms } }',
      })
      .prefault('1ms')
      .describe('How long it works on a request before it answers. Probes are answered at once.'),
    weight: whole(1, 256, 'Its share of the traffic, for algorithms that honour weights.').default(1),
    connections: whole(0, 1_000_000, 'Requests at once that the balancer may have there; 0: any number.').optional(),
    absent: z
      .boolean({ error: 'true or false' })
      .describe("It runs, but is not in the balancer's first configuration: an add brings it in.")
      .optional(),
  },
  '{ latency: 4ms, weight: 1 }',
);

/** One backend: what stands behind its name. */
const backendSchema = section(backend);

export const backendsSchema = z
  .record(z.string(), backendSchema, { error: 'a map of backends such as { b1: { latency: 4ms } }' })
  .superRefine((map, context) => {
    const names = Object.keys(map);
    if (names.length === 0) context.addIssue('at least one backend such as b1: { latency: 4ms }');
    for (const name of names.filter((key) => !BACKEND_NAME.fits(key))) {
      const message = `${quote(name)} cannot be a backend's name; ${BACKEND_NAME.rule}`;
      context.addIssue({ code: 'custom', message, path: [name], params: { at: 'key' } });
    }
  }, anyMap)
  .meta({
    description: "The fake backends, by name. Their order is the balancer's order.",
    propertyNames: { pattern: BACKEND_NAME.pattern, maxLength: 64 },
    minProperties: 1,
  });

export type BackendEntry = z.output<typeof backendSchema>;
