/** The balancer's configuration, with every default filled in. Times are in µs. */
import type { HeadLimits } from '../../http1/limits.ts';
import type { Micros } from '../../kernel/clock.ts';
import type { Endpoint } from '../../kernel/network.ts';

export const ALGORITHMS = ['round_robin'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export interface BalancerConfig {
  readonly listen: Endpoint;
  readonly algorithm: Algorithm;
  readonly healthCheck: HealthCheckConfig;
  readonly backends: readonly BackendConfig[];
  readonly timeouts: TimeoutsConfig;
  readonly limits: HeadLimits;
}

export interface HealthCheckConfig {
  /** From the start of one probe to the start of the next. */
  readonly interval: Micros;
  /** For a whole probe: connect, send, and the head of the answer. */
  readonly timeout: Micros;
  /** Consecutive failures that take a backend out; at least 1. */
  readonly unhealthyThreshold: number;
  /** Consecutive successes that bring it back; at least 1. */
  readonly healthyThreshold: number;
}

export interface BackendConfig extends Endpoint {
  /** 1 to 256: its share of the traffic, relative to the others. */
  readonly weight: number;
  readonly healthCheckPath: string;
}

export interface TimeoutsConfig {
  /** For a connection to a backend to be established. */
  readonly connect: Micros;
  /** From the last byte of the request sent to the head of the answer; then between bytes of the answer. */
  readonly response: Micros;
  /** For a client's request head to arrive whole, and between bytes of its body. */
  readonly request: Micros;
  /** A client connection without a request. */
  readonly idle: Micros;
  /** An upstream connection without an exchange. Shorter than common servers' keep-alive, so that we close first. */
  readonly upstreamIdle: Micros;
}

export const DEFAULT_TIMEOUTS: TimeoutsConfig = {
  connect: 2_000_000,
  response: 30_000_000,
  request: 30_000_000,
  idle: 60_000_000,
  upstreamIdle: 4_000_000,
};

export const DEFAULT_HEALTH_CHECK_PATH = '/health';
