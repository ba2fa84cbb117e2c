/**
 * Active health checks: each backend on a schedule of its own, each probe on a connection of its own with a time-out
 * over the whole of it, so that a hung backend delays nobody.
 */

import type { HttpProblem } from '../../http1/problem.ts';
import type { ResponseHead } from '../../http1/response-head.ts';
import { ResponseParser, type ResponseSink } from '../../http1/response-parser.ts';
import type { Clock, Timer } from '../../kernel/clock.ts';
import type { Connection, ConnectionHandler, Network, NetworkError } from '../../kernel/network.ts';
import type { Backend } from '../core/backend.ts';
import type { HealthCheckConfig } from '../core/config.ts';
import type { HealthTracker } from '../core/health.ts';
import type { Pool } from '../core/pool.ts';

export interface Prober {
  start(): void;
  stop(): void;
}

export interface ProberContext {
  readonly clock: Clock;
  readonly network: Network;
  readonly pool: Pool;
  readonly health: HealthTracker;
  readonly config: HealthCheckConfig;
  /** Scratch memory for answers' heads. */
  readonly responseHead: ResponseHead;
}

class ScheduledProber implements Prober {
  readonly #schedules: Schedule[];

  constructor(context: ProberContext) {
    this.#schedules = context.pool.backends.map((backend) => new Schedule(context, backend));
  }

  start(): void {
    for (const schedule of this.#schedules) schedule.probe();
  }

  stop(): void {
    for (const schedule of this.#schedules) schedule.stop();
  }
}

/** The probes of one backend, one after the other. */
class Schedule {
  readonly #context: ProberContext;
  readonly #backend: Backend;
  #timer: Timer | null = null;
  #probe: Probe | null = null;
  #stopped = false;

  constructor(context: ProberContext, backend: Backend) {
    this.#context = context;
    this.#backend = backend;
  }

  probe(): void {
    const { clock, config, health } = this.#context;
    const startedAt = clock.now();
    this.#probe = new Probe(this.#context, this.#backend, (ok, reason) => {
      this.#probe = null;
      if (this.#stopped) return;
      health.report(this.#backend, ok, reason);
      const next = Math.max(0, startedAt + config.interval - clock.now());
      this.#timer = clock.after(next, () => this.probe());
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#probe?.cancel();
  }
}

class Probe implements ConnectionHandler, ResponseSink {
  readonly #request: string;
  readonly #connection: Connection;
  readonly #timer: Timer;
  readonly #parser: ResponseParser;
  readonly #onResult: (ok: boolean, reason: string) => void;
  #done = false;

  constructor(context: ProberContext, backend: Backend, onResult: (ok: boolean, reason: string) => void) {
    const { timeout } = context.config;
    this.#onResult = onResult;
    this.#request = `GET ${backend.config.healthCheckPath} HTTP/1.1\r\nHost: ${backend.address}\r\nUser-Agent: lbsim-health-check\r\nConnection: close\r\n\r\n`;
    this.#parser = new ResponseParser(this, context.responseHead);
    this.#timer = context.clock.after(timeout, () => this.#result(false, 'timeout'));
    this.#connection = context.network.connect(backend.config, this);
  }

  cancel(): void {
    this.#result(false, 'cancelled');
  }

  onOpen(): void {
    this.#connection.write(this.#request);
  }

  onData(chunk: Uint8Array): void {
    if (!this.#done) this.#parser.feed(chunk, 0);
  }

  onEnd(): void {
    this.#result(false, 'closed without an answer');
  }

  onDrain(): void {}

  onClose(error: NetworkError | null): void {
    this.#result(false, error?.code ?? 'closed without an answer');
  }

  onInterim(): void {}

  onResponse(head: ResponseHead): void {
    const ok = head.status >= 200 && head.status < 300;
    this.#result(ok, ok ? '' : `status ${head.status}`);
  }

  onBody(): void {}

  onMessageEnd(): void {}

  onProblem(problem: HttpProblem): void {
    this.#result(false, problem.reason);
  }

  #result(ok: boolean, reason: string): void {
    if (this.#done) return;
    this.#done = true;
    this.#timer.cancel();
    this.#parser.stop();
    this.#connection.close();
    this.#onResult(ok, reason);
  }
}

export function createProber(context: ProberContext): Prober {
  return new ScheduledProber(context);
}
