/** How the balancer is set up: the `balancer` section of a file. */
import { z } from 'zod';
import { ALGORITHMS } from '../../balancer/config/config.ts';
import {
  duration,
  fieldName,
  fields,
  instant,
  ipBlock,
  list,
  path,
  percentage,
  statuses,
  via,
  whole,
} from './fields.ts';
import { section } from './sections.ts';
import { whenRight } from './when-map.ts';
import { listed } from './words.ts';

const THREADS_MAX = 64;
const INITIAL = ['healthy', 'unhealthy'] as const;
const METHODS = ['GET', 'HEAD'] as const;
const MODES = ['off', 'cookie', 'header'] as const;
/** Cookies live at least this long: the balancer's own rule. */
const SHORTEST_SESSION = 60e6;

const healthCheck = {
  interval: duration('From the start of one probe of a backend to the start of its next.'),
  timeout: duration('A probe without an answer after this long has failed.'),
  unhealthy_threshold: whole(1, 100, 'Failed probes in a row before a backend is taken out.'),
  healthy_threshold: whole(1, 100, 'Good probes in a row before it is put back.'),
  path: path('What probes ask for.'),
  method: word(METHODS, 'How probes ask.').optional(),
  status: statuses('The statuses that count as a success.').optional(),
  jitter: percentage('Each interval is longer or shorter by up to this share of it.').optional(),
  initial: word(INITIAL, 'What backends are before their first probes.').optional(),
};

const timeouts = {
  connect: duration('For a connection to a backend to be established.'),
  response: duration('From the request sent to the first byte of the answer.'),
  stall: duration('Between bytes of an answer; as response when not said.').optional(),
  request: duration("For a client's request head to arrive, and between bytes of its body.").optional(),
  idle: duration('A client connection without a request is closed after this long.').optional(),
  upstream_idle: duration('A connection to a backend without a request is closed after this long.').optional(),
  tunnel: duration('A tunnel (after Upgrade) without a byte is closed after this long.').optional(),
  queue: duration('For a backend that has room.').optional(),
  shutdown: duration('For the requests under way after an order to stop.').optional(),
};

const hash = {
  header: fieldName('The field that header_hash goes by.').optional(),
  query: z.boolean({ error: 'true or false' }).describe('Whether uri_hash looks at the query, too.').optional(),
};

const session = {
  mode: word(MODES, 'How a client is known again.'),
  ttl: duration('Without a request for so long a session is over; at least 1m.')
    .refine((value) => value >= SHORTEST_SESSION, { error: 'a duration of at least 1m' })
    .optional(),
};

const ejection = fields(
  {
    failures: whole(0, 1000, 'Failures in a row, of requests, that put a backend out; 0: never.'),
    for: duration('How long it is out the first time; twice as long each time after that.').prefault('10s'),
    longest: duration('How long it is out at most.').prefault('5m'),
  },
  '{ failures: 5, for: 10s }',
).refine((entry) => entry.for <= entry.longest, {
  error: 'longest is shorter than the first time ("for")',
  path: ['longest'],
  params: { at: 'value' },
  ...whenRight('for', 'longest'),
});

const limits = {
  connections: whole(1, 1_000_000, 'Client connections at once.').optional(),
  backend_connections: whole(
    0,
    1_000_000,
    'Requests at once at a backend that sets no cap itself; 0: any number.',
  ).optional(),
  queue: whole(0, 1_000_000, 'Requests that wait for a backend with room.').optional(),
};

const retry = {
  attempts: whole(1, 100, 'Attempts for one request at most, the first included.').optional(),
  budget: percentage('Retries allowed, as a share of requests.').optional(),
};

const forwarding = {
  trusted_proxies: list(ipBlock('Peers whose X-Forwarded-* fields are believed.'))
    .describe('Peers whose X-Forwarded-* fields are believed.')
    .optional(),
  via: via('What Via calls the balancer.').optional(),
};

/** What stands beside the algorithm, and has no default here. */
const rest = {
  hash: fields(hash, '{ header: x-user }').optional().describe('What uri_hash and header_hash go by.'),
  session: fields(session, '{ mode: cookie }').optional().describe('Sticky sessions.'),
  ejection: ejection.optional().describe('Passive checks: requests that fail put a backend out.'),
  slow_start: instant("From a backend's return to its full weight.").optional(),
  limits: fields(limits, '{ queue: 100 }').optional().describe('What the balancer takes on at most.'),
  retry: fields(retry, '{ attempts: 1 }').optional().describe('When a request is tried again.'),
  drain_timeout: duration('How long the requests of a backend that drains may take.').optional(),
  forwarding: fields(forwarding, '{ via: lbsim }').optional().describe('Whom it believes, and what it says of itself.'),
};

const algorithm = word(ALGORITHMS, 'How the balancer picks a backend.');

export const balancerSchema = fields(
  {
    algorithm: algorithm.default('round_robin'),
    health_check: section(
      fields(
        {
          ...healthCheck,
          interval: healthCheck.interval.prefault('250ms'),
          timeout: healthCheck.timeout.prefault('100ms'),
          unhealthy_threshold: healthCheck.unhealthy_threshold.default(3),
          healthy_threshold: healthCheck.healthy_threshold.default(2),
          path: healthCheck.path.default('/health'),
        },
        '{ interval: 250ms, timeout: 100ms }',
      ),
    ).describe('Active HTTP probes.'),
    timeouts: section(
      fields(
        { ...timeouts, connect: timeouts.connect.prefault('500ms'), response: timeouts.response.prefault('2s') },
        '{ connect: 500ms, response: 2s }',
      ),
    ).describe('How long the balancer waits.'),
    ...rest,
    admin: z
      .boolean({ error: 'true or false' })
      .describe('Whether there is an admin API; when not said, if the timeline gives an order.')
      .optional(),
    threads: whole(1, THREADS_MAX, 'How many threads serve in the live world; the virtual one has one.').optional(),
  },
  '{ algorithm: round_robin }',
);

/** What a reload may change: keys that are left out stay as they are. */
export const reloadSchema = fields(
  {
    algorithm: algorithm.optional(),
    health_check: partial(healthCheck, '{ interval: 250ms }').describe('Active HTTP probes.'),
    timeouts: partial(timeouts, '{ response: 2s }').describe('How long the balancer waits.'),
    ...rest,
  },
  '{ algorithm: least_connections }',
);

export type BalancerEntry = z.output<typeof balancerSchema>;
export type ReloadEntry = z.output<typeof reloadSchema>;

function word<const Words extends readonly [string, ...string[]]>(words: Words, description: string) {
  return z.enum(words, { error: listed(words, 'or') }).describe(description);
}

/** The same keys, none of them needed. */
function partial<Shape extends Readonly<Record<string, z.ZodType>>>(shape: Shape, example: string) {
  return fields(shape, example).partial().optional();
}
