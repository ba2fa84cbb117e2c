/** How a scenario sets its balancer up, every default filled in. Times in µs. */
import type { Micros } from '../../kernel/clock.ts';

/** Those of the built-in balancer; other subjects may know fewer. */
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
type Algorithm = (typeof ALGORITHMS)[number];

export interface BalancerSpec {
  readonly algorithm: Algorithm;
  readonly healthCheck: HealthCheckSpec;
  readonly timeouts: {
    /** For a connection to a backend to be established. */
    readonly connect: Micros;
    /** From the request sent to the first byte of the answer. */
    readonly response: Micros;
    /** The wait for a backend that has room. */
    readonly queue?: Micros;
  };
  /** Sticky sessions; off when not said. */
  readonly session?: { readonly mode: 'off' | 'cookie' | 'header'; readonly ttl: Micros };
  /** Passive checks: so many failures in a row put a backend out for a while; 0: never. */
  readonly ejection?: { readonly failures: number };
  /** From a backend's return to its full weight. */
  readonly slowStart?: Micros;
  /** 0: any number. */
  readonly limits?: { readonly connections: number; readonly backendConnections: number; readonly queue: number };
  readonly retry?: { readonly attempts: number; readonly budget: number };
  /** How long the requests of a backend that drains may take. */
  readonly drainTimeout?: Micros;
  readonly forwarding?: { readonly trustedProxies: readonly string[] };
}

export interface HealthCheckSpec {
  readonly interval: Micros;
  readonly timeout: Micros;
  /** Consecutive failed probes before a backend is taken out. */
  readonly unhealthyThreshold: number;
  /** Consecutive good probes before it is put back. */
  readonly healthyThreshold: number;
  readonly path: string;
  /** Each interval is longer or shorter by up to this share of it. */
  readonly jitter?: number;
  /** The statuses that count as a success, both ends included; 200 to 299 when not said. */
  readonly status?: { readonly min: number; readonly max: number };
  /** What backends are before their first probes. */
  readonly initial?: 'healthy' | 'unhealthy';
}
