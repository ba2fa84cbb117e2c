/** The network port, simulated: who listens where, how connections come about, and what is lost on the way. */
import type { Micros } from '../../kernel/clock.ts';
import type {
  Connection,
  ConnectionHandler,
  ConnectOptions,
  Endpoint,
  Listener,
  ListenHandler,
  Network,
} from '../../kernel/network.ts';
import type { Random } from '../../kernel/random.ts';
import type { Fault } from '../scenario/fault-spec.ts';
import { type Fabric, VirtualConnection } from './connection.ts';
import { Task } from './event-queue.ts';
import { Line } from './line.ts';
import { DEFAULT_LINK, drawDelay, type LinkSpec } from './link.ts';
import { VirtualListener } from './listener.ts';
import { ProcessTask, type VirtualProcess } from './process.ts';
import type { Scheduler } from './scheduler.ts';

const FIRST_EPHEMERAL_PORT = 32768;
const EPHEMERAL_PORTS = 28232;

export class VirtualNetwork implements Fabric {
  readonly scheduler: Scheduler;
  readonly link: LinkSpec;
  /** Overwrites every chunk once its callback returned: finds those who keep what is only lent to them. */
  readonly scribble: boolean;
  readonly #listeners = new Map<string, VirtualListener>();
  /** Hosts that nothing reaches, and hosts that nothing leaves. */
  readonly #deaf = new Set<string>();
  readonly #mute = new Set<string>();
  /** Lines with a name, and by the hosts at their end. */
  readonly #lines = new Map<string, Line>();
  readonly #lineOf = new Map<string, Line>();
  readonly #rest = new Line();
  /** Listeners (`host:port`) whose queue is full, and who tries to connect to them. */
  readonly #full = new Map<string, VirtualConnection[]>();
  /** What waits to be sent again: in one line for all hosts, so that nothing overtakes. */
  #waiting: Transmission[] = [];
  #nextPort = 0;

  constructor(scheduler: Scheduler, link: LinkSpec = DEFAULT_LINK, scribble = false) {
    this.scheduler = scheduler;
    this.link = link;
    this.scribble = scribble;
  }

  /** The network as one process sees it. `host` is its address for outgoing connections; `random` its luck. */
  port(process: VirtualProcess, host: string, random: Random): Network {
    return {
      listen: (endpoint, handler) => this.#listen(process, endpoint, handler, random),
      connect: (to, handler, options) => this.#connect(process, host, random, to, handler, options),
    };
  }

  /** Gives some hosts a line of their own that can fail; `rate` in bytes per second, 0 for any number. */
  addLine(name: string, hosts: readonly string[], rate = 0): void {
    const line = new Line(hosts, rate);
    this.#lines.set(name, line);
    for (const host of hosts) this.#lineOf.set(host, line);
  }

  /** A fault of the network, on a line by its name. */
  setFault(name: string, fault: Fault, on: boolean): void {
    const line = this.#lines.get(name);
    if (line === undefined) return;
    line.set(fault, on);
    for (const host of line.hosts) {
      mark(this.#deaf, host, line.blocks('to'));
      mark(this.#mute, host, line.blocks('from'));
    }
    if (!on) this.#sendWaiting();
  }

  lineBetween(host: string, other: string): Line {
    return this.#lineOf.get(host) ?? this.#lineOf.get(other) ?? this.#rest;
  }

  /** Packets to and from the host go nowhere; TCP sends them again once it is over. */
  silence(host: string): void {
    this.#deaf.add(host);
    this.#mute.add(host);
  }

  unsilence(host: string): void {
    this.#deaf.delete(host);
    this.#mute.delete(host);
    this.#sendWaiting();
  }

  /** Attempts to connect to `endpoint` come to nothing, for now: TCP repeats them. */
  dropConnects(endpoint: Endpoint): void {
    this.#full.set(keyOf(endpoint), []);
  }

  /** Attempts come through again, those that went on trying too. */
  allowConnects(endpoint: Endpoint): void {
    const trying = this.#full.get(keyOf(endpoint)) ?? [];
    this.#full.delete(keyOf(endpoint));
    for (const client of trying) if (!client.gone) this.#arrive(client);
  }

  /** Calls `send` now, or when packets pass that way again. */
  transmit(from: string, to: string, send: () => void): void {
    if (this.isSilenced(from, to)) this.#waiting.push({ from, to, send });
    else send();
  }

  isSilenced(from: string, to: string): boolean {
    return this.#deaf.size + this.#mute.size > 0 && (this.#mute.has(from) || this.#deaf.has(to));
  }

  #sendWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { from, to, send } of waiting) this.transmit(from, to, send);
  }

  #listen(process: VirtualProcess, endpoint: Endpoint, handler: ListenHandler, random: Random): Listener {
    const real = endpoint.port === 0 ? this.#freeEndpoint(endpoint.host) : endpoint;
    const key = keyOf(real);
    const taken = this.#listeners.has(key);
    const listener = new VirtualListener(process, real, handler, random, () => {
      if (this.#listeners.get(key) === listener) this.#listeners.delete(key);
    });
    if (!taken) {
      this.#listeners.set(key, listener);
      process.resources.add(listener);
    }
    this.scheduler.schedule(
      new Callback(process, () => {
        if (listener.closed) return;
        if (taken) handler.onError({ code: 'address-in-use', detail: `${key} is taken` });
        else handler.onListening(real);
      }),
      this.scheduler.now,
    );
    return listener;
  }

  #connect(
    process: VirtualProcess,
    host: string,
    random: Random,
    to: Endpoint,
    handler: ConnectionHandler,
    options?: ConnectOptions,
  ): Connection {
    const local = { host: options?.localHost ?? host, port: this.#ephemeralPort() };
    const client = new VirtualConnection(this, process, random, local, to);
    client.own(handler);
    this.transmit(local.host, to.host, () => {
      this.scheduler.schedule(
        new Arrival(() => this.#arrive(client)),
        this.scheduler.now + drawDelay(this.link, random) + client.line.delay(random),
      );
    });
    return client;
  }

  /** The first packet of a connection reaches the other host, whose kernel answers even for a frozen process. */
  #arrive(client: VirtualConnection): void {
    const queue = this.#full.get(keyOf(client.remote));
    if (queue !== undefined && this.#listeners.has(keyOf(client.remote))) {
      queue.push(client);
      return;
    }
    const delay = drawDelay(this.link, client.random) + client.line.delay(client.random);
    this.transmit(client.remote.host, client.local.host, () => {
      if (client.gone) return;
      const answerAt: Micros = this.scheduler.now + delay;
      const listener = this.#listeners.get(keyOf(client.remote));
      if (listener === undefined) {
        client.refuse(answerAt);
        return;
      }
      const server = new VirtualConnection(this, listener.process, listener.random, client.remote, client.local);
      server.join(client, answerAt);
      this.scheduler.schedule(
        new Callback(listener.process, () => server.own(listener.handler.onConnection(server))),
        this.scheduler.now,
      );
      client.open(answerAt);
    });
  }

  #freeEndpoint(host: string): Endpoint {
    for (;;) {
      const endpoint = { host, port: this.#ephemeralPort() };
      if (!this.#listeners.has(keyOf(endpoint))) return endpoint;
    }
  }

  #ephemeralPort(): number {
    return FIRST_EPHEMERAL_PORT + (this.#nextPort++ % EPHEMERAL_PORTS);
  }
}

/** A packet that no network carries for now. */
interface Transmission {
  readonly from: string;
  readonly to: string;
  readonly send: () => void;
}

/** Something the network does by itself, whatever the processes are up to. */
class Arrival extends Task {
  readonly #arrive: () => void;

  constructor(arrive: () => void) {
    super();
    this.#arrive = arrive;
  }

  override run(): void {
    this.#arrive();
  }
}

class Callback extends ProcessTask {
  readonly #callback: () => void;

  constructor(process: VirtualProcess, callback: () => void) {
    super(process);
    this.#callback = callback;
  }

  override perform(): void {
    this.#callback();
  }
}

function mark(hosts: Set<string>, host: string, on: boolean): void {
  if (on) hosts.add(host);
  else hosts.delete(host);
}

function keyOf(endpoint: Endpoint): string {
  return `${endpoint.host}:${endpoint.port}`;
}
