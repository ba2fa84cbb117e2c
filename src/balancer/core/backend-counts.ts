import type { Micros } from '../../kernel/clock.ts';
import type { Backend } from './backend.ts';
import type { Histogram } from './histogram.ts';

/** One backend's counters, over all threads. */
export interface BackendCounts {
  readonly backend: Backend;
  readonly requests: number;
  readonly errors: number;
  readonly active: number;
  /** Sum over finished attempts, in µs. */
  readonly latency: Micros;
  readonly histogram: Histogram;
}
