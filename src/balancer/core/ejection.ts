/**
 * Ejection by live traffic: so many failures in a row put a backend out for a while, each time in a row for twice as
 * long. Active probes go on and have no say in it until then; without any the time alone brings it back. Where nobody
 * else is left, it comes back at once: a bad answer is no worse than none.
 */
import type { Clock, Micros, Timer } from '../../kernel/clock.ts';
import type { EjectionConfig } from '../config/config.ts';
import type { Backend } from './backend.ts';
import type { Log } from './observer.ts';
import { Flag, type StateTable } from './state-table.ts';

/** Statuses that say something of the request, and nothing of the backend's health. */
const NOT_IMPLEMENTED = 501;
const VERSION_NOT_SUPPORTED = 505;

/** Whether a whole answer speaks against the backend that gave it. */
export function isFailure(status: number): boolean {
  return status >= 500 && status !== NOT_IMPLEMENTED && status !== VERSION_NOT_SUPPORTED;
}

/** The part on the thread that serves: counts. */
export class FailureCount {
  readonly #table: StateTable;
  readonly #onEject: (backend: Backend) => void;
  threshold: number;

  constructor(table: StateTable, threshold: number, onEject: (backend: Backend) => void) {
    this.#table = table;
    this.threshold = threshold;
    this.#onEject = onEject;
  }

  /** One request to `backend` ended. */
  note(backend: Backend, failed: boolean): void {
    if (this.threshold === 0) return;
    const { failures } = this.#table;
    if (!failed) {
      // Read first: a write each would have all threads fight for the cache line.
      if (Atomics.load(failures, backend.index) !== 0) Atomics.store(failures, backend.index, 0);
      return;
    }
    const row = Atomics.add(failures, backend.index, 1) + 1;
    // Asked for again after as many more: the first time the backend may have been the last one.
    if (row % this.threshold === 0) this.#onEject(backend);
  }
}

/** One that is under way. */
export interface EjectionReport {
  /** Failures in a row that led to it. */
  readonly failures: number;
  readonly duration: Micros;
  readonly remaining: Micros;
}

interface Ejection {
  readonly failures: number;
  readonly duration: Micros;
  readonly times: number;
  readonly returnsAt: Micros;
  readonly timer: Timer;
}

/** The part on the thread in control: ejects, and lets return. */
export class Ejections {
  readonly #clock: Clock;
  readonly #table: StateTable;
  readonly #mark: (backend: Backend, flag: Flag, on: boolean) => void;
  readonly #log: Log;
  /** The last one of each backend, over or not. */
  readonly #last = new Map<Backend, Ejection>();
  #config: EjectionConfig;

  constructor(
    clock: Clock,
    table: StateTable,
    config: EjectionConfig,
    mark: (backend: Backend, flag: Flag, on: boolean) => void,
    log: Log,
  ) {
    this.#clock = clock;
    this.#table = table;
    this.#config = config;
    this.#mark = mark;
    this.#log = log;
  }

  configure(config: EjectionConfig): void {
    // Nobody resets the counts where nobody counts.
    if (config.failures !== this.#config.failures) this.#table.failures.fill(0);
    this.#config = config;
  }

  eject(backend: Backend): void {
    if ((this.#table.flagsOf(backend.index) & Flag.Ejected) !== 0) return;
    const { shortest, longest } = this.#config;
    const now = this.#clock.now();
    const before = this.#last.get(backend);
    // A backend that did well for as long as it can be out for starts anew.
    const times = before === undefined || now - before.returnsAt > longest ? 1 : before.times + 1;
    const duration = Math.min(longest, shortest * 2 ** (times - 1));
    const timer = this.#clock.after(duration, () => this.#end(backend));
    const failures = Atomics.load(this.#table.failures, backend.index);
    this.#last.set(backend, { failures, duration, times, returnsAt: now + duration, timer });
    const why = `${failures} failed ${failures === 1 ? 'answer' : 'answers in a row'}`;
    this.#log('warn', `Backend ${backend.address} ejected for ${duration / 1e6} s after ${why}`);
    this.#mark(backend, Flag.Ejected, true);
  }

  /** Nobody is left: all come back who are out for nothing else. */
  pardon(): void {
    for (const [backend, last] of [...this.#last]) {
      if (this.#table.flagsOf(backend.index) !== Flag.Ejected) continue;
      last.timer.cancel();
      this.#last.set(backend, { ...last, returnsAt: this.#clock.now() });
      this.#log('warn', `Backend ${backend.address} taken back before its time: no other is Healthy`);
      this.#end(backend);
    }
  }

  /** The ejection that the backend is out for; null when it is not. */
  current(backend: Backend): EjectionReport | null {
    const last = this.#last.get(backend);
    if (last === undefined || (this.#table.flagsOf(backend.index) & Flag.Ejected) === 0) return null;
    const { failures, duration, returnsAt } = last;
    return { failures, duration, remaining: Math.max(0, returnsAt - this.#clock.now()) };
  }

  #end(backend: Backend): void {
    Atomics.store(this.#table.failures, backend.index, 0);
    this.#mark(backend, Flag.Ejected, false);
  }

  /** The backend is gone. */
  forget(backend: Backend): void {
    this.#last.get(backend)?.timer.cancel();
    this.#last.delete(backend);
  }

  stop(): void {
    for (const { timer } of this.#last.values()) timer.cancel();
    this.#last.clear();
  }
}
