/**
 * The shape of a scenario file: every key, its kind of value, its default and what it means. The JSON Schema that
 * editors use is generated from this, so descriptions are written for the author of a scenario.
 */
import { z } from 'zod';
import { expectationSchema } from './expect-schema.ts';
import { BACKEND_NAME, duration, fields, instant, kebabCase, list, path, rate, whole } from './fields.ts';
import { ALGORITHMS } from './scenario.ts';
import { timelineEntrySchema } from './timeline-schema.ts';
import { anyMap } from './when-map.ts';
import { listed, quote } from './words.ts';

const MAX_SEED = 2 ** 32 - 1;

const healthCheck = fields(
  {
    interval: duration('From the start of one probe of a backend to the start of its next.').prefault('250ms'),
    timeout: duration('A probe without an answer after this long has failed.').prefault('100ms'),
    unhealthy_threshold: whole(1, 100, 'Failed probes in a row before a backend is taken out.').default(3),
    healthy_threshold: whole(1, 100, 'Good probes in a row before it is put back.').default(2),
    path: path('What probes ask for.').default('/health'),
  },
  '{ interval: 250ms, timeout: 100ms }',
);

const timeouts = fields(
  {
    connect: duration('For a connection to a backend to be established.').prefault('500ms'),
    response: duration('From the request sent to the first byte of the answer.').prefault('2s'),
  },
  '{ connect: 500ms, response: 2s }',
);

const balancer = fields(
  {
    algorithm: z
      .enum(ALGORITHMS, { error: listed(ALGORITHMS, 'or') })
      .default('round_robin')
      .describe('How the balancer picks a backend.'),
    health_check: section(healthCheck).describe('Active HTTP probes.'),
    timeouts: section(timeouts).describe('How long the balancer waits for a backend.'),
  },
  '{ algorithm: round_robin }',
);

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
  },
  '{ latency: 4ms, weight: 1 }',
);

/** One backend: what stands behind its name. */
const backendSchema = section(backend);

const backends = z
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

/** One stretch of load. */
export const loadSchema = fields(
  {
    rate: rate('Requests per second, on average, whether or not earlier ones were answered.'),
    for: duration('How long this load lasts.'),
    at: instant('When it starts; right after the entry before it when not said.').optional(),
    arrivals: z
      .enum(['constant', 'poisson'], { error: 'constant or poisson' })
      .default('constant')
      .describe('Evenly spaced, or at random with the same average.'),
    clients: whole(1, 1000, 'How many clients, each with its own address, share this load.').default(10),
    timeout: duration('A client gives up on an answer after this long.').prefault('5s'),
  },
  '{ rate: 200/s, for: 8s }',
);

/** The whole file. */
export const fileSchema = fields(
  {
    name: kebabCase('The name of the scenario, in lower case with dashes.'),
    about: z.string({ error: 'a text' }).default('').describe('One sentence: what happens, and what should be seen.'),
    seed: whole(0, MAX_SEED, 'Replays a run exactly. Drawn and recorded when not given.').optional(),
    balancer: section(balancer).describe('How the balancer is set up.'),
    backends,
    load: list(loadSchema, 'load entry such as { rate: 200/s, for: 8s }').describe('What the clients send.'),
    timeline: optionalList(timelineEntrySchema).describe('What goes wrong, when, and when it ends.'),
    expect: optionalList(expectationSchema).describe('Promises of this scenario, besides the laws that hold in all.'),
  },
  '{ name: …, backends: …, load: … }',
).meta({ title: 'lbsim scenario', description: 'One story for a load balancer: backends, load, faults, promises.' });

export type ScenarioFile = z.output<typeof fileSchema>;
export type LoadEntry = z.output<typeof loadSchema>;
export type BackendEntry = z.output<typeof backendSchema>;

/** A part whose keys all have defaults: it may be left out, or left empty. */
function section<Shape extends z.ZodType>(schema: Shape) {
  return schema.nullish().transform((value) => value ?? schema.parse({}));
}

/** A list that may be left out, or left with every item commented out. */
function optionalList<Item extends z.ZodType>(item: Item) {
  return list(item)
    .nullish()
    .transform((items) => items ?? []);
}
