/** What the balancer answers by itself under `/lb/`. */
import type { Clock } from '../../kernel/clock.ts';
import type { AdminOperations } from './admin-operations.ts';
import type { Metrics } from './metrics.ts';
import type { Pool } from './pool.ts';
import { PROMETHEUS_TYPE } from './prometheus.ts';

export interface LocalRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The Authorization field; empty when there is none. */
  readonly authorization: string;
  /** Latin1 text, one character a byte. */
  readonly body: string;
  /** Came in where the admin API may be used. */
  readonly trusted: boolean;
}

export interface LocalAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** More field lines, each with its CR LF. */
  readonly extra?: string;
}

export interface Admin {
  /** Answers a request for a path under `/lb/`, now or later, once. */
  answer(request: LocalRequest, done: (answer: LocalAnswer) => void): void;
}

export interface AdminContext {
  readonly clock: Clock;
  readonly pool: Pool;
  readonly metrics: Metrics;
  readonly operations: AdminOperations;
}

/** All paths that start so are the balancer's own. */
export const LOCAL_PREFIX = '/lb/';
/** And of these, those that change something, and want a token. */
export const ADMIN_PREFIX = '/lb/admin/';

class LocalPages implements Admin {
  readonly #context: AdminContext;

  constructor(context: AdminContext) {
    this.#context = context;
  }

  answer(request: LocalRequest, done: (answer: LocalAnswer) => void): void {
    done(this.#page(request));
  }

  #page({ method, path }: LocalRequest): LocalAnswer {
    const query = path.indexOf('?');
    const answer = this.#report(query < 0 ? path : path.slice(0, query), query < 0 ? '' : path.slice(query + 1));
    if (answer === null) {
      return plain(404, 'There is no such page here; there are /lb/health, /lb/ready and /lb/metrics.\n');
    }
    // RFC 9110, 15.5.6: what is allowed is said with it.
    if (method !== 'GET' && method !== 'HEAD')
      return { ...plain(405, 'Only GET and HEAD are possible here.\n'), extra: 'Allow: GET, HEAD\r\n' };
    return answer;
  }

  #report(path: string, query: string): LocalAnswer | null {
    const { clock, metrics } = this.#context;
    switch (path) {
      case '/lb/health':
        return json(200, this.#health());
      case '/lb/ready':
        return this.#ready();
      case '/lb/metrics':
        return /(^|&)format=prometheus(&|$)/.test(query)
          ? { status: 200, contentType: PROMETHEUS_TYPE, body: metrics.prometheus(clock.now()) }
          : json(200, metrics.report(clock.now()));
      default:
        return null;
    }
  }

  #health(): object {
    const total = this.#context.pool.backends.length;
    const healthy = this.#healthy();
    const status = healthy === total ? 'healthy' : healthy > 0 ? 'degraded' : 'unhealthy';
    return { status, healthy_backends: healthy, total_backends: total };
  }

  #ready(): LocalAnswer {
    return this.#healthy() > 0 ? plain(200, 'ready\n') : plain(503, 'no healthy backend\n');
  }

  #healthy(): number {
    return this.#context.pool.backends.filter((backend) => backend.state === 'Healthy').length;
  }
}

export function plain(status: number, body: string): LocalAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}

export function json(status: number, value: unknown): LocalAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify(value) };
}

export function createAdmin(context: AdminContext): Admin {
  return new LocalPages(context);
}
