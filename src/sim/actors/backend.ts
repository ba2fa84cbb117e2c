/** The fake backend: serves requests and probes as its behaviour says, and records all that it sees. */

import { DEFAULT_HEAD_LIMITS } from '../../http1/limits.ts';
import { RequestHead } from '../../http1/request-head.ts';
import type { Connection, Endpoint, Listener } from '../../kernel/network.ts';
import type { Ports } from '../../kernel/ports.ts';
import type { Random } from '../../kernel/random.ts';
import { applyFaults } from '../behavior/index.ts';
import { drawLatency } from '../behavior/latency.ts';
import type { EventSink } from '../history/sink.ts';
import type { BackendSpec } from '../scenario/backend-spec.ts';
import type { Fault, FaultKind } from '../scenario/fault-spec.ts';
import { BackendConnection, type BackendConnectionHost, type Job } from './backend-connection.ts';
import { BackendLog } from './backend-log.ts';

export interface BackendOptions {
  readonly spec: BackendSpec;
  readonly endpoint: Endpoint;
  /** Requests for this path without an id are probes. */
  readonly healthPath: string;
  readonly sink: EventSink;
}

export class FakeBackend implements BackendConnectionHost {
  readonly name: string;
  readonly log: BackendLog;
  readonly requestHead = new RequestHead(DEFAULT_HEAD_LIMITS);
  readonly healthPath: string;
  readonly #ports: Ports;
  readonly #options: BackendOptions;
  readonly #random: Random;
  #faults: Fault[] = [];
  /** What a hang keeps back. */
  #silent: { readonly job: Job; readonly status: number }[] = [];
  #connections = 0;

  constructor(ports: Ports, options: BackendOptions) {
    this.#ports = ports;
    this.#options = options;
    this.name = options.spec.name;
    this.healthPath = options.healthPath;
    this.#random = ports.random;
    this.log = new BackendLog(ports.clock, options.sink, options.spec.name);
  }

  start(onListening: (endpoint: Endpoint) => void, onError: (detail: string) => void): Listener {
    return this.#ports.network.listen(this.#options.endpoint, {
      onListening,
      onConnection: (connection) => this.#accept(connection),
      onError: (error) => onError(error.detail),
    });
  }

  /** Switches a fault of the `answer` level on; it works on what arrives from now on. */
  switchOn(fault: Fault): void {
    this.#faults.push(fault);
  }

  /** Switches the faults of a kind off. What a hang held back is answered. */
  switchOff(kind: FaultKind): void {
    this.#faults = this.#faults.filter((fault) => fault.kind !== kind);
    if (kind !== 'hang') return;
    const waiting = this.#silent;
    this.#silent = [];
    for (const { job, status } of waiting) job.answer(status);
  }

  /** A request or probe is complete: decides what happens with it. */
  onJob(job: Job): void {
    const { spec } = this.#options;
    const delay = job.isProbe ? 0 : drawLatency(spec.latency, this.#random);
    const plan = applyFaults({ delay, status: 200, silent: false }, this.#faults, this.#random);
    if (plan.silent) this.#silent.push({ job, status: plan.status });
    else if (plan.delay === 0) job.answer(plan.status);
    else this.#ports.clock.after(plan.delay, () => job.answer(plan.status));
  }

  #accept(connection: Connection): BackendConnection {
    return new BackendConnection(this, connection, this.#connections++);
  }
}
