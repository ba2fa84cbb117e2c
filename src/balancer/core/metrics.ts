/** Counters by backend, in flat arrays that are read and written by index. */
import type { Micros } from '../../kernel/clock.ts';
import type { Backend } from './backend.ts';
import type { Pool } from './pool.ts';

export interface Metrics {
  /** A request, or one attempt of a retried one, goes to this backend. */
  started(backend: Backend): void;
  /** The attempt ended, `latency` after it started; `failed`: it is the backend's doing that no whole answer came. */
  finished(backend: Backend, latency: Micros, failed: boolean): void;
  active(backend: Backend): number;
  /** What `/lb/metrics` answers. */
  report(now: Micros): MetricsReport;
}

/** The JSON of `/lb/metrics`. Latencies are means in µs, rates are over the whole time since the start. */
export interface MetricsReport {
  total_requests: number;
  total_errors: number;
  requests_per_second: number;
  avg_latency_us: number;
  healthy_backends: number;
  total_backends: number;
  backends: {
    address: string;
    state: string;
    active_connections: number;
    total_requests: number;
    total_errors: number;
    avg_latency_us: number;
    error_rate: number;
  }[];
}

class ArrayMetrics implements Metrics {
  readonly #pool: Pool;
  readonly #startedAt: Micros;
  readonly #total: Float64Array;
  readonly #active: Float64Array;
  readonly #errors: Float64Array;
  readonly #latency: Float64Array;

  constructor(pool: Pool, startedAt: Micros) {
    const size = pool.backends.length;
    this.#pool = pool;
    this.#startedAt = startedAt;
    this.#total = new Float64Array(size);
    this.#active = new Float64Array(size);
    this.#errors = new Float64Array(size);
    this.#latency = new Float64Array(size);
  }

  started(backend: Backend): void {
    const { index } = backend;
    (this.#total[index] as number)++;
    (this.#active[index] as number)++;
  }

  finished(backend: Backend, latency: Micros, failed: boolean): void {
    const { index } = backend;
    (this.#active[index] as number)--;
    (this.#latency[index] as number) += latency;
    if (failed) (this.#errors[index] as number)++;
  }

  active(backend: Backend): number {
    return this.#active[backend.index] as number;
  }

  report(now: Micros): MetricsReport {
    const total = sum(this.#total);
    const errors = sum(this.#errors);
    const seconds = (now - this.#startedAt) / 1e6;
    return {
      total_requests: total,
      total_errors: errors,
      requests_per_second: seconds > 0 ? total / seconds : 0,
      avg_latency_us: this.#meanLatency(sum(this.#latency), total - sum(this.#active)),
      healthy_backends: this.#pool.backends.filter((backend) => backend.state === 'Healthy').length,
      total_backends: this.#pool.backends.length,
      backends: this.#pool.backends.map((backend) => {
        const requests = this.#total[backend.index] as number;
        const failed = this.#errors[backend.index] as number;
        return {
          address: backend.address,
          state: backend.state,
          active_connections: this.active(backend),
          total_requests: requests,
          total_errors: failed,
          avg_latency_us: this.#meanLatency(this.#latency[backend.index] as number, requests - this.active(backend)),
          error_rate: requests > 0 ? failed / requests : 0,
        };
      }),
    };
  }

  #meanLatency(total: Micros, finished: number): number {
    return finished > 0 ? Math.round((total / finished) * 10) / 10 : 0;
  }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

export function createMetrics(pool: Pool, startedAt: Micros): Metrics {
  return new ArrayMetrics(pool, startedAt);
}
