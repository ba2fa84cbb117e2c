/**
 * The normalised scenario: what a file says after parsing, with every default filled in and every unit resolved
 * (times in µs, rates per second, percentages as fractions). Worlds, checks and reports know only this.
 */
import type { Micros } from '../../kernel/clock.ts';

export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** An unsigned 32-bit integer; drawn and recorded when the file gives none. */
  readonly seed: number;
  readonly balancer: BalancerSpec;
  /** At least one; names are unique. Their order is the balancer's order. */
  readonly backends: readonly BackendSpec[];
  /** Each with its own start, in file order. */
  readonly load: readonly LoadSpec[];
  /** Ordered by time, ties in file order. */
  readonly timeline: readonly TimelineEvent[];
  readonly expect: readonly Expectation[];
}

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

export interface BackendSpec {
  readonly name: string;
  readonly weight: number;
  /** How long it works on a request before it answers. Probes are answered at once. */
  readonly latency: LatencySpec;
}

export type LatencySpec =
  | { readonly kind: 'constant'; readonly value: Micros }
  | { readonly kind: 'lognormal'; readonly p50: Micros; readonly p99: Micros };

/** An open-loop stream of requests: sent when due, whether or not earlier ones were answered. */
export interface LoadSpec {
  readonly start: Micros;
  readonly duration: Micros;
  /** Requests per second, on average. */
  readonly rate: number;
  readonly arrivals: 'constant' | 'poisson';
  /** How many clients share the stream; each has an address of its own. */
  readonly clients: number;
  /** A client gives up on an answer after this long, counted from when the request was due. */
  readonly timeout: Micros;
}

/** A fault that is switched on for a backend by the timeline and stays until it is switched off. */
export type Fault =
  /** The process dies at once; the kernel closes its sockets. Ended by `restart`. */
  | { readonly kind: 'crash' }
  /** It accepts and reads, and answers nothing, probes included. */
  | { readonly kind: 'hang' }
  /** The process is stopped (SIGSTOP): nothing runs, sockets stay open. */
  | { readonly kind: 'freeze' }
  /** Every answer, probes included, takes this much longer. */
  | { readonly kind: 'slow'; readonly extra: Micros }
  /** Answers, probes included, carry this status with this probability. */
  | { readonly kind: 'status'; readonly code: number; readonly probability: number };

export type FaultKind = Fault['kind'];

/**
 * One step of the story. A file's `for: 2s` becomes an `off` event of its own, so the list is explicit: what
 * happens is what stands here. `restart` is the `off` of a crash.
 */
export interface TimelineEvent {
  readonly at: Micros;
  readonly backend: string;
  readonly action: 'on' | 'off';
  /** With `off`: only the kind counts. */
  readonly fault: Fault;
}

/** A stretch of the run by the client's due time; `to` null means until the end. */
export interface Window {
  readonly from: Micros;
  readonly to: Micros | null;
}

export type Expectation =
  | { readonly kind: 'availability'; readonly min: number; readonly window: Window }
  | {
      readonly kind: 'latency';
      /** Upper limits; `quantile` in (0, 1], 1 is the maximum. At least one. */
      readonly limits: readonly { readonly label: string; readonly quantile: number; readonly max: Micros }[];
      readonly window: Window;
    }
  | { readonly kind: 'recovers'; readonly backend: string; readonly within: Micros };

/** When the last request of the scenario is due at the latest. */
export function loadEnd(scenario: Scenario): Micros {
  return scenario.load.reduce((end, load) => Math.max(end, load.start + load.duration), 0);
}
