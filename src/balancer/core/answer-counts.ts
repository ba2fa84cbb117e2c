/**
 * Requests by how they ended, over all backends there ever were and the balancer's own answers: a row of numbers for each
 * thread, first by who answered and the status's class, then by reason.
 */
import { REASONS, type Reason } from './outcome.ts';

/** A client that went away before there was an answer has no status. */
const CLASSES = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;
const SOURCES = ['backend', 'balancer'] as const;

/** In each row, how many numbers. */
export const ANSWER_COLUMNS = SOURCES.length * CLASSES.length + REASONS.length;

/** `own`: the balancer answered itself. */
export function answerColumn(status: number, own: boolean): number {
  const kind = (status / 100) | 0;
  return (own ? CLASSES.length : 0) + (kind < CLASSES.length ? kind : CLASSES.length - 1);
}

export function reasonColumn(reason: Reason): number {
  return SOURCES.length * CLASSES.length + REASONS.indexOf(reason);
}

export interface AnswerCount {
  readonly label: string;
  readonly count: number;
}

/** What the rows of all threads come to, with Prometheus's labels. */
export class AnswerCounts {
  readonly #sums = new Float64Array(ANSWER_COLUMNS);

  constructor(rows: Float64Array) {
    for (let i = 0; i < rows.length; i++) (this.#sums[i % ANSWER_COLUMNS] as number) += rows[i] as number;
  }

  get answers(): AnswerCount[] {
    return SOURCES.flatMap((source, at) =>
      CLASSES.map((code, index) => ({
        label: `source="${source}",code="${code}"`,
        count: this.#sums[at * CLASSES.length + index] as number,
      })),
    );
  }

  get reasons(): AnswerCount[] {
    return REASONS.map((reason) => ({
      label: `reason="${reason}"`,
      count: this.#sums[reasonColumn(reason)] as number,
    }));
  }
}
