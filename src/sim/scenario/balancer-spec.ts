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
  };
}

export interface HealthCheckSpec {
  readonly interval: Micros;
  readonly timeout: Micros;
  /** Consecutive failed probes before a backend is taken out. */
  readonly unhealthyThreshold: number;
  /** Consecutive good probes before it is put back. */
  readonly healthyThreshold: number;
  readonly path: string;
}
