/** The whole balancer in virtual time, with backends, clients and an operator around it. */
import { expect } from 'vitest';
import { assembleBalancer, type Balancer } from '../../../src/balancer/balancer.ts';
import {
  type BackendConfig,
  type BalancerConfig,
  DEFAULT_BACKEND,
  DEFAULTS,
} from '../../../src/balancer/config/config.ts';
import { SILENT_OBSERVER } from '../../../src/balancer/core/observer.ts';
import type { Parts } from '../../../src/balancer/parts.ts';
import type { Micros } from '../../../src/kernel/clock.ts';
import type { Endpoint, Network } from '../../../src/kernel/network.ts';
import type { Random } from '../../../src/kernel/random.ts';
import { seededRandom } from '../../../src/kernel/seeded-random.ts';
import { VirtualNetwork } from '../../../src/sim/virtual/network.ts';
import { VirtualProcess } from '../../../src/sim/virtual/process.ts';
import { Scheduler } from '../../../src/sim/virtual/scheduler.ts';
import { message } from '../proxy/messages.ts';
import { AWAIT_END, END, RawPeer, type Script } from '../proxy/raw-peer.ts';
import { type Answer, readAnswers } from '../proxy/read-answers.ts';
import { SMOOTH } from '../proxy/virtual-world.ts';
import { LabBackend } from './lab-backend.ts';

export const MS: Micros = 1000;
export const SECOND: Micros = 1_000_000;
export const TOKEN = 'correct-horse-battery-staple';
export const ADMIN: Endpoint = { host: '127.0.0.1', port: 9090 };
const LISTEN: Endpoint = { host: '127.0.0.1', port: 8080 };

export interface LabOptions {
  readonly config?: Partial<BalancerConfig>;
  /** Of the backends to start with, by position. */
  readonly backends?: readonly Partial<BackendConfig>[];
  readonly seed?: number;
  readonly parts?: Partial<Parts>;
  /** What a reload reads. Throws what is wrong with it. */
  readonly readConfig?: () => BalancerConfig;
}

export class Lab {
  readonly balancer: Balancer;
  readonly config: BalancerConfig;
  /** Those to start with, b1 and so on, and others that nobody has told the balancer of. */
  readonly backends: LabBackend[];
  readonly log: string[] = [];
  /** `state` changes as the observer hears them. */
  readonly states: string[] = [];
  readonly #scheduler = new Scheduler(0);
  readonly #network = new VirtualNetwork(this.#scheduler, SMOOTH, true);
  readonly #lb = new VirtualProcess('lb', this.#scheduler);
  readonly #lab = new VirtualProcess('lab', this.#scheduler);
  readonly #random: Random;
  readonly #clients: Network;

  /** `spare`: backends that listen, and are not in the configuration. */
  constructor(options: LabOptions, spare = 0) {
    const specs = options.backends ?? [{}, {}];
    this.#random = seededRandom(options.seed ?? 1);
    this.backends = Array.from({ length: specs.length + spare }, (_, i) => this.#backend(i));
    this.config = {
      ...DEFAULTS,
      listen: LISTEN,
      healthCheck: { ...DEFAULTS.healthCheck, interval: 100 * MS, timeout: 50 * MS },
      admin: { token: TOKEN, drainTimeout: SECOND, listen: null },
      backends: specs.map((spec, i) => this.configOf(i, spec)),
      ...options.config,
    };
    this.#clients = this.#network.port(this.#lab, '127.0.0.1', this.#random.fork('clients'));
    this.balancer = assembleBalancer(
      {
        clock: this.#lb.clock,
        random: this.#random.fork('lb'),
        network: this.#network.port(this.#lb, '127.0.0.1', this.#random.fork('lb network')),
      },
      this.config,
      {
        log: (level, text) => this.log.push(`${level} ${text}`),
        observer: { ...SILENT_OBSERVER, onState: ({ id }, state) => this.states.push(`${id} ${state}`) },
        parts: options.parts ?? {},
        ...(options.readConfig === undefined ? {} : { readConfig: options.readConfig }),
      },
    );
    this.balancer.start(
      () => {},
      (error) => expect.unreachable(error.detail),
    );
  }

  get now(): Micros {
    return this.#scheduler.now;
  }

  /** As the configuration names the backend at this position. */
  configOf(index: number, spec: Partial<BackendConfig> = {}): BackendConfig {
    return { ...DEFAULT_BACKEND, ...(this.backends[index] as LabBackend).endpoint, ...spec };
  }

  at(index: number): LabBackend {
    return this.backends[index] as LabBackend;
  }

  /** Nothing comes back from this backend's host any more. */
  silence(index: number): void {
    this.#network.silence(this.at(index).endpoint.host);
  }

  state(index: number): string | undefined {
    const { endpoint } = this.at(index);
    return this.balancer.pool.backends.find(({ config }) => config.host === endpoint.host)?.state;
  }

  /** A client that connects, sends one request and waits for the end of the connection. */
  get(path = '/'): Call {
    return this.send(message([`GET ${path} HTTP/1.1`, 'Host: h', 'Connection: close']));
  }

  /** An order to the admin API. */
  admin(method: string, path: string, body?: unknown, to = LISTEN): Call {
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    const fields = [`Authorization: Bearer ${TOKEN}`, 'Connection: close', `Content-Length: ${text.length}`];
    return this.send(message([`${method} /lb/admin/${path} HTTP/1.1`, 'Host: h', ...fields], text), to);
  }

  /** `then`: what the client does when it has sent it. */
  send(text: string, to = LISTEN, then: Script = [AWAIT_END, END]): Call {
    const call = new Call(this.#lab, text, then);
    call.peer.attach(this.#clients.connect(to, call.peer), false);
    return call;
  }

  /** Lets the world go on until `time`. */
  runTo(time: Micros): void {
    let there = false;
    this.#lab.clock.after(time - this.now, () => {
      there = true;
    });
    this.#scheduler.run(() => there);
  }

  runFor(time: Micros): void {
    this.runTo(this.now + time);
  }

  /** Does something every so often, so many times, beginning now. */
  every(interval: Micros, times: number, act: (turn: number) => void): void {
    for (let turn = 0; turn < times; turn++) this.#lab.clock.after(interval * turn, () => act(turn));
  }

  after(delay: Micros, act: () => void): void {
    this.#lab.clock.after(delay, act);
  }

  /** Stops the balancer, lets the world come to its end, and looks for what was left behind. */
  end(): void {
    let stopped = false;
    this.balancer.stop(() => {
      stopped = true;
    });
    this.#scheduler.run(() => false);
    expect(stopped).toBe(true);
    expect(this.#lb.resources.size, 'what the balancer left open').toBe(0);
    expect(this.backends.map(({ active }) => active)).toEqual(this.backends.map(() => 0));
  }

  #backend(index: number): LabBackend {
    const process = new VirtualProcess(`b${index + 1}`, this.#scheduler);
    const endpoint = { host: `127.2.0.${index + 1}`, port: 3001 + index };
    const network = this.#network.port(process, endpoint.host, this.#random.fork(process.name));
    return new LabBackend(process.clock, network, process.name, endpoint);
  }
}

/** One request and what came of it. */
export class Call {
  readonly peer: RawPeer;
  readonly #method: string;

  constructor(process: VirtualProcess, text: string, then: Script) {
    this.#method = text.slice(0, text.indexOf(' '));
    this.peer = new RawPeer(process.clock, [text, ...then]);
  }

  get done(): boolean {
    return this.peer.closed;
  }

  /** Whole, or it throws. */
  get answer(): Answer {
    const [answer] = readAnswers(this.peer.received, [this.#method]);
    if (answer === undefined || !answer.whole) throw new Error(`no whole answer: ${this.peer.received}`);
    return answer;
  }

  get status(): number {
    return this.answer.status;
  }

  get body(): string {
    return this.answer.body;
  }

  /** The body as JSON. */
  get json(): Record<string, unknown> {
    expect(this.answer.head).toContain('Content-Type: application/json\r\n');
    return JSON.parse(this.body);
  }
}
