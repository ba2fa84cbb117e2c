/**
 * The balancer on several threads. This one decides (probes, admin API, reloads, log) and serves no client, but for a
 * listener of the admin API's own; each of the others is a data plane that accepts on the same port. The kernel spreads
 * connections over them by a hash of their addresses.
 */
import type { Endpoint, NetworkError } from '../../kernel/network.ts';
import type { Ports } from '../../kernel/ports.ts';
import { monotonicNow } from '../../node/clock.ts';
import { drawSecret } from '../../node/entropy.ts';
import { type Balancer, type BalancerOptions, type OnListenError, type OnListening, rowsFor } from '../balancer.ts';
import type { BalancerConfig } from '../config/config.ts';
import { ControlPlane, type ServingThreads } from '../control-plane.ts';
import type { Metrics } from '../core/metrics.ts';
import type { MetricsReport } from '../core/metrics-report.ts';
import { SILENT_LOG, SILENT_OBSERVER } from '../core/observer.ts';
import { type Pool, seatAll } from '../core/pool.ts';
import { StateTable } from '../core/state-table.ts';
import { DataPlane } from '../data-plane.ts';
import { STANDARD_PARTS } from '../parts.ts';
import type { AccessLog } from '../proxy/access-log.ts';
import { SessionResources } from '../session-resources.ts';
import { whenFree } from './free-port.ts';
import { ServingThread } from './serving-thread.ts';
import type { Roster, Rules, ThreadOrder, ThreadReport } from './thread-messages.ts';
import { THREAD_PROGRAM } from './thread-program.ts';

export class ManyThreads implements Balancer {
  readonly pool: Pool;
  readonly control: ControlPlane;
  readonly #threads: readonly ServingThread[];
  readonly #ports: Ports;
  readonly #metrics: Metrics;
  readonly #accessLog: AccessLog | null;
  /** Serves the admin API where that has an address of its own. */
  readonly #own: DataPlane;
  readonly #sessions: SessionResources;
  readonly #config: BalancerConfig;
  #rules: Rules;
  #roster: Roster;

  /** `program` is what each thread runs. */
  constructor(ports: Ports, config: BalancerConfig, options: BalancerOptions, program = THREAD_PROGRAM) {
    const parts = STANDARD_PARTS;
    const log = options.log ?? SILENT_LOG;
    const observer = options.observer ?? SILENT_OBSERVER;
    // The last row is this thread's.
    const thread = config.threads;
    const table = StateTable.create(rowsFor(config), config.threads + 1);
    const members = seatAll(table, config.backends, config.healthCheck.initial === 'unhealthy');
    this.#ports = ports;
    this.#config = config;
    this.#sessions = new SessionResources(options.secret ?? drawSecret(), true, log);
    this.#rules = this.#rulesOf(config);
    this.#roster = { members, generation: 0 };
    this.#accessLog = options.accessLog ?? null;
    this.pool = parts.pool({ table, members });
    this.#metrics = parts.metrics({ table, pool: this.pool, thread, startedAt: ports.clock.now() });
    const common = { ports, config, parts, table, pool: this.pool, metrics: this.#metrics, observer };
    const serving: ServingThreads = {
      adopt: (next, generation) => {
        this.#roster = { members: next, generation };
        this.#own.adopt(next, generation);
        this.#tell({ type: 'adopt', ...this.#roster });
      },
      configure: (next) => {
        this.#rules = this.#rulesOf(next);
        this.#own.configure(next, null);
        this.#tell({ type: 'configure', ...this.#rules });
      },
      cutOff: ({ id }) => this.#tell({ type: 'cut-off', backend: id }),
    };
    const readConfig = options.readConfig ?? null;
    this.control = new ControlPlane({ ...common, members, log, serving, readConfig });
    this.#own = new DataPlane({
      ...common,
      thread,
      admin: this.control.admin,
      onEject: () => {},
      accessLog: this.#accessLog,
      // It proxies nothing.
      sessionStore: null,
    });
    const epoch = monotonicNow() - ports.clock.now();
    const start = () => ({ ...this.#roster, ...this.#rules, epoch, accessLog: this.#accessLog !== null });
    this.#threads = Array.from(
      { length: config.threads },
      (_, number) =>
        new ServingThread({
          ...{ number, program, clock: ports.clock, table, log, start },
          onReport: (report, reply) => this.#onReport(report, reply),
        }),
    );
  }

  start(onListening: OnListening, onError: OnListenError): void {
    const [first, ...others] = this.#threads as [ServingThread, ...ServingThread[]];
    const { listen, admin } = this.#config;
    let phase: 'starting' | 'serving' | 'failed' = 'starting';
    const troubleAt =
      (where: Endpoint) =>
      (error: NetworkError): void => {
        if (phase === 'serving') onError(error, where);
        if (phase !== 'starting') return;
        phase = 'failed';
        this.#own.stop(() => {});
        const ended = countdown(this.#threads.length, () => onError(inPlainWords(error), where));
        for (const thread of this.#threads) thread.terminate(ended);
      };
    const trouble = troubleAt(listen);
    const begin = (endpoint: Endpoint, own: Endpoint | null): void => {
      phase = 'serving';
      this.control.start();
      onListening(endpoint, own);
    };
    const startAll = (own: Endpoint | null): void =>
      first.start(
        listen,
        (endpoint) => {
          // They can't share "any free port": they share the one that the first of them got.
          const shared = { host: listen.host, port: endpoint.port };
          const listening = countdown(others.length, () => {
            if (phase === 'starting') begin(endpoint, own);
          });
          for (const thread of others) thread.start(shared, listening, trouble);
        },
        trouble,
      );
    const startMain = (own: Endpoint | null): void => {
      if (listen.port === 0) startAll(own);
      else whenFree(this.#ports.network, listen, () => startAll(own), trouble);
    };
    // Clients come last: when they can, all else is there.
    if (admin.listen === null) startMain(null);
    else this.#own.listen(admin.listen, { proxies: false, admin: true }, {}, startMain, troubleAt(admin.listen));
  }

  stop(onStopped: () => void): void {
    this.control.stop();
    const done = countdown(this.#threads.length + 1, onStopped);
    this.#own.stop(done);
    for (const thread of this.#threads) thread.stop(done);
  }

  stopNow(): void {
    this.#own.stopNow();
    for (const thread of this.#threads) thread.stopNow();
  }

  metrics(): MetricsReport {
    return this.#metrics.report(this.#ports.clock.now());
  }

  #tell(order: ThreadOrder): void {
    for (const thread of this.#threads) thread.send(order);
  }

  #onReport(report: ThreadReport, reply: (order: ThreadOrder) => void): void {
    switch (report.type) {
      case 'eject': {
        const backend = this.pool.byId(report.backend);
        if (backend !== null) this.control.eject(backend);
        break;
      }
      case 'ask': {
        const { id, request } = report;
        this.control.admin.answer(request, (answer) => reply({ type: 'answer', id, answer }));
        break;
      }
      case 'access':
        for (const line of report.lines) this.#accessLog?.(...line);
        break;
    }
  }

  /** A secret that each thread drew for itself would be worth nothing on the others. */
  #rulesOf(given: BalancerConfig): Rules {
    const { config, store } = this.#sessions.prepare(given);
    return { config, sessions: store?.handle ?? null };
  }
}

/** Calls `onDone` with the `count`-th call; at once when there is none to wait for. */
function countdown(count: number, onDone: () => void): () => void {
  let left = count;
  if (left === 0) onDone();
  return () => {
    if (--left === 0) onDone();
  };
}

/** Where ports can't be shared Node says so with a bare ENOTSUP. */
function inPlainWords(error: NetworkError): NetworkError {
  if (!error.detail.includes('ENOTSUP')) return error;
  return {
    ...error,
    detail: `${error.detail} (threads share their port by SO_REUSEPORT, which this system does not offer: set threads = 1)`,
  };
}
