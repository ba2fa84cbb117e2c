/** The part of a balancer that serves clients: one for each thread. What it may do is decided by the control plane. */
import type { Connection, Endpoint, Listener, ListenOptions, NetworkError } from '../kernel/network.ts';
import type { Ports } from '../kernel/ports.ts';
import { StoppableClock } from '../kernel/stoppable-clock.ts';
import type { BalancerConfig } from './config/config.ts';
import type { Admin } from './core/admin.ts';
import type { Backend, Member } from './core/backend.ts';
import { sameValue } from './core/config-difference.ts';
import { FailureCount } from './core/ejection.ts';
import type { Metrics } from './core/metrics.ts';
import type { BalancerObserver } from './core/observer.ts';
import type { Pool } from './core/pool.ts';
import type { SessionTable } from './core/session-table.ts';
import type { StateTable } from './core/state-table.ts';
import type { Parts } from './parts.ts';
import type { AccessLog } from './proxy/access-log.ts';
import { ProxyContext, type ProxyRules } from './proxy/context.ts';
import { Dispatcher } from './proxy/dispatcher.ts';
import { DownstreamConnection, type Entrance } from './proxy/downstream-connection.ts';
import type { ExchangeServices } from './proxy/exchange.ts';
import { UpstreamPool } from './proxy/upstream-pool.ts';

export interface DataPlaneContext {
  readonly ports: Ports;
  /** With the secret of its sessions. */
  readonly config: BalancerConfig;
  /** Where the sessions are that clients name; null when they name none. */
  readonly sessionStore: SessionTable | null;
  readonly parts: Parts;
  readonly table: StateTable;
  /** Which of the balancer's threads it is, from 0. */
  readonly thread: number;
  readonly pool: Pool;
  readonly metrics: Metrics;
  readonly admin: Admin;
  readonly observer: BalancerObserver;
  /** Live traffic shows that a backend is bad. */
  readonly onEject: (backend: Backend) => void;
  /** Writes one line of the access log. */
  readonly accessLog: AccessLog | null;
}

export class DataPlane {
  readonly #context: DataPlaneContext;
  readonly #proxy: ProxyContext;
  /** Time-outs outlive what they were for, unseen: in the end they must not keep the process alive. */
  readonly #clock: StoppableClock;
  readonly #services: ExchangeServices;
  readonly #clients = new Set<DownstreamConnection>();
  readonly #listeners: Listener[] = [];
  /** The backends that there may be connections to. */
  #known: readonly Backend[];
  /** Who wants to be told of the end. Nobody as long as nobody ordered it. */
  #onStopped: (() => void)[] = [];

  constructor(context: DataPlaneContext) {
    const { ports, config, pool, metrics, admin, observer, table, onEject, sessionStore } = context;
    const { network } = ports;
    const clock = new StoppableClock(ports.clock);
    this.#clock = clock;
    this.#context = context;
    this.#known = pool.backends;
    const failures = new FailureCount(table, config.ejection.failures, onEject);
    this.#proxy = new ProxyContext(
      { clock, network, pool, metrics, admin, observer, failures },
      config,
      this.#rules(config, sessionStore),
    );
    const upstreams = new UpstreamPool(this.#proxy);
    this.#services = { context: this.#proxy, upstreams, dispatcher: new Dispatcher(this.#proxy) };
  }

  /** Starts to accept. One of the two callbacks is made at least; `onError` also for trouble with single connections. */
  listen(
    endpoint: Endpoint,
    entrance: Entrance,
    options: ListenOptions,
    onListening: (endpoint: Endpoint) => void,
    onError: (error: NetworkError) => void,
  ): void {
    const { network } = this.#proxy;
    const handler = {
      onListening,
      onError,
      onConnection: (connection: Connection) => this.#accept(connection, entrance),
    };
    this.#listeners.push(network.listen(endpoint, handler, options));
  }

  /** Goes by another configuration from now on, and by the table that it wants for sessions. */
  configure(config: BalancerConfig, sessionStore: SessionTable | null): void {
    const { config: before, policy, sessions } = this.#proxy;
    const rules = this.#rules(config, sessionStore);
    // What both remember stays where nothing of theirs changed.
    const keepsPolicy = before.algorithm === config.algorithm && sameValue(before.hash, config.hash);
    const keepsSessions = sameValue(before.session, config.session);
    this.#proxy.configure(config, {
      ...rules,
      policy: keepsPolicy ? policy : rules.policy,
      sessions: keepsSessions ? sessions : rules.sessions,
    });
    this.#proxy.failures.threshold = config.ejection.failures;
  }

  /** Goes by another membership: what is left of backends that are gone is closed. */
  adopt(members: readonly Member[], generation: number): void {
    const { pool, table, thread } = this.#context;
    pool.adopt(members);
    const gone = this.#known.filter(({ id }) => pool.byId(id) === null);
    this.#known = pool.backends;
    for (const backend of gone) this.#services.upstreams.dismiss(backend);
    // Only now may another backend have the row.
    table.adopted(thread, generation);
  }

  /** A backend's last requests had time enough. */
  cutOff(backend: Backend): void {
    this.#services.upstreams.cutOff(backend);
  }

  /** Stops accepting, lets the requests under way finish, then calls back. */
  stop(onStopped: () => void): void {
    this.#proxy.stopping = true;
    this.#onStopped.push(onStopped);
    for (const listener of this.#listeners) listener.close();
    this.#services.upstreams.closeIdle();
    for (const client of this.#clients) client.finish();
    this.#checkStopped();
  }

  /** Cuts off who is still busy. */
  stopNow(): void {
    for (const client of this.#clients) client.close();
  }

  #rules(config: BalancerConfig, store: SessionTable | null): ProxyRules {
    const { parts, ports, table, pool, accessLog } = this.#context;
    const { clock, random } = ports;
    const format = config.accessLog;
    return {
      policy: parts.policy(config.algorithm, { table, random: random.fork('policy'), hash: config.hash }),
      sessions: parts.sessions({ clock, table, pool, config: config.session, store }),
      forwarding: parts.forwarding(config.forwarding),
      accessLog: accessLog === null || format === 'off' ? null : (entry) => accessLog(entry, format),
    };
  }

  #accept(connection: Connection, entrance: Entrance): DownstreamConnection {
    const { table, thread } = this.#context;
    this.#proxy.tick();
    const connected = table.enter(thread);
    const client = new DownstreamConnection(this.#services, connection, entrance, (gone) => {
      table.leave(thread);
      this.#clients.delete(gone);
      this.#checkStopped();
    });
    this.#clients.add(client);
    // Accepted by the platform just before it stopped listening.
    if (this.#proxy.stopping) client.close();
    // Clients can't keep the operator out: an address of the admin API's own is not theirs.
    else if (entrance.proxies && connected >= this.#proxy.config.limits.connections) client.turnAway();
    return client;
  }

  #checkStopped(): void {
    if (this.#onStopped.length === 0 || this.#clients.size > 0) return;
    this.#clock.stop();
    for (const onStopped of this.#onStopped.splice(0)) onStopped();
  }
}
