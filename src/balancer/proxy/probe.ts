/** One probe of a backend: a request on a connection of its own. */
import type { HttpProblem } from '../../http1/problem.ts';
import type { ResponseHead } from '../../http1/response-head.ts';
import { ResponseParser, type ResponseSink } from '../../http1/response-parser.ts';
import type { Clock, Timer } from '../../kernel/clock.ts';
import type { Connection, ConnectionHandler, Network, NetworkError } from '../../kernel/network.ts';
import type { HealthCheckConfig } from '../config/config.ts';
import type { Backend } from '../core/backend.ts';

export interface ProbeContext {
  readonly clock: Clock;
  readonly network: Network;
  readonly responseHead: ResponseHead;
  readonly backend: Backend;
  readonly config: HealthCheckConfig;
}

export class Probe implements ConnectionHandler, ResponseSink {
  readonly #config: HealthCheckConfig;
  readonly #request: string;
  readonly #connection: Connection;
  readonly #timer: Timer;
  readonly #parser: ResponseParser;
  readonly #onResult: (ok: boolean, reason: string) => void;
  #done = false;

  /** Starts at once. `onResult` is called once; `reason` says in a few words why the probe failed. */
  constructor(context: ProbeContext, onResult: (ok: boolean, reason: string) => void) {
    const { clock, network, responseHead, backend, config } = context;
    this.#config = config;
    this.#onResult = onResult;
    const host = config.host === '' ? backend.address : config.host;
    this.#request = `${config.method} ${backend.config.healthCheckPath} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: lbsim-health-check\r\nConnection: close\r\n\r\n`;
    this.#parser = new ResponseParser(this, responseHead);
    this.#parser.expect(config.method);
    this.#timer = clock.after(config.timeout, () => this.#result(false, 'timeout'));
    this.#connection = network.connect(backend.config, this);
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

  onResponse({ status }: ResponseHead): void {
    const { min, max } = this.#config.expectedStatus;
    const ok = status >= min && status <= max;
    this.#result(ok, ok ? '' : `status ${status}`);
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
