/**
 * The part of a balancer that decides who is in the pool and in which state: probes, ejections, drains, the admin API
 * and reloads. There is one, whatever the number of threads that serve.
 */
import { ResponseHead } from '../http1/response-head.ts';
import { LbsimError } from '../kernel/errors.ts';
import type { Ports } from '../kernel/ports.ts';
import { StoppableClock } from '../kernel/stoppable-clock.ts';
import { checkedConfig } from './config/check.ts';
import type { BackendConfig, BalancerConfig, HealthCheckConfig } from './config/config.ts';
import { reaches } from './config/ip-literal.ts';
import { warningsOf } from './config/warnings.ts';
import type { Admin } from './core/admin.ts';
import type { AdminOperations, Refusal } from './core/admin-operations.ts';
import type { Backend, BackendState, Member } from './core/backend.ts';
import { backendDifference, backendWords, changedParts, restartReasons } from './core/config-difference.ts';
import type { Drain } from './core/drain.ts';
import { type EjectionReport, Ejections } from './core/ejection.ts';
import { Membership } from './core/membership.ts';
import type { Metrics } from './core/metrics.ts';
import type { BalancerObserver, Log } from './core/observer.ts';
import type { Pool } from './core/pool.ts';
import { SlowStart } from './core/slow-start.ts';
import { Flag, type StateTable } from './core/state-table.ts';
import type { Parts } from './parts.ts';
import type { Prober } from './proxy/prober.ts';

export interface ControlPlaneContext {
  readonly ports: Ports;
  readonly config: BalancerConfig;
  readonly parts: Parts;
  readonly table: StateTable;
  readonly pool: Pool;
  readonly members: readonly Member[];
  readonly metrics: Metrics;
  readonly observer: BalancerObserver;
  readonly log: Log;
  /** What the threads that serve must be told. */
  readonly serving: ServingThreads;
  /** Reads the configuration again; null where there is no file to read. */
  readonly readConfig: (() => BalancerConfig) | null;
}

export interface ServingThreads {
  adopt(members: readonly Member[], generation: number): void;
  configure(config: BalancerConfig): void;
  /** Cuts off what is still under way to a backend that stays. */
  cutOff(backend: Backend): void;
}

export class ControlPlane implements AdminOperations {
  readonly admin: Admin;
  config: BalancerConfig;
  generation = 1;
  readonly #context: ControlPlaneContext;
  /** What waits ends with `stop`, and nothing waits after it. */
  readonly #clock: StoppableClock;
  readonly #membership: Membership;
  readonly #prober: Prober;
  readonly #drain: Drain;
  readonly #slowStart: SlowStart;
  readonly #ejections: Ejections;
  /** Those that are removed when they are drained. */
  readonly #leaving = new Set<Backend>();
  #started = false;

  constructor(context: ControlPlaneContext) {
    const { ports, config, parts, table, pool, members, metrics, observer, log, serving } = context;
    const { network, random } = ports;
    const clock = new StoppableClock(ports.clock);
    this.#clock = clock;
    this.#context = context;
    this.config = config;
    const mark = (backend: Backend, flag: Flag, on: boolean): void => this.#mark(backend, flag, on);
    const configOf = (backend: Backend): HealthCheckConfig => ({
      ...this.config.healthCheck,
      ...backend.config.healthCheck,
    });
    this.#membership = new Membership(table, pool, members, (generation) => {
      serving.adopt(this.#membership.members, generation);
      this.#watch();
    });
    const health = parts.health({ configOf, mark, observer, log });
    this.#prober = parts.prober({
      clock,
      network,
      random: random.fork('probes'),
      health,
      configOf,
      responseHead: new ResponseHead(config.limits),
    });
    this.#drain = parts.drain({ clock });
    this.#slowStart = new SlowStart(clock, pool, config.slowStart);
    this.#ejections = new Ejections(clock, table, config.ejection, mark, log);
    this.admin = parts.admin({ clock, pool, metrics, operations: this });
  }

  /** Starts to probe. */
  start(): void {
    this.#started = true;
    this.#warn();
    this.#watch();
  }

  stop(): void {
    this.#started = false;
    this.#prober.stop();
    this.#drain.stop();
    this.#slowStart.stop();
    this.#ejections.stop();
    // Requests go on, and may give reasons to eject; orders may come in, too.
    this.#clock.stop();
  }

  /** Live traffic shows that a backend is bad. The last Healthy one stays: a bad answer is no worse than none. */
  eject(backend: Backend): void {
    if (this.#isMember(backend) && this.#context.pool.eligible.length > 1) this.#ejections.eject(backend);
  }

  ejection(backend: Backend): EjectionReport | null {
    return this.#ejections.current(backend);
  }

  add(config: BackendConfig): Backend | Refusal {
    const { listen, admin } = this.config;
    const own = [listen, ...(admin.listen === null ? [] : [admin.listen])];
    if (own.some(({ host, port }) => port === config.port && reaches(host, config.host))) return 'loop';
    if (this.#membership.byAddress(config.host, config.port) !== null) return 'duplicate';
    const backend = this.#add(config);
    if (backend === null) return 'full';
    this.#changed();
    return backend;
  }

  drain(backend: Backend): void {
    // It drains already, and more than that is to come.
    if (this.#leaving.has(backend)) return;
    this.#beginDrain(backend, (finished) => {
      if (!finished) this.#context.serving.cutOff(backend);
    });
  }

  remove(backend: Backend): void {
    this.#leaving.add(backend);
    this.#beginDrain(backend, () => {
      this.#leaving.delete(backend);
      this.#slowStart.cancel(backend);
      this.#ejections.forget(backend);
      this.#membership.remove(backend);
      this.#context.log('info', `Backend ${backend.address} removed`);
      this.#changed();
    });
  }

  enable(backend: Backend): void {
    this.#leaving.delete(backend);
    this.#drain.cancel(backend);
    this.#mark(backend, Flag.Draining, false);
  }

  setWeight(backend: Backend, weight: number): void {
    if (backend.config.weight === weight) return;
    this.#change(backend, { ...backend.config, weight });
    this.#changed();
  }

  reload(done: (problem: string | null) => void): void {
    const problem = this.#reload();
    if (problem !== null) this.#context.log('error', `Configuration not reloaded: ${problem}`);
    done(problem);
  }

  /**
   * Goes by another configuration, applied as a difference: backends that stay keep connections, state and counters,
   * those under an order to drain stay so, and one that was being removed is taken back. Who is not named is drained
   * and removed, also when it came by the admin API. Returns why it is refused, and then nothing of it is applied; null
   * when it is in force.
   */
  apply(config: BalancerConfig): string | null {
    try {
      return this.#apply(checkedConfig(config));
    } catch (error) {
      if (error instanceof LbsimError) return error.message;
      throw error;
    }
  }

  #apply(config: BalancerConfig): string | null {
    const { pool, log, serving } = this.#context;
    const reasons = restartReasons(this.config, config);
    if (reasons.length > 0)
      return `These change only with a restart: ${reasons.join(', ')}. Restart, or put them back as they were.`;
    const { added, gone, changed, kept } = backendDifference(pool.backends, config.backends);
    const { room } = this.#membership;
    if (added.length > room) {
      return `There is room for ${room} more backends, not for ${added.length}: raise limits.backends and restart.`;
    }
    const what = changedParts(this.config, config);
    serving.configure(config);
    this.config = config;
    this.#slowStart.duration = config.slowStart;
    this.#ejections.configure(config.ejection);
    const returning = kept.filter((backend) => this.#leaving.has(backend));
    const removed = gone.filter((backend) => !this.#leaving.has(backend));
    for (const backend of returning) this.enable(backend);
    for (const backend of removed) this.remove(backend);
    for (const one of changed) this.#change(one.backend, one.config);
    for (const one of added) this.#add(one);
    this.#warn();
    this.#watch();
    what.push(...backendWords({ added, removed, changed, 'taken back': returning }));
    if (what.length > 0) this.#changed();
    log('info', `Configuration reloaded: ${what.length > 0 ? what.join(', ') : 'nothing changed'}`);
    return null;
  }

  #reload(): string | null {
    const { readConfig } = this.#context;
    if (readConfig === null) return 'This balancer was not started from a configuration file.';
    try {
      return this.apply(readConfig());
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #add(config: BackendConfig): Backend | null {
    const backend = this.#membership.add(config, this.config.healthCheck.initial === 'unhealthy');
    if (backend === null) return null;
    this.#context.log('info', `Backend ${backend.address} added`);
    if (backend.state === 'Healthy') this.#slowStart.begin(backend);
    return backend;
  }

  #beginDrain(backend: Backend, onDone: (finished: boolean) => void): void {
    this.#mark(backend, Flag.Draining, true);
    this.#drain.begin(backend, this.config.admin.drainTimeout, onDone);
  }

  #change(backend: Backend, config: BackendConfig): void {
    this.#membership.change(backend, config);
    this.#slowStart.refresh(backend);
  }

  #changed(): void {
    this.generation++;
    const { backends } = this.#context.pool;
    this.config = { ...this.config, backends: backends.map((backend) => backend.config) };
  }

  #warn(): void {
    for (const warning of warningsOf(this.config)) this.#context.log('warn', warning);
  }

  #watch(): void {
    if (this.#started) this.#prober.watch(this.#context.pool.backends);
  }

  #mark(backend: Backend, flag: Flag, on: boolean): void {
    if (!this.#isMember(backend)) return;
    const { pool } = this.#context;
    const state = pool.mark(backend, flag, on);
    if (state !== null) this.#tell(backend, state);
    if (pool.eligible.length === 0) this.#ejections.pardon();
  }

  #tell(backend: Backend, state: BackendState): void {
    const { log, observer } = this.#context;
    if (state === 'Draining') log('warn', `Backend ${backend.address} entering DRAINING mode`);
    else log(state === 'Healthy' ? 'info' : 'error', `Backend ${backend.address} marked ${state.toUpperCase()}`);
    if (state === 'Healthy') this.#slowStart.begin(backend);
    observer.onState(backend, state);
  }

  #isMember(backend: Backend): boolean {
    return this.#context.pool.byId(backend.id) === backend;
  }
}
