/**
 * When the requests of an open-loop stream are due. To add a kind: describe it in `scenario/load-spec.ts` and
 * `load-schema.ts`, write a file here, list it in `index.ts`; the law suite in `test/sim/workload` then plays it, too.
 */
import type { Micros } from '../../kernel/clock.ts';

/** The due times of one stream, ascending, one at a time. They count from the stream's start. */
export interface Arrivals {
  /** The next due time (unrounded), null when the stream is over. */
  readonly next: Micros | null;
  /** Which of the stream's requests that one is; -1 when it is to be drawn. */
  readonly request: number;
  advance(): void;
}

/** Which kind of request is next is drawn. */
export const DRAWN = -1;

/** A rate that may change with time, as the number of requests expected until then: the integral of the rate. */
export interface RateShape {
  expected(time: Micros): number;
  /** The inverse: when so many are expected to have come. Infinity when that is never. */
  timeOf(expected: number): Micros;
}
