/** What a number of attempts come to. */
import type { Micros } from '../../kernel/clock.ts';
import { Histogram } from './histogram.ts';

export class Counts {
  requests = 0;
  errors = 0;
  /** Sum over finished attempts, in µs. */
  latency: Micros = 0;
  readonly histogram = new Histogram();

  add(other: Counts): void {
    this.requests += other.requests;
    this.errors += other.errors;
    this.latency += other.latency;
    this.histogram.merge(other.histogram);
  }
}
