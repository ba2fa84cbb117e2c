/** Turns results of probes into states: `unhealthyThreshold` failures in a row take out, `healthyThreshold` successes bring back. */
import type { Backend } from './backend.ts';
import type { HealthCheckConfig } from './config.ts';
import type { BalancerObserver, Log } from './observer.ts';
import type { Pool } from './pool.ts';

export interface HealthTracker {
  /** One probe's result; `reason` says in a few words why it failed. */
  report(backend: Backend, ok: boolean, reason: string): void;
}

export interface HealthContext {
  readonly pool: Pool;
  readonly config: HealthCheckConfig;
  readonly observer: BalancerObserver;
  readonly log: Log;
}

class ThresholdTracker implements HealthTracker {
  readonly #context: HealthContext;
  /** By backend: successes in a row as a positive number, failures as a negative one. */
  readonly #streaks: Int32Array;

  constructor(context: HealthContext) {
    this.#context = context;
    this.#streaks = new Int32Array(context.pool.backends.length);
  }

  report(backend: Backend, ok: boolean, reason: string): void {
    const { pool, config, observer, log } = this.#context;
    const before = this.#streaks[backend.index] as number;
    const streak = ok ? Math.max(before, 0) + 1 : Math.min(before, 0) - 1;
    this.#streaks[backend.index] = streak;
    observer.onProbe(backend, ok, Math.abs(streak), reason);
    if (!ok && backend.state === 'Healthy') {
      log(
        'warn',
        `Backend ${backend.address} health check failed (${-streak}/${config.unhealthyThreshold}): ${reason}`,
      );
      if (-streak >= config.unhealthyThreshold && pool.setState(backend, 'Unhealthy')) {
        log('error', `Backend ${backend.address} marked UNHEALTHY`);
        observer.onState(backend, 'Unhealthy');
      }
    } else if (ok && backend.state === 'Unhealthy' && streak >= config.healthyThreshold) {
      if (pool.setState(backend, 'Healthy')) {
        log('info', `Backend ${backend.address} marked HEALTHY`);
        observer.onState(backend, 'Healthy');
      }
    }
  }
}

export function createHealthTracker(context: HealthContext): HealthTracker {
  return new ThresholdTracker(context);
}
