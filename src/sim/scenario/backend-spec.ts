/** A fake backend, as a scenario says it. */
import type { Micros } from '../../kernel/clock.ts';
import type { LatencySpec } from './latency-spec.ts';

export interface BackendSpec {
  readonly name: string;
  readonly weight: number;
  /** How long it works on a request before it answers. Probes are answered at once. */
  readonly latency: LatencySpec;
  /** The balancer's cap of requests under way at it; 0: none. */
  readonly connections?: number;
  /** Now and then everything stands still, probes included. */
  readonly pauses?: { readonly every: Micros; readonly duration: Micros };
  /** Not in the balancer's first configuration. */
  readonly absent?: boolean;
}
