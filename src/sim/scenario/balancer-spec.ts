/**
 * How a scenario sets its balancer up. Times in µs, shares as fractions. What is absent is the balancer's own affair:
 * its default holds, whatever that is.
 */
import type { Algorithm } from '../../balancer/config/config.ts';
import type { Micros } from '../../kernel/clock.ts';

export interface BalancerSpec {
  readonly algorithm: Algorithm;
  readonly healthCheck: HealthCheckSpec;
  readonly timeouts: TimeoutsSpec;
  /** What `uri_hash` and `header_hash` go by. */
  readonly hash?: { readonly header: string; readonly query: boolean };
  /** Sticky sessions. */
  readonly session?: { readonly mode: 'off' | 'cookie' | 'header'; readonly ttl: Micros };
  /** Passive checks: so many failures in a row put a backend out for a while; 0: never. */
  readonly ejection?: { readonly failures: number; readonly shortest: Micros; readonly longest: Micros };
  /** From a backend's return to its full weight. */
  readonly slowStart?: Micros;
  /** `backendConnections`: for backends that set no cap of their own; 0: any number. */
  readonly limits?: { readonly connections: number; readonly backendConnections: number; readonly queue: number };
  /** `budget`: retries as a share of requests. */
  readonly retry?: { readonly attempts: number; readonly budget: number };
  /** How long the requests of a backend that drains may take. */
  readonly drainTimeout?: Micros;
  readonly forwarding?: { readonly trustedProxies: readonly string[]; readonly via: string };
  /** Whether it has an admin API, and the lab its token. Absent: when the story gives an order. */
  readonly admin?: boolean;
  /** Threads that serve, in the live world; the virtual one has one. */
  readonly threads?: number;
}

/** How long the balancer waits. */
export interface TimeoutsSpec {
  /** For a connection to a backend to be established. */
  readonly connect: Micros;
  /** From the request sent to the first byte of the answer. */
  readonly response: Micros;
  /** Between bytes of an answer; absent: as `response`. */
  readonly stall?: Micros;
  /** For a client's request head, and between bytes of its body. */
  readonly request?: Micros;
  /** A client connection without a request. */
  readonly idle?: Micros;
  /** A connection to a backend without a request. */
  readonly upstreamIdle?: Micros;
  /** A tunnel without a byte. */
  readonly tunnel?: Micros;
  /** The wait for a backend that has room. */
  readonly queue?: Micros;
  /** For the requests under way after an order to stop. */
  readonly shutdown?: Micros;
}

export interface HealthCheckSpec {
  readonly interval: Micros;
  readonly timeout: Micros;
  /** Consecutive failed probes before a backend is taken out. */
  readonly unhealthyThreshold: number;
  /** Consecutive good probes before it is put back. */
  readonly healthyThreshold: number;
  readonly path: string;
  readonly method?: 'GET' | 'HEAD';
  /** Each interval is longer or shorter by up to this share of it. */
  readonly jitter?: number;
  /** The statuses that count as a success, both ends included; 200 to 299 when not said. */
  readonly status?: { readonly min: number; readonly max: number };
  /** What backends are before their first probes. */
  readonly initial?: 'healthy' | 'unhealthy';
}
