/** The balancer's configuration, with every default filled in: plain data. Times are in µs. */
import { DEFAULT_HEAD_LIMITS, type HeadLimits } from '../../http1/limits.ts';
import type { Micros } from '../../kernel/clock.ts';
import type { Endpoint } from '../../kernel/network.ts';

/** How a backend can be picked: one file each in `policies`. */
export const ALGORITHMS = [
  'round_robin',
  'least_connections',
  'ip_hash',
  'random',
  'p2c',
  'peak_ewma',
  'uri_hash',
  'header_hash',
] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export interface BalancerConfig {
  readonly listen: Endpoint;
  readonly algorithm: Algorithm;
  /** How many threads serve clients. */
  readonly threads: number;
  /** What `uri_hash` and `header_hash` go by. */
  readonly hash: HashConfig;
  readonly healthCheck: HealthCheckConfig;
  readonly ejection: EjectionConfig;
  /** From a backend's return, or its addition to a running balancer, to its full weight; 0: at once. */
  readonly slowStart: Micros;
  readonly backends: readonly BackendConfig[];
  readonly forwarding: ForwardingConfig;
  readonly session: SessionConfig;
  readonly admin: AdminConfig;
  readonly retry: RetryConfig;
  readonly timeouts: TimeoutsConfig;
  readonly limits: LimitsConfig;
  readonly accessLog: 'off' | 'json' | 'combined';
}

export interface HashConfig {
  /** The field that `header_hash` goes by, in lower case. */
  readonly header: string;
  /** Whether `uri_hash` looks at the query, too. */
  readonly query: boolean;
}

export interface HealthCheckConfig {
  /** From the start of one probe to the start of the next. */
  readonly interval: Micros;
  /** Each interval is longer or shorter by up to this share of it, 0 to 1, so that probes don't come in step. */
  readonly jitter: number;
  /** For a whole probe: connect, send, and the head of the answer. */
  readonly timeout: Micros;
  /** Consecutive failures that take a backend out; at least 1. */
  readonly unhealthyThreshold: number;
  /** Consecutive successes that bring it back; at least 1. */
  readonly healthyThreshold: number;
  readonly method: string;
  /** The probe's Host field; empty: the backend's address. */
  readonly host: string;
  /** The statuses that count as a success. */
  readonly expectedStatus: StatusRange;
  /** What backends are before their first probes. */
  readonly initial: 'healthy' | 'unhealthy';
}

/** Both ends included. */
export interface StatusRange {
  readonly min: number;
  readonly max: number;
}

/** Where one backend's probes differ from the others'. */
export type HealthCheckOverride = Partial<Omit<HealthCheckConfig, 'initial'>>;

/**
 * Ejection by live traffic (passive checks). A failure is an attempt that got no whole answer through the fault of the
 * backend (refused, cut, malformed, too late), or an answer of 500 and above, but for 501 and 505, which speak of the
 * request. The last Healthy backend is never ejected, and when none is left, those that only are ejected come back.
 */
export interface EjectionConfig {
  /** Failures in a row that eject a backend; 0: never. */
  readonly failures: number;
  /** How long it is out the first time; each time after that twice as long, up to `longest`. */
  readonly shortest: Micros;
  readonly longest: Micros;
}

export interface BackendConfig extends Endpoint {
  /** 1 to 256: its share of the traffic, relative to the others. */
  readonly weight: number;
  readonly healthCheckPath: string;
  readonly healthCheck?: HealthCheckOverride;
  /** Requests under way at most; 0: any number. */
  readonly connectionsMax: number;
}

export interface ForwardingConfig {
  /** Peers (CIDR blocks) whose X-Forwarded-* fields are believed. */
  readonly trustedProxies: readonly string[];
  /** What Via calls this balancer; empty: no Via. */
  readonly via: string;
}

export interface SessionConfig {
  readonly mode: 'off' | 'cookie' | 'header';
  readonly cookieName: string;
  /** With `header`: the request field whose value names the session, in lower case. */
  readonly headerName: string;
  /** Without a request for so long a session is over. */
  readonly ttl: Micros;
  /** Signs cookies; the same on all machines that share sessions. Empty: drawn at the start. */
  readonly secret: string;
  readonly path: string;
  readonly httpOnly: boolean;
  /** `auto`: when the client says that it came by TLS through a trusted proxy. */
  readonly secure: 'auto' | 'always' | 'never';
  readonly sameSite: 'Lax' | 'Strict' | 'None';
  /** With `header`: sessions that are remembered at most. */
  readonly capacity: number;
}

export interface AdminConfig {
  /** The bearer token; empty: there is no admin API. */
  readonly token: string;
  readonly drainTimeout: Micros;
  /** Where the balancer's own pages are served instead of on the main address, which keeps `/lb/ready`; null: there. */
  readonly listen: Endpoint | null;
}

export interface RetryConfig {
  /** Attempts for one request at most, the first included. */
  readonly attempts: number;
  /**
   * Retries allowed as a share of requests, 0 to 1, over a while. Those after a connection that could not be opened are
   * not counted: no backend had any work of it.
   */
  readonly budget: number;
}

export interface TimeoutsConfig {
  /** For a connection to a backend to be established. */
  readonly connect: Micros;
  /** From the last byte of the request sent to the head of the answer. */
  readonly response: Micros;
  /** Between bytes of an answer. */
  readonly stall: Micros;
  /**
   * For a client's request head to arrive whole, from a new connection on, later from the head's first byte; between bytes
   * of its body; and for the client to take in more of an answer.
   */
  readonly request: Micros;
  /** From an answer to the first byte of the next request on the connection. */
  readonly idle: Micros;
  /** An upstream connection without an exchange. Shorter than common servers' keep-alive, so that we close first. */
  readonly upstreamIdle: Micros;
  /** A tunnel (after Upgrade) without a byte in either direction. */
  readonly tunnel: Micros;
  /** The wait for a backend that has room. */
  readonly queue: Micros;
  /** How long requests under way may take after an order to stop. */
  readonly shutdown: Micros;
}

export interface LimitsConfig extends HeadLimits {
  /** Client connections at once. */
  readonly connections: number;
  /** Requests that wait for a backend with room, by thread. */
  readonly queue: number;
  /** Backends there can be at once, those that drain included. */
  readonly backends: number;
}

export const DEFAULT_HEALTH_CHECK_PATH = '/health';

const SECOND: Micros = 1_000_000;

/** Where a file that doesn't say so listens: for clients on every interface. */
export const DEFAULT_LISTEN: Endpoint = { host: '0.0.0.0', port: 8080 };

/** All defaults, but for where to listen and what to balance. */
export const DEFAULTS = {
  algorithm: 'round_robin',
  threads: 1,
  hash: { header: 'x-user-id', query: false },
  healthCheck: {
    interval: 5 * SECOND,
    jitter: 0,
    timeout: 2 * SECOND,
    unhealthyThreshold: 3,
    healthyThreshold: 2,
    method: 'GET',
    host: '',
    expectedStatus: { min: 200, max: 299 },
    initial: 'healthy',
  },
  ejection: { failures: 0, shortest: 10 * SECOND, longest: 300 * SECOND },
  slowStart: 0,
  forwarding: { trustedProxies: [], via: '' },
  session: {
    mode: 'off',
    cookieName: 'X-LB-Session',
    headerName: 'x-session-id',
    ttl: 3600 * SECOND,
    secret: '',
    path: '/',
    httpOnly: true,
    secure: 'auto',
    sameSite: 'Lax',
    capacity: 65_536,
  },
  admin: { token: '', drainTimeout: 30 * SECOND, listen: null },
  retry: { attempts: 5, budget: 0.2 },
  timeouts: {
    connect: 2 * SECOND,
    response: 30 * SECOND,
    stall: 30 * SECOND,
    request: 30 * SECOND,
    idle: 60 * SECOND,
    upstreamIdle: 4 * SECOND,
    tunnel: 3600 * SECOND,
    queue: 5 * SECOND,
    shutdown: 10 * SECOND,
  },
  limits: { ...DEFAULT_HEAD_LIMITS, connections: 16_384, queue: 1024, backends: 256 },
  accessLog: 'off',
} as const satisfies Omit<BalancerConfig, 'listen' | 'backends'>;

/** What is known of a backend when only its address is. */
export const DEFAULT_BACKEND = {
  weight: 1,
  healthCheckPath: DEFAULT_HEALTH_CHECK_PATH,
  connectionsMax: 0,
} as const satisfies Omit<BackendConfig, keyof Endpoint>;
