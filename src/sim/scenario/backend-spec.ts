/** A fake backend, as a scenario says it. */
import type { LatencySpec } from './latency-spec.ts';

export interface BackendSpec {
  readonly name: string;
  readonly weight: number;
  /** How long it works on a request before it answers. Probes are answered at once. */
  readonly latency: LatencySpec;
  /** The balancer's cap of requests under way at it; 0: none. Absent: what the balancer's section says of all. */
  readonly connections?: number;
  /** Not in the balancer's first configuration. */
  readonly absent?: boolean;
}
