/** A balancer on several threads of this process, and clients that hold one connection each. */
import { Client } from 'undici';
import { vi } from 'vitest';
import type { BalancerConfig } from '../../../src/balancer/config/config.ts';
import { type BalancerOptions, DEFAULT_BACKEND, DEFAULTS } from '../../../src/balancer/index.ts';
import { nodePorts } from '../../../src/balancer/serve/node-ports.ts';
import type { ThreadProgram } from '../../../src/balancer/serve/thread-program.ts';
import { ManyThreads } from '../../../src/balancer/serve/threads.ts';
import type { NetworkError } from '../../../src/kernel/network.ts';
import { atEnd } from '../../e2e/support/cleanup.ts';
import { within } from '../../e2e/support/until.ts';
import type { CountingBackend } from './backend.ts';
import { builtProgram } from './programs.ts';

/** Long: all the processors may be busy with something else. */
export const END_MS = 30_000;
vi.setConfig({ testTimeout: 2 * END_MS });

/** Nobody is out because the machine is busy. */
const LAZY_PROBES = { ...DEFAULTS.healthCheck, interval: 60_000_000, timeout: 30_000_000 };
export const QUICK_PROBES = { ...DEFAULTS.healthCheck, interval: 30_000, timeout: 30_000_000, unhealthyThreshold: 2 };

export interface Rig {
  readonly balancer: ManyThreads;
  readonly port: number;
  readonly log: readonly string[];
  /** Resolves when all of it is gone. */
  stop(): Promise<void>;
}

export interface RigOptions {
  readonly config?: Partial<BalancerConfig>;
  readonly options?: BalancerOptions;
  readonly program?: ThreadProgram;
}

export function configFor(backends: readonly CountingBackend[], more: Partial<BalancerConfig>): BalancerConfig {
  return {
    ...DEFAULTS,
    listen: { host: '127.0.0.1', port: 0 },
    backends: backends.map(({ port }) => ({ ...DEFAULT_BACKEND, host: '127.0.0.1', port })),
    healthCheck: LAZY_PROBES,
    ...more,
  };
}

/** Rejects with the network's error when it can't listen. */
export async function startThreads(
  threads: number,
  backends: readonly CountingBackend[],
  { config, options, program = builtProgram() }: RigOptions = {},
): Promise<Rig> {
  const log: string[] = [];
  const note = (level: string, message: string): void => void log.push(`${level} ${message}`);
  const whole = configFor(backends, { threads, ...config });
  const balancer = new ManyThreads(nodePorts(), whole, { log: note, ...options }, program);
  const { port } = await new Promise<{ port: number }>((resolve, reject: (error: NetworkError) => void) => {
    balancer.start(resolve, reject);
  });
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopped ??= within(END_MS, 'the end of all threads', new Promise((resolve) => balancer.stop(resolve)));
    return stopped;
  };
  atEnd(() => {
    const end = stop();
    balancer.stopNow();
    return end;
  });
  return { balancer, port, log, stop };
}

/** Many connections: the kernel spreads them over the threads, so that each of two or three gets some. */
export const MANY = 60;

export class OneConnection {
  connected = false;
  readonly #client: Client;

  constructor(port: number) {
    this.#client = new Client(`http://127.0.0.1:${port}`, { keepAliveTimeout: 600_000 });
    this.#client.on('connect', () => {
      this.connected = true;
    });
    this.#client.on('disconnect', () => {
      this.connected = false;
    });
    atEnd(() => this.#client.destroy());
  }

  async get(path = '/'): Promise<{ status: number; text: string }> {
    const { statusCode, body } = await this.#client.request({ path, method: 'GET' });
    return { status: statusCode, text: await body.text() };
  }
}

export function connections(port: number, count = MANY): OneConnection[] {
  return Array.from({ length: count }, () => new OneConnection(port));
}

/** `each` requests over each connection, all connections at once. Returns the statuses. */
export async function load(clients: readonly OneConnection[], each = 1): Promise<number[]> {
  const statuses = await Promise.all(
    clients.map(async (client) => {
      const own: number[] = [];
      for (let i = 0; i < each; i++) own.push((await client.get()).status);
      return own;
    }),
  );
  return statuses.flat();
}

/** What each backend has got since the last call. */
export function counter(backends: readonly CountingBackend[]): () => number[] {
  let before = backends.map(() => 0);
  return () => {
    const now = backends.map(({ requests }) => requests);
    const since = now.map((count, i) => count - (before[i] as number));
    before = now;
    return since;
  };
}

/** Requests under way, by backend, as the metrics tell. */
export function active({ balancer }: Rig): number[] {
  return balancer.metrics().backends.map(({ active_connections }) => active_connections);
}

export function allOk(count: number): number[] {
  return Array.from({ length: count }, () => 200);
}
