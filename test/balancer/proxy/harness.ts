/**
 * Puts the real balancer between raw clients and raw backends on whatever ports a world gives, plays one case, and
 * tells what everybody saw. `virtual-world.ts` and `live-world.ts` run it; the cases know neither.
 */
import { assembleBalancer, type Balancer } from '../../../src/balancer/balancer.ts';
import {
  type BalancerConfig,
  DEFAULT_BACKEND,
  DEFAULTS,
  type TimeoutsConfig,
} from '../../../src/balancer/config/config.ts';
import type { MetricsReport } from '../../../src/balancer/core/metrics-report.ts';
import { SILENT_OBSERVER } from '../../../src/balancer/core/observer.ts';
import type { AccessEntry } from '../../../src/balancer/proxy/access-log.ts';
import type { HeadLimits } from '../../../src/http1/limits.ts';
import type { Clock } from '../../../src/kernel/clock.ts';
import type { Endpoint, Network } from '../../../src/kernel/network.ts';
import type { Ports } from '../../../src/kernel/ports.ts';
import { setState } from '../core/backends.ts';
import { stableTail } from './normal-form.ts';
import { AWAIT_END, END, RawPeer, type Script, until } from './raw-peer.ts';

export interface ClientSpec {
  readonly sends: string | Script;
  /** All bytes that come back, to the letter or by pattern; with `cut` all that come at the most. */
  readonly gets: string | RegExp;
  /**
   * `open`: the connection was still open when the bytes were there. `closed`: the balancer closed it in good order.
   * `cut`: it was reset, and something of the bytes is missing. `any`: the script sees to it.
   */
  readonly ends: 'open' | 'closed' | 'cut' | 'any';
}

export interface BackendSpec {
  /** One script a connection; more connections than scripts are a failure of the case. */
  readonly connections: readonly Script[];
  readonly weight?: number;
  readonly connectionsMax?: number;
  readonly state?: 'Unhealthy' | 'Draining';
  /** Nobody listens, or nothing comes back at all (virtual world only). */
  readonly gone?: 'refuses' | 'silent';
}

export interface Play {
  /** One after the other, or all at once. */
  readonly together?: boolean;
  readonly clients: readonly ClientSpec[];
  readonly backends: readonly BackendSpec[];
  readonly timeouts: Partial<TimeoutsConfig>;
  /** Where the balancer differs from the defaults. */
  readonly config?: Partial<BalancerConfig>;
  /** Is given the balancer before it starts: for scripts that do something to it. */
  readonly meet?: (balancer: Balancer) => void;
  readonly limits?: HeadLimits;
}

/** What a world gives. */
export interface Surroundings {
  readonly balancer: Ports;
  readonly listen: Endpoint;
  readonly clock: Clock;
  readonly clients: Network;
  /** Somebody saw something: the play may be over. */
  onChange(): void;
}

const PATIENT = 5_000_000;
const PATIENCE: TimeoutsConfig = {
  connect: PATIENT,
  response: PATIENT,
  stall: PATIENT,
  request: PATIENT,
  idle: PATIENT,
  upstreamIdle: PATIENT,
  tunnel: PATIENT,
  queue: PATIENT,
  shutdown: PATIENT,
};

export class Stage {
  readonly balancer: Balancer;
  readonly clients: RawPeer[] = [];
  readonly backends: RawPeer[][] = [];
  readonly selects: number[] = [];
  readonly surprises: string[] = [];
  /** What the balancer logged. */
  readonly log: string[] = [];
  /** Its access log, when the configuration wants one. */
  readonly accesses: AccessEntry[] = [];
  readonly #play: Play;
  readonly #world: Surroundings;
  #listen: Endpoint = { host: '', port: 0 };

  /** `endpoints`: where the backends listen. */
  constructor(play: Play, world: Surroundings, endpoints: readonly Endpoint[]) {
    this.#play = play;
    this.#world = world;
    const config = configOf(play, world.listen, endpoints);
    this.selects = endpoints.map(() => 0);
    this.balancer = assembleBalancer(world.balancer, config, {
      log: (level, message) => this.log.push(`${level}: ${message}`),
      accessLog: (entry) => this.accesses.push(entry),
      // No probes: states are as the play says.
      parts: { prober: () => ({ watch() {}, stop() {} }) },
      observer: {
        ...SILENT_OBSERVER,
        onSelect: ({ index }) => {
          this.selects[index] = (this.selects[index] ?? 0) + 1;
        },
      },
    });
    play.backends.forEach(({ state }, index) => {
      const backend = this.balancer.pool.backends[index];
      if (state !== undefined && backend !== undefined) setState(this.balancer.pool, backend, state);
    });
    play.meet?.(this.balancer);
  }

  start(): void {
    this.balancer.start(
      (endpoint) => {
        this.#listen = endpoint;
        this.#nextClient();
      },
      (error) => this.surprises.push(`the balancer can't listen: ${error.detail}`),
    );
  }

  /** The handler for a connection to the backend with this index. */
  accept(index: number): RawPeer {
    const peers = this.backends[index] ?? [];
    this.backends[index] = peers;
    const script = this.#play.backends[index]?.connections[peers.length];
    if (script === undefined) this.surprises.push(`backend ${index} got connection ${peers.length + 1}`);
    const peer = new RawPeer(this.#world.clock, script ?? [END], () => this.#world.onChange());
    peers.push(peer);
    return peer;
  }

  get clientsDone(): boolean {
    return this.clients.length === this.#play.clients.length && this.clients.every((client) => client.closed);
  }

  get backendsDone(): boolean {
    return this.backends.every((peers) => peers.every((peer) => peer.closed));
  }

  metrics(): MetricsReport {
    return this.balancer.metrics();
  }

  #nextClient(): void {
    const spec = this.#play.clients[this.clients.length];
    if (spec === undefined) return;
    let followed = false;
    const client = new RawPeer(this.#world.clock, clientScript(spec), () => {
      if (client.closed && !followed) {
        followed = true;
        this.#nextClient();
      }
      this.#world.onChange();
    });
    this.clients.push(client);
    client.attach(this.#world.clients.connect(this.#listen, client), false);
    if (this.#play.together === true) {
      followed = true;
      this.#nextClient();
    }
  }
}

/** A client closes its side when all is there that it waits for. */
function clientScript({ sends, gets, ends }: ClientSpec): Script {
  const script = typeof sends === 'string' ? [sends] : sends;
  if (ends === 'any') return script;
  if (ends !== 'open' || typeof gets !== 'string') return [...script, AWAIT_END, END];
  const chunked = /chunked/i.test(gets);
  return [...script, chunked ? until(stableTail(gets)) : { bytes: gets.length }, END];
}

function configOf(play: Play, listen: Endpoint, endpoints: readonly Endpoint[]): BalancerConfig {
  return {
    ...DEFAULTS,
    ...play.config,
    listen,
    backends: endpoints.map(({ host, port }, index) => ({
      ...DEFAULT_BACKEND,
      host,
      port,
      weight: play.backends[index]?.weight ?? 1,
      connectionsMax: play.backends[index]?.connectionsMax ?? 0,
    })),
    timeouts: { ...PATIENCE, ...play.timeouts },
    ...play.config,
    limits: { ...DEFAULTS.limits, ...play.limits, ...play.config?.limits },
  };
}
