import type { Backend } from './backend.ts';
import type { Counts } from './counts.ts';

/** One backend's counters, over all threads. */
export interface BackendCounts {
  readonly backend: Backend;
  readonly active: number;
  readonly counts: Counts;
}
