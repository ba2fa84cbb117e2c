/** What the balancer answers by itself under `/lb/`: its health and its metrics here, the rest by the admin API. */
import type { Clock } from '../../kernel/clock.ts';
import { AdminApi } from './admin-api.ts';
import type { AdminOperations } from './admin-operations.ts';
import { ADMIN_PREFIX, json, type LocalAnswer, type LocalRequest, plain } from './local-page.ts';
import type { Metrics } from './metrics.ts';
import type { Pool } from './pool.ts';
import { PROMETHEUS_TYPE } from './prometheus.ts';

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

/**
 * Where these pages have an address of their own, the one that takes clients still has this one: whoever spreads traffic
 * over several balancers must ask the very port that it sends clients to, and learns no more than any client does.
 */
const READY = /^\/lb\/ready(\?|$)/;
/** The same for what is elsewhere and for what is nowhere. */
const NOT_HERE = plain(404, 'There is no such page here.\n');

class LocalPages implements Admin {
  readonly #context: AdminContext;
  readonly #api: AdminApi;

  constructor(context: AdminContext) {
    this.#context = context;
    this.#api = new AdminApi(context);
  }

  answer(request: LocalRequest, done: (answer: LocalAnswer) => void): void {
    if (!request.trusted && !READY.test(request.path)) done(NOT_HERE);
    else if (request.path.startsWith(ADMIN_PREFIX)) this.#api.answer(request, done);
    else done(this.#page(request));
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
    switch (path) {
      case '/lb/health':
        return json(200, this.#health());
      case '/lb/ready':
        return this.#ready();
      case '/lb/metrics':
        return this.#metrics(new URLSearchParams(query).get('format') ?? 'json');
      default:
        return null;
    }
  }

  #metrics(format: string): LocalAnswer {
    const { clock, metrics } = this.#context;
    switch (format) {
      case 'json':
        return json(200, metrics.report(clock.now()));
      case 'prometheus':
        return { status: 200, contentType: PROMETHEUS_TYPE, body: metrics.prometheus(clock.now()) };
      default:
        return plain(400, 'There is no such format here; there are format=json, the default, and format=prometheus.\n');
    }
  }

  /** Without any backend it is unhealthy, too: nobody is served. */
  #health(): object {
    const total = this.#context.pool.backends.length;
    const healthy = this.#healthy();
    const status = healthy === 0 ? 'unhealthy' : healthy < total ? 'degraded' : 'healthy';
    return { status, healthy_backends: healthy, total_backends: total };
  }

  #ready(): LocalAnswer {
    return this.#healthy() > 0 ? plain(200, 'ready\n') : plain(503, 'no healthy backend\n');
  }

  #healthy(): number {
    return this.#context.pool.backends.filter((backend) => backend.state === 'Healthy').length;
  }
}

export function createAdmin(context: AdminContext): Admin {
  return new LocalPages(context);
}
