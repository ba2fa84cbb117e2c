/** Counters: attempts by backend, and requests by how they ended. Each thread counts in rows of its own; a report adds them up. */
import type { Micros } from '../../kernel/clock.ts';
import { ANSWER_COLUMNS, AnswerCounts, answerColumn, reasonColumn } from './answer-counts.ts';
import type { Backend } from './backend.ts';
import type { BackendCounts } from './backend-counts.ts';
import { Counts } from './counts.ts';
import { BUCKETS, bucketOf } from './histogram.ts';
import { type MetricsReport, reportOf } from './metrics-report.ts';
import type { Reason } from './outcome.ts';
import type { Pool } from './pool.ts';
import { prometheusText } from './prometheus.ts';
import type { StateTable } from './state-table.ts';

export interface MetricsContext {
  readonly table: StateTable;
  readonly pool: Pool;
  /** Whose rows are written. */
  readonly thread: number;
  readonly startedAt: Micros;
}

export interface Metrics {
  /**
   * A request, or one attempt of a retried one, goes to this backend. With `seen` >= 0 only if its active requests are
   * still so many. Returns whether it was counted.
   */
  started(backend: Backend, seen: number): boolean;
  /** The attempt ended, `latency` after it started; `failed`: it is the backend's doing that no whole answer came. */
  finished(backend: Backend, latency: Micros, failed: boolean): void;
  /**
   * A request ended, with this status; 0: the client went away before there was any. `own`: the balancer answered itself.
   * `reason`: why it has no whole answer from a backend or a page; empty when it has.
   */
  answered(status: number, own: boolean, reason: Reason | ''): void;
  /** What `/lb/metrics` answers, over all threads. */
  report(now: Micros): MetricsReport;
  /** The same in Prometheus's text format. */
  prometheus(now: Micros): string;
}

class TableMetrics implements Metrics {
  readonly #table: StateTable;
  readonly #pool: Pool;
  readonly #thread: number;
  readonly #startedAt: Micros;
  /** Where this thread's rows start. */
  readonly #row: number;

  constructor({ table, pool, thread, startedAt }: MetricsContext) {
    this.#table = table;
    this.#pool = pool;
    this.#thread = thread;
    this.#startedAt = startedAt;
    this.#row = thread * table.slots;
  }

  started(backend: Backend, seen: number): boolean {
    const { index } = backend;
    if (!this.#table.claim(index, this.#thread, seen)) return false;
    (this.#table.totals[this.#row + index] as number)++;
    return true;
  }

  finished(backend: Backend, latency: Micros, failed: boolean): void {
    const table = this.#table;
    const { index } = backend;
    const row = this.#row + index;
    table.release(index, this.#thread);
    (table.latencies[row] as number) += latency;
    (table.histograms[row * BUCKETS + bucketOf(latency)] as number)++;
    if (failed) (table.errors[row] as number)++;
  }

  answered(status: number, own: boolean, reason: Reason | ''): void {
    const { answers } = this.#table;
    const row = this.#thread * ANSWER_COLUMNS;
    (answers[row + answerColumn(status, own)] as number)++;
    if (reason !== '') (answers[row + reasonColumn(reason)] as number)++;
  }

  report(now: Micros): MetricsReport {
    return reportOf(this.#counts(), this.#gone(), now - this.#startedAt);
  }

  prometheus(now: Micros): string {
    const { clients, answers } = this.#table;
    const whole = { uptime: now - this.#startedAt, clients, answers: new AnswerCounts(answers) };
    return prometheusText(whole, this.#counts());
  }

  #counts(): BackendCounts[] {
    return this.#pool.backends.map((backend) => {
      const counts = new Counts();
      this.#table.addCounts(backend.index, counts);
      return { backend, active: backend.active, counts };
    });
  }

  /** Of those that were removed: most of it lies in rows that nobody else has got yet. */
  #gone(): Counts {
    const present = new Set(this.#pool.backends.map(({ index }) => index));
    const gone = new Counts();
    gone.add(this.#table.past);
    for (let slot = 0; slot < this.#table.slots; slot++) {
      if (!present.has(slot)) this.#table.addCounts(slot, gone);
    }
    return gone;
  }
}

export function createMetrics(context: MetricsContext): Metrics {
  return new TableMetrics(context);
}
