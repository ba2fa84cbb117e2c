/** Probe results into states: thresholds of consecutive failures and successes. */

import type { HealthCheckConfig } from '../config/config.ts';
import type { Backend } from './backend.ts';
import type { BalancerObserver, Log } from './observer.ts';
import { Flag } from './state-table.ts';

export interface HealthTracker {
  /** One probe's result; `reason` says in a few words why it failed. */
  report(backend: Backend, ok: boolean, reason: string): void;
}

export interface HealthContext {
  /** The rules for a backend: the balancer's, with its own exceptions. */
  configOf(backend: Backend): HealthCheckConfig;
  /** Sets or takes away a reason not to be eligible; logs a change of state and tells it. */
  mark(backend: Backend, flag: Flag, on: boolean): void;
  readonly observer: BalancerObserver;
  readonly log: Log;
}

class ThresholdTracker implements HealthTracker {
  readonly #context: HealthContext;
  /** Successes in a row as a positive number, failures as a negative one. */
  readonly #streaks = new WeakMap<Backend, number>();

  constructor(context: HealthContext) {
    this.#context = context;
  }

  report(backend: Backend, ok: boolean, reason: string): void {
    const { observer, log, configOf, mark } = this.#context;
    const { unhealthyThreshold, healthyThreshold } = configOf(backend);
    const before = this.#streaks.get(backend) ?? 0;
    const streak = ok ? Math.max(before, 0) + 1 : Math.min(before, 0) - 1;
    this.#streaks.set(backend, streak);
    observer.onProbe(backend, ok, Math.abs(streak), reason);
    // Also of one that is not Healthy; but an outage that goes on is told once.
    if (!ok && -streak <= unhealthyThreshold) {
      log('warn', `Backend ${backend.address} health check failed (${-streak}/${unhealthyThreshold}): ${reason}`);
    }
    if (-streak >= unhealthyThreshold) mark(backend, Flag.Down, true);
    else if (streak >= healthyThreshold) mark(backend, Flag.Down, false);
  }
}

export function createHealthTracker(context: HealthContext): HealthTracker {
  return new ThresholdTracker(context);
}
