/** What the balancer answers by itself under `/lb/`. */
import type { Micros } from '../../kernel/clock.ts';
import type { Metrics } from './metrics.ts';
import type { Pool } from './pool.ts';

export interface LocalAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** More field lines, each with its CR LF. */
  readonly extra?: string;
}

export interface Admin {
  /** The answer to a request for `path` (with its query), or null when it is not the balancer's own. */
  answer(method: string, path: string, now: Micros): LocalAnswer | null;
}

const PREFIX = '/lb/';

class LocalEndpoints implements Admin {
  readonly #pool: Pool;
  readonly #metrics: Metrics;

  constructor(pool: Pool, metrics: Metrics) {
    this.#pool = pool;
    this.#metrics = metrics;
  }

  answer(method: string, path: string, now: Micros): LocalAnswer | null {
    if (!path.startsWith(PREFIX)) return null;
    const query = path.indexOf('?');
    const report = this.#report(query < 0 ? path : path.slice(0, query), now);
    if (report === null) return plain(404, 'There is no such page here; there are /lb/health and /lb/metrics.\n');
    // RFC 9110, 15.5.6: what is allowed is said with it.
    if (method !== 'GET' && method !== 'HEAD')
      return { ...plain(405, 'Only GET and HEAD are possible here.\n'), extra: 'Allow: GET, HEAD\r\n' };
    return { status: 200, contentType: 'application/json', body: JSON.stringify(report) };
  }

  #report(path: string, now: Micros): object | null {
    switch (path) {
      case '/lb/health':
        return this.#health();
      case '/lb/metrics':
        return this.#metrics.report(now);
      default:
        return null;
    }
  }

  #health(): object {
    const total = this.#pool.backends.length;
    const healthy = this.#pool.backends.filter((backend) => backend.state === 'Healthy').length;
    const status = healthy === total ? 'healthy' : healthy > 0 ? 'degraded' : 'unhealthy';
    return { status, healthy_backends: healthy, total_backends: total };
  }
}

function plain(status: number, body: string): LocalAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}

export function createAdmin(pool: Pool, metrics: Metrics): Admin {
  return new LocalEndpoints(pool, metrics);
}
