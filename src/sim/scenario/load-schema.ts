/** What the clients send: the `load` section of a file. */
import { z } from 'zod';
import { duration, fields, instant, LARGEST, list, percentage, rate, rateOrNone, size, whole } from './fields.ts';
import { checkLoad, KINDS_NEED } from './load-rules.ts';
import { BAD_REQUESTS, METHODS } from './load-spec.ts';
import { exactlyOneKey } from './one-key.ts';
import { whenRight, wholeMap } from './when-map.ts';

const PATH = /^(\/[\w.~-]+)+$/;
const FILE = /^(?!.*\.\.)[\w-][\w.-]*(\/[\w.-]+)*$/;
const FIELD_NAME = /^[A-Za-z0-9-]+$/;
/** What the lab itself says in a request. */
const OWN_FIELD =
  /^(host|connection|keep-alive|content-length|transfer-encoding|te|trailer|upgrade|expect|cookie|user-agent|x-lbsim-.*)$/i;

const pattern = (expression: RegExp, expected: string) =>
  z
    .string({ error: expected })
    .regex(expression, { error: expected })
    .meta({ patternErrorMessage: `expected ${expected}` });

const ramp = fields(
  { from: rateOrNone('The rate at the start.'), to: rateOrNone('The rate at the end.') },
  '{ from: 10/s, to: 500/s }',
).refine(({ from, to }) => from + to > 0, { error: 'a ramp with a rate above zero at one end' });

const sine = fields(
  {
    mean: rate('The rate in the middle.'),
    amplitude: rate('How far the rate swings up and down from there.'),
    period: duration('How long one swing takes.'),
  },
  '{ mean: 100/s, amplitude: 80/s, period: 4s }',
).superRefine(
  ({ mean, amplitude }, context) => {
    if (amplitude <= mean) return;
    const message = 'the amplitude is above the mean: a rate cannot fall below zero';
    context.addIssue({ code: 'custom', message, path: ['amplitude'], params: { at: 'value' } });
  },
  whenRight('mean', 'amplitude'),
);

const bursts = fields(
  { size: whole(1, 100_000, 'Requests that are due at once.'), every: duration('From one burst to the next.') },
  '{ size: 50, every: 1s }',
);

const clients = z.union(
  [
    whole(1, 10_000, 'All alike.'),
    fields(
      {
        count: whole(1, 10_000, 'How many.'),
        pick: z
          .enum(['uniform', 'zipf'], { error: 'uniform or zipf' })
          .default('uniform')
          .describe('All send alike, or a few send most.'),
      },
      '{ count: 100, pick: zipf }',
    ),
  ],
  { error: 'a whole number from 1 to 10000, or { count: 100, pick: zipf }' },
);

const headers = z
  .record(z.string(), pattern(/^[!-~]([ -~]*[!-~])?$/, 'a text (in quotes when it is a number)'), {
    error: 'a map of fields such as { x-user: a }',
  })
  .superRefine((map, context) => {
    for (const name of Object.keys(map)) {
      const message = !FIELD_NAME.test(name)
        ? `"${name}" cannot be the name of a field; expected one such as x-user`
        : OWN_FIELD.test(name)
          ? `the lab itself sets the field "${name}"; remove it`
          : null;
      if (message !== null) context.addIssue({ code: 'custom', message, path: [name], params: { at: 'key' } });
    }
  });

const request = fields(
  {
    share: percentage('How many of the requests are like this; all alike when no entry says it.')
      .refine((value) => value > 0, { error: 'a percentage above 0%' })
      .optional(),
    method: z
      .enum(METHODS, { error: `one of ${METHODS.join(', ')}` })
      .default('GET')
      .describe('What is asked for.'),
    path: pattern(PATH, 'a path such as /r, without a query and without a slash at its end')
      .default('/r')
      .describe('Where to; the lab puts the number of the request behind it.'),
    body: size(LARGEST, 'Bytes of body.', 0).default(0),
    headers: headers
      .default({})
      .describe('More fields; $client in a value stands for the name of the client that sends the request.'),
  },
  '{ method: POST, path: /upload, body: 4KB }',
).superRefine(
  ({ method, body }, context) => {
    if (body === 0 || (method !== 'GET' && method !== 'HEAD')) return;
    const message = `${method} carries no body; use POST, PUT, PATCH, DELETE or OPTIONS`;
    context.addIssue({ code: 'custom', message, path: ['body'], params: { at: 'key' } });
  },
  whenRight('method', 'body'),
);

const drip = (description: string) =>
  fields(
    { bytes: whole(1, 1_000_000, 'So many bytes at a time.'), every: duration('From one piece to the next.') },
    '{ bytes: 10, every: 100ms }',
  )
    .optional()
    .describe(description);

const ABORTS = ['after', 'sent', 'received'] as const;
const abort = fields(
  {
    after: duration('So long after the request was sent.').optional(),
    sent: size(LARGEST, 'When so much of the request is sent; at its end when it is smaller.', 0).optional(),
    received: size(LARGEST, 'When so much of the answer is there.', 0).optional(),
  },
  '{ after: 50ms }',
)
  .superRefine((entry, context) => {
    exactlyOneKey(entry, ABORTS, 'moment', 'choose one', context);
  }, wholeMap)
  .meta({ oneOf: ABORTS.map((key) => ({ required: [key] })) });

const BEHAVIORS = ['slow', 'slow_read', 'abort', 'half_close', 'bad'] as const;
const behavior = fields(
  {
    slow: drip('Requests are sent in drips.'),
    slow_read: drip('Answers are read in sips.'),
    abort: abort.optional().describe('Clients leave in the middle.'),
    half_close: z.literal(true, { error: 'true' }).optional().describe('Clients end their side behind the request.'),
    bad: z
      .enum(BAD_REQUESTS, { error: `one of ${BAD_REQUESTS.join(', ')}` })
      .optional()
      .describe('What is sent is no request that a server may take.'),
  },
  '{ slow: { bytes: 10, every: 100ms } }',
)
  .superRefine((entry, context) => {
    exactlyOneKey(entry, BEHAVIORS, 'behavior', 'give each a stream of its own', context);
  }, wholeMap)
  .meta({ oneOf: BEHAVIORS.map((key) => ({ required: [key] })) });

const SESSIONS = 'true (cookies are kept and sent back), false, or { header: x-session-id }';
const sessions = z.union(
  [
    z.boolean({ error: SESSIONS }),
    fields(
      {
        header: pattern(FIELD_NAME, 'a field name such as x-session-id').describe('The field that names the session.'),
      },
      '{ header: x-session-id }',
    ),
  ],
  { error: SESSIONS },
);

const CONNECTIONS = 'keep, close, or { pipeline: 4 }';
const connections = z.union(
  [
    z.enum(['keep', 'close'], { error: CONNECTIONS }),
    fields({ pipeline: whole(2, 100, 'So many requests at a time on one connection.') }, '{ pipeline: 4 }'),
  ],
  { error: CONNECTIONS },
);

/** One stretch of load. */
export const loadSchema = fields(
  {
    rate: rate('Requests per second, on average, whether or not earlier ones were answered.').optional(),
    ramp: ramp.optional().describe('A rate that grows or falls evenly.'),
    steps: list(rateOrNone('A rate.'), 'rate such as 50/s').optional().describe('One rate after the other.'),
    sine: sine.optional().describe('A rate that swings.'),
    bursts: bursts.optional().describe('Many requests at once, then none for a while.'),
    replay: pattern(FILE, 'a file below the folder of the scenario such as arrivals.csv')
      .optional()
      .describe('A CSV file: when requests are due (in seconds), or due,method,path,bytes.'),
    closed: whole(1, 10_000, 'Closed loop: so many clients, each with one request at a time.').optional(),
    for: duration('How long this load lasts.').optional(),
    each: duration('With steps: how long each rate lasts.').optional(),
    think: instant('With closed: how long a client waits from an answer to its next request.').optional(),
    at: instant('When it starts; right after the entry before it when not said.').optional(),
    arrivals: z
      .enum(['constant', 'poisson'], { error: 'constant or poisson' })
      .optional()
      .describe('Evenly spaced (when not said), or at random with the same average.'),
    clients: clients
      .optional()
      .describe('How many clients, each with its own address, share this load; 10 when not said.'),
    timeout: duration('A client gives up on an answer after this long.').prefault('5s'),
    sessions: sessions.default(false).describe('Whether clients keep cookies and send them back, or name a session.'),
    connections: connections
      .default('keep')
      .describe('Whether connections are used again, serve one request each, or several at a time.'),
    requests: list(request, 'request such as { method: GET, path: /r }')
      .optional()
      .describe('What the requests are; GET /r when not said.'),
    behavior: behavior.optional().describe('What these clients do that good ones do not.'),
  },
  '{ rate: 200/s, for: 8s }',
)
  .superRefine(checkLoad, wholeMap)
  .meta({
    oneOf: Object.entries(KINDS_NEED).map(([kind, needed]) => ({
      required: needed === null ? [kind] : [kind, needed],
    })),
  });

export type LoadEntry = z.output<typeof loadSchema>;
