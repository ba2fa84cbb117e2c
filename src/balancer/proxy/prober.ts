/**
 * Active health checks: each backend on a schedule of its own, each probe on a connection of its own with a time-out
 * over the whole of it, so that a hung backend delays nobody.
 */
import type { ResponseHead } from '../../http1/response-head.ts';
import type { Clock, Micros, Timer } from '../../kernel/clock.ts';
import type { Network } from '../../kernel/network.ts';
import type { Random } from '../../kernel/random.ts';
import type { HealthCheckConfig } from '../config/config.ts';
import type { Backend } from '../core/backend.ts';
import type { HealthTracker } from '../core/health.ts';
import { Probe } from './probe.ts';

export interface Prober {
  /**
   * Probes these from now on, and no others. Those that are probed already stay on their schedule, unless they have
   * another interval now: that counts from their last probe.
   */
  watch(backends: readonly Backend[]): void;
  stop(): void;
}

export interface ProberContext {
  readonly clock: Clock;
  readonly network: Network;
  readonly random: Random;
  readonly health: HealthTracker;
  /** The rules for a backend: the balancer's, with its own exceptions. */
  configOf(backend: Backend): HealthCheckConfig;
  /** Scratch memory for answers' heads. */
  readonly responseHead: ResponseHead;
}

class ScheduledProber implements Prober {
  readonly #context: ProberContext;
  #schedules = new Map<Backend, Schedule>();

  constructor(context: ProberContext) {
    this.#context = context;
  }

  watch(backends: readonly Backend[]): void {
    const before = this.#schedules;
    this.#schedules = new Map();
    for (const backend of backends) {
      const known = before.get(backend);
      before.delete(backend);
      known?.refresh();
      this.#schedules.set(backend, known ?? new Schedule(this.#context, backend));
    }
    for (const gone of before.values()) gone.stop();
  }

  stop(): void {
    this.watch([]);
  }
}

/** The probes of one backend, one after the other. */
class Schedule {
  readonly #context: ProberContext;
  readonly #backend: Backend;
  #timer: Timer | null = null;
  #probe: Probe | null = null;
  #stopped = false;
  #startedAt: Micros = 0;
  /** What the present wait goes by. */
  #interval: Micros = 0;
  #jitter = 0;

  constructor(context: ProberContext, backend: Backend) {
    this.#context = context;
    this.#backend = backend;
    this.#start();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#probe?.cancel();
  }

  /** The rules may be others now. */
  refresh(): void {
    if (this.#timer === null) return;
    const { interval, jitter } = this.#context.configOf(this.#backend);
    if (interval === this.#interval && jitter === this.#jitter) return;
    this.#timer.cancel();
    this.#wait();
  }

  #start(): void {
    const { clock, network, responseHead, health, configOf } = this.#context;
    const config = configOf(this.#backend);
    this.#timer = null;
    this.#startedAt = clock.now();
    this.#probe = new Probe({ clock, network, responseHead, backend: this.#backend, config }, (ok, reason) => {
      this.#probe = null;
      if (this.#stopped) return;
      health.report(this.#backend, ok, reason);
      // A report may end in the removal of the backend.
      if (this.#stopped) return;
      this.#wait();
    });
  }

  #wait(): void {
    const { clock, random, configOf } = this.#context;
    const { interval, jitter } = configOf(this.#backend);
    this.#interval = interval;
    this.#jitter = jitter;
    const drawn = jitter === 0 ? interval : Math.round(interval * (1 + jitter * (2 * random.float() - 1)));
    const due = this.#startedAt + drawn;
    this.#timer = clock.after(Math.max(0, due - clock.now()), () => this.#start());
  }
}

export function createProber(context: ProberContext): Prober {
  return new ScheduledProber(context);
}
