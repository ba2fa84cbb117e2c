/** The balancer on one thread, put together from its parts on the given ports. */
import type { Endpoint, NetworkError } from '../kernel/network.ts';
import type { Ports } from '../kernel/ports.ts';
import { checkedConfig } from './config/check.ts';
import type { BalancerConfig } from './config/config.ts';
import { ControlPlane, type ServingThreads } from './control-plane.ts';
import type { Metrics } from './core/metrics.ts';
import type { MetricsReport } from './core/metrics-report.ts';
import { type BalancerObserver, type Log, SILENT_LOG, SILENT_OBSERVER } from './core/observer.ts';
import { type Pool, seatAll } from './core/pool.ts';
import { StateTable } from './core/state-table.ts';
import { DataPlane } from './data-plane.ts';
import { type Parts, STANDARD_PARTS } from './parts.ts';
import type { AccessLog } from './proxy/access-log.ts';
import type { Entrance } from './proxy/downstream-connection.ts';
import { drawSecret, SessionResources } from './session-resources.ts';

export interface BalancerOptions {
  /** Parts that replace the standard ones. */
  readonly parts?: Partial<Parts>;
  readonly observer?: BalancerObserver;
  readonly log?: Log;
  /**
   * Signs sessions when the configuration names no secret. Drawn from the random port when not given, and then as hard to
   * guess as that is: outside a simulation, give one from a cryptographic source.
   */
  readonly secret?: string;
  /** Writes the access log, if the configuration wants one. */
  readonly accessLog?: AccessLog;
  /** Reads the configuration again, for reloads. Throws what is wrong with it. */
  readonly readConfig?: () => BalancerConfig;
}

export type OnListening = (endpoint: Endpoint, admin: Endpoint | null) => void;
export type OnListenError = (error: NetworkError, endpoint: Endpoint) => void;

export interface Balancer {
  readonly pool: Pool;
  /** What the admin API does, for who has the balancer as a library. */
  readonly control: ControlPlane;
  /**
   * Starts listening, and when it listens everywhere, probing: `onListening` is told where, and where the admin API is
   * if that has an address of its own. `onError` is told which address it is about; it also tells of trouble with single
   * connections later.
   */
  start(onListening: OnListening, onError: OnListenError): void;
  /**
   * Stops accepting, lets the requests under way finish, then calls back. Who is still busy after `stopNow` is called
   * is cut off.
   */
  stop(onStopped: () => void): void;
  stopNow(): void;
  metrics(): MetricsReport;
}

class SingleThread implements Balancer {
  readonly pool: Pool;
  readonly control: ControlPlane;
  readonly #ports: Ports;
  readonly #config: BalancerConfig;
  readonly #metrics: Metrics;
  readonly #data: DataPlane;

  constructor(ports: Ports, config: BalancerConfig, options: BalancerOptions) {
    const parts: Parts = { ...STANDARD_PARTS, ...options.parts };
    const observer = options.observer ?? SILENT_OBSERVER;
    const log = options.log ?? SILENT_LOG;
    const secret = options.secret ?? drawSecret(ports.random.fork('session secret'));
    const sessions = new SessionResources(secret, false, log);
    const prepared = sessions.prepare(config);
    const table = StateTable.create(rowsFor(config));
    const members = seatAll(table, config.backends, config.healthCheck.initial === 'unhealthy');
    this.#ports = ports;
    this.#config = config;
    this.pool = parts.pool({ table, members });
    this.#metrics = parts.metrics({ table, pool: this.pool, thread: 0, startedAt: ports.clock.now() });
    const common = { ports, config, parts, table, pool: this.pool, metrics: this.#metrics, observer };
    const serving: ServingThreads = {
      adopt: (next, generation) => this.#data.adopt(next, generation),
      configure: (next) => {
        const { config, store } = sessions.prepare(next);
        this.#data.configure(config, store);
      },
      cutOff: (backend) => this.#data.cutOff(backend),
    };
    this.control = new ControlPlane({
      ...common,
      members,
      log,
      serving,
      readConfig: options.readConfig ?? null,
    });
    this.#data = new DataPlane({
      ...common,
      config: prepared.config,
      sessionStore: prepared.store,
      thread: 0,
      admin: this.control.admin,
      onEject: (backend) => this.control.eject(backend),
      accessLog: options.accessLog ?? null,
    });
  }

  start(onListening: OnListening, onError: OnListenError): void {
    const { listen, admin } = this.#config;
    const open = (where: Endpoint, entrance: Entrance, then: (endpoint: Endpoint) => void): void =>
      this.#data.listen(where, entrance, {}, then, (error) => onError(error, where));
    const openMain = (own: Endpoint | null): void =>
      open(listen, { proxies: true, admin: admin.listen === null }, (endpoint) => {
        this.control.start();
        onListening(endpoint, own);
      });
    // Clients come last: when they can, all else is there.
    if (admin.listen === null) openMain(null);
    else open(admin.listen, { proxies: false, admin: true }, openMain);
  }

  stop(onStopped: () => void): void {
    this.control.stop();
    this.#data.stop(onStopped);
  }

  stopNow(): void {
    this.#data.stopNow();
  }

  metrics(): MetricsReport {
    return this.#metrics.report(this.#ports.clock.now());
  }
}

/** Rows of the state table: some to spare, so that backends can be added. */
export function rowsFor({ backends, limits }: BalancerConfig): number {
  return Math.max(limits.backends, backends.length);
}

/**
 * A balancer on the given ports, on this thread (`config.threads` is not looked at: several threads are what `serve` is
 * for). Nothing listens and nothing is probed until it is started. Never throws for what the network does: `start` calls
 * back. Throws an `LbsimError` (`usage`) with all that is wrong with the configuration.
 *
 * ```ts
 * const balancer = createBalancer(nodePorts(), { ...DEFAULTS, listen, backends });
 * balancer.start(({ port }) => console.log(port), (error) => console.error(error.detail));
 * balancer.stop(() => console.log('all requests are answered, all sockets closed'));
 * ```
 */
export function createBalancer(ports: Ports, config: BalancerConfig, options: BalancerOptions = {}): Balancer {
  return assembleBalancer(ports, checkedConfig(config), options);
}

/** The same with a configuration that was checked before, or is meant to go beyond what a file may say. */
export function assembleBalancer(ports: Ports, config: BalancerConfig, options: BalancerOptions = {}): Balancer {
  return new SingleThread(ports, config, options);
}
