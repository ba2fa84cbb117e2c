/** The balancer, put together from its parts on the given ports. */
import type { Connection, Endpoint, Listener, NetworkError } from '../kernel/network.ts';
import type { Ports } from '../kernel/ports.ts';
import type { BalancerConfig } from './core/config.ts';
import type { MetricsReport } from './core/metrics.ts';
import { type BalancerObserver, type Log, SILENT_LOG, SILENT_OBSERVER } from './core/observer.ts';
import type { Pool } from './core/pool.ts';
import { type Parts, STANDARD_PARTS } from './parts.ts';
import { ProxyContext } from './proxy/context.ts';
import { DownstreamConnection } from './proxy/downstream-connection.ts';
import type { Prober } from './proxy/prober.ts';
import { UpstreamPool } from './proxy/upstream-pool.ts';

export interface BalancerOptions {
  /** Parts that replace the standard ones. */
  readonly parts?: Partial<Parts>;
  readonly observer?: BalancerObserver;
  readonly log?: Log;
}

export interface Balancer {
  readonly pool: Pool;
  /** Starts listening and probing. One of the two callbacks is made, once. */
  start(onListening: (endpoint: Endpoint) => void, onError: (error: NetworkError) => void): void;
  /**
   * Stops accepting, lets the requests under way finish, then calls back. Who is still busy after `stopNow` is called
   * is cut off.
   */
  stop(onStopped: () => void): void;
  stopNow(): void;
  metrics(): MetricsReport;
}

class ProxyBalancer implements Balancer {
  readonly pool: Pool;
  readonly #context: ProxyContext;
  readonly #upstreams: UpstreamPool;
  readonly #prober: Prober;
  readonly #config: BalancerConfig;
  readonly #log: Log;
  readonly #clients = new Set<DownstreamConnection>();
  #listener: Listener | null = null;
  #onStopped: (() => void) | null = null;

  constructor(ports: Ports, config: BalancerConfig, options: BalancerOptions) {
    const parts: Parts = { ...STANDARD_PARTS, ...options.parts };
    const observer = options.observer ?? SILENT_OBSERVER;
    const { clock, network } = ports;
    this.#config = config;
    this.#log = options.log ?? SILENT_LOG;
    this.pool = parts.pool(config);
    const metrics = parts.metrics(this.pool, clock.now());
    this.#context = new ProxyContext(
      {
        clock,
        network,
        observer,
        metrics,
        pool: this.pool,
        policy: parts.policy(config),
        forwarding: parts.forwarding(config),
        admin: parts.admin(this.pool, metrics),
      },
      config.timeouts,
      config.limits,
    );
    this.#upstreams = new UpstreamPool(this.#context);
    const health = parts.health({ pool: this.pool, config: config.healthCheck, observer, log: this.#log });
    this.#prober = parts.prober({
      clock,
      network,
      health,
      pool: this.pool,
      config: config.healthCheck,
      responseHead: this.#context.responseHead,
    });
  }

  start(onListening: (endpoint: Endpoint) => void, onError: (error: NetworkError) => void): void {
    this.#listener = this.#context.network.listen(this.#config.listen, {
      onListening: (endpoint) => {
        if (!this.#context.stopping) this.#prober.start();
        onListening(endpoint);
      },
      onConnection: (connection) => this.#accept(connection),
      onError,
    });
  }

  stop(onStopped: () => void): void {
    this.#context.stopping = true;
    this.#onStopped = onStopped;
    this.#listener?.close();
    this.#prober.stop();
    this.#upstreams.closeAll();
    for (const client of this.#clients) client.finish();
    this.#checkStopped();
  }

  stopNow(): void {
    for (const client of this.#clients) client.close();
  }

  metrics(): MetricsReport {
    return this.#context.metrics.report(this.#context.clock.now());
  }

  #accept(connection: Connection): DownstreamConnection {
    const client = new DownstreamConnection(this.#context, this.#upstreams, connection, (gone) => {
      this.#clients.delete(gone);
      this.#checkStopped();
    });
    this.#clients.add(client);
    // Accepted by the platform just before it stopped listening.
    if (this.#context.stopping) client.close();
    return client;
  }

  #checkStopped(): void {
    if (this.#onStopped === null || this.#clients.size > 0) return;
    const onStopped = this.#onStopped;
    this.#onStopped = null;
    onStopped();
  }
}

/** A balancer on these ports. Nothing listens and nothing is probed until it is started. */
export function createBalancer(ports: Ports, config: BalancerConfig, options: BalancerOptions = {}): Balancer {
  return new ProxyBalancer(ports, config, options);
}
