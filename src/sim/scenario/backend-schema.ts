/** The fake backends: the `backends` section of a file. */
import { z } from 'zod';
import type { BackendSpec, CapacitySpec, KeepAliveSpec } from './backend-spec.ts';
import { BACKEND_NAME, duration, fields, whole } from './fields.ts';
import { latencySchema, latencySpec } from './latency-schema.ts';
import { section } from './sections.ts';
import { anyMap, whenRight, wholeMap } from './when-map.ts';
import { quote } from './words.ts';

const FACTOR = 'a number from 1 to 1000';

const warmUp = fields(
  {
    for: duration('How long a new process takes to get up to speed.'),
    factor: z
      .number({ error: FACTOR })
      .refine((value) => value >= 1 && value <= 1000, { error: FACTOR })
      .meta({
        description: 'How many times as long work takes at the very start.',
        type: 'number',
        minimum: 1,
        maximum: 1000,
      }),
  },
  '{ for: 5s, factor: 4 }',
);

const pauses = fields(
  {
    every: duration('From one pause to the next.'),
    for: duration('How long a pause lasts.'),
  },
  '{ every: 2s, for: 150ms }',
).refine((value) => value.for < value.every, {
  error: 'a pause is shorter than the time from one to the next',
  path: ['for'],
  params: { at: 'value' },
  ...whenRight('every', 'for'),
});

const keepAlive = fields(
  {
    requests: whole(1, 1_000_000, 'A connection is closed after so many requests.').optional(),
    idle: duration('A connection is closed when nothing came on it for so long.').optional(),
  },
  '{ requests: 100, idle: 5s }',
);

const KEPT = 'false, or a map such as { requests: 100, idle: 5s }';

const FULL = 'a status from 400 to 599, refuse or drop';

const full = z
  .union([whole(400, 599, 'Answered with this status.'), z.enum(['refuse', 'drop'], { error: FULL })], { error: FULL })
  .optional()
  .describe('What happens to requests beyond the queue: a status, a reset connection (refuse), nothing ever (drop).');

const backend = fields(
  {
    latency: latencySchema
      .prefault('1ms')
      .describe('How long it works on a request before it answers. Probes are answered at once.'),
    weight: whole(1, 256, 'Its share of the traffic, for algorithms that honour weights.').default(1),
    capacity: whole(
      1,
      10_000,
      'How many requests it works on at a time; others wait. No limit when not said.',
    ).optional(),
    queue: whole(0, 1_000_000, 'With capacity: how many requests may wait; 100 when not said.').optional(),
    full,
    warm_up: warmUp.optional().describe('A process that has just started is slower.'),
    pauses: pauses.optional().describe('Everything stands still now and then, probes included.'),
    keep_alive: z
      .union([z.literal(false, { error: KEPT }), keepAlive], { error: KEPT })
      .optional()
      .describe('How long connections are kept: for ever when not said; false closes each after one request.'),
    startup: duration('How long it takes to listen when it is restarted.').optional(),
    connections: whole(0, 1_000_000, 'Requests at once that the balancer may have there; 0: any number.').optional(),
    absent: z
      .boolean({ error: 'true or false' })
      .optional()
      .describe("It runs, but is not in the balancer's first configuration: an add brings it in."),
  },
  '{ latency: 4ms, weight: 1 }',
).superRefine((entry, context) => {
  for (const key of ['queue', 'full'] as const) {
    if (!Object.hasOwn(entry, key) || Object.hasOwn(entry, 'capacity')) continue;
    const message = `"${key}" needs "capacity", such as capacity: 4`;
    context.addIssue({ code: 'custom', message, path: [key], params: { at: 'key' } });
  }
}, wholeMap);

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

type BackendEntry = z.output<typeof backendSchema>;

/** As worlds and checks want it; `readTrace` gives the values of a file of latencies. */
export function backendSpec(
  name: string,
  entry: BackendEntry,
  readTrace: (file: string) => readonly number[],
): BackendSpec {
  const { weight, warm_up: warm, pauses: pause, startup, connections, absent } = entry;
  const capacity = capacityOf(entry);
  const kept = keepAliveOf(entry);
  return {
    name,
    weight,
    latency: latencySpec(entry.latency, readTrace),
    ...(capacity === null ? {} : { capacity }),
    ...(warm === undefined ? {} : { warmUp: { duration: warm.for, factor: warm.factor } }),
    ...(pause === undefined ? {} : { pauses: { every: pause.every, duration: pause.for } }),
    ...(kept === null ? {} : { keepAlive: kept }),
    ...(startup === undefined ? {} : { startup }),
    ...(connections === undefined ? {} : { connections }),
    ...(absent === true ? { absent } : {}),
  };
}

function capacityOf({ capacity, queue = 100, full: beyond = 503 }: BackendEntry): CapacitySpec | null {
  return capacity === undefined ? null : { workers: capacity, queue, full: beyond };
}

function keepAliveOf({ keep_alive: kept }: BackendEntry): KeepAliveSpec | null {
  if (kept === undefined) return null;
  return kept === false ? { requests: 1, idle: null } : { requests: kept.requests ?? null, idle: kept.idle ?? null };
}
