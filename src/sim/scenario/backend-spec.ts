/** A fake backend, as a scenario says it. What is not there is not limited. */
import type { Micros } from '../../kernel/clock.ts';
import type { LatencySpec } from './latency-spec.ts';

export interface BackendSpec {
  readonly name: string;
  readonly weight: number;
  /** How long it works on a request before it answers. Probes are answered at once. */
  readonly latency: LatencySpec;
  /** How many requests it works on at a time. */
  readonly capacity?: CapacitySpec;
  /** A process that has just started is slower. */
  readonly warmUp?: WarmUpSpec;
  /** Now and then everything stands still, probes included. */
  readonly pauses?: PausesSpec;
  readonly keepAlive?: KeepAliveSpec;
  /** How long a restarted process takes until it listens. */
  readonly startup?: Micros;
  /** The balancer's cap of requests under way at it; 0: none. Absent: what the balancer's section says of all. */
  readonly connections?: number;
  /** Not in the balancer's first configuration. */
  readonly absent?: true;
}

export interface CapacitySpec {
  readonly workers: number;
  /** Requests that may wait for a worker. */
  readonly queue: number;
  /** What becomes of those beyond: a status; a reset connection; silence. */
  readonly full: number | 'refuse' | 'drop';
}

export interface WarmUpSpec {
  readonly duration: Micros;
  /** Work takes so many times as long at the start, and less and less until it is over. */
  readonly factor: number;
}

export interface PausesSpec {
  /** From the start of one to the start of the next. */
  readonly every: Micros;
  readonly duration: Micros;
}

export interface KeepAliveSpec {
  /** A connection's last request is its `requests`-th; null: none is. */
  readonly requests: number | null;
  /** It closes a connection that was idle for so long; null: never. */
  readonly idle: Micros | null;
}
