/** The fake backend: serves requests and probes as its behaviour says, and records all that it sees. */

import { DEFAULT_HEAD_LIMITS } from '../../http1/limits.ts';
import { RequestHead } from '../../http1/request-head.ts';
import type { Clock, Micros } from '../../kernel/clock.ts';
import type { Connection, ConnectionHandler, Endpoint, Listener } from '../../kernel/network.ts';
import type { Ports } from '../../kernel/ports.ts';
import type { AnswerPlan } from '../behavior/fault.ts';
import {
  applyFaults,
  closesReused,
  definitionOf,
  exits,
  type Fault,
  type FaultKind,
  receptionOf,
} from '../behavior/index.ts';
import { latencySampler } from '../behavior/latency/index.ts';
import { endOfWork } from '../behavior/pauses.ts';
import { warmUpFactor } from '../behavior/warm-up.ts';
import { Workers } from '../behavior/workers.ts';
import type { EventSink } from '../history/sink.ts';
import type { BackendSpec, KeepAliveSpec } from '../scenario/backend-spec.ts';
import { BackendConnection, type BackendConnectionHost } from './backend-connection.ts';
import { BackendLog } from './backend-log.ts';
import { type Job, NO_SHAPES } from './pending-answer.ts';

export interface BackendOptions {
  readonly spec: BackendSpec;
  readonly endpoint: Endpoint;
  /** Requests for this path without an id are probes. */
  readonly healthPath: string;
  readonly sink: EventSink;
  /** It was started before: listening takes as long as its spec says. */
  readonly restarted?: boolean;
  /** Ends the process at once. */
  readonly exit?: () => void;
}

export class FakeBackend implements BackendConnectionHost {
  readonly name: string;
  readonly log: BackendLog;
  readonly clock: Clock;
  readonly requestHead = new RequestHead(DEFAULT_HEAD_LIMITS);
  readonly healthPath: string;
  readonly keepAlive: KeepAliveSpec | null;
  readonly #ports: Ports;
  readonly #options: BackendOptions;
  readonly #sample: () => Micros;
  readonly #workers: Workers | null;
  readonly #startedAt: Micros;
  #faults: readonly Fault[] = [];
  /** What a hang keeps back. */
  #silent: { readonly job: Job; readonly plan: AnswerPlan }[] = [];
  #connections = 0;
  readonly #open = new Set<BackendConnection>();
  /** Accepted, and never read. */
  readonly #ignored = new Set<Connection>();
  #listener: Listener | null = null;
  /** Requests by fault since it was switched on, for faults that count them. */
  readonly #counts = new Map<Fault, number>();

  constructor(ports: Ports, options: BackendOptions) {
    const { spec } = options;
    this.#ports = ports;
    this.#options = options;
    this.name = spec.name;
    this.clock = ports.clock;
    this.healthPath = options.healthPath;
    this.keepAlive = spec.keepAlive ?? null;
    this.#sample = latencySampler(spec.latency, ports.random);
    this.#startedAt = ports.clock.now();
    this.#workers =
      spec.capacity === undefined ? null : new Workers(ports.clock, spec.capacity, (work) => this.#takes(work));
    this.log = new BackendLog(ports.clock, options.sink, spec.name);
  }

  /** Listens, at once or when its start-up is over. */
  start(onListening: (endpoint: Endpoint) => void, onError: (detail: string) => void): void {
    const { spec, restarted = false } = this.#options;
    const startup = restarted ? (spec.startup ?? 0) : 0;
    if (startup === 0) this.#listen(onListening, onError);
    else this.clock.after(startup, () => this.#listen(onListening, onError));
  }

  /** Switches a fault of its own doing on; it works on what arrives from now on. */
  switchOn(fault: Fault): void {
    this.#faults = [...this.#faults, fault];
    if (definitionOf(fault.kind).closesListener === true) {
      this.#listener?.close();
      this.#listener = null;
    }
  }

  /**
   * Switches the faults of a kind off; `onDone` comes when that is done. What a hang held back is answered, what never
   * ended is reset, and what nobody read, too.
   */
  switchOff(kind: FaultKind, onDone: () => void = () => {}, onError: (detail: string) => void = () => {}): void {
    for (const fault of this.#faults) if (fault.kind === kind) this.#counts.delete(fault);
    this.#faults = this.#faults.filter((fault) => fault.kind !== kind);
    if (kind === 'hang') this.#release();
    for (const connection of this.#open) connection.relieve(kind);
    if (kind === 'silent') for (const connection of this.#ignored) connection.reset();
    if (definitionOf(kind).closesListener === true && this.#listener === null) this.#listen(onDone, onError);
    else onDone();
  }

  /** A request or probe is complete: decides what happens with it. */
  onJob(job: Job): void {
    if (!job.isProbe && this.#exits(job)) return;
    const { random } = this.#ports;
    const good: AnswerPlan = { delay: job.isProbe ? 0 : this.#work(), status: 200, silent: false, shapes: NO_SHAPES };
    const plan = this.#faults.length === 0 ? good : applyFaults(good, this.#faults, job, random);
    if (plan.silent) this.#silent.push({ job, plan });
    else if (this.#workers === null || job.isProbe) this.#answerAfter(this.#takes(plan.delay), job, plan);
    else if (!this.#workers.submit(plan.delay, () => job.answer(plan.status, plan.shapes))) this.#turnAway(job, plan);
  }

  closesReused(connection: number): boolean {
    return this.#faults.length > 0 && closesReused(this.#faults, connection, this.#ports.random);
  }

  forget(connection: BackendConnection): void {
    this.#open.delete(connection);
  }

  #listen(onListening: (endpoint: Endpoint) => void, onError: (detail: string) => void): void {
    this.#listener = this.#ports.network.listen(this.#options.endpoint, {
      onListening,
      onConnection: (connection) => this.#accept(connection),
      onError: (error) => onError(error.detail),
    });
  }

  #accept(connection: Connection): ConnectionHandler {
    const number = this.#connections++;
    const reception =
      this.#faults.length === 0 ? 'serve' : receptionOf(this.#faults, number, this.#open.size, this.#ports.random);
    if (reception === 'serve') {
      const served = new BackendConnection(this, connection, number);
      this.#open.add(served);
      return served;
    }
    if (reception === 'ignore') {
      connection.pause();
      this.#ignored.add(connection);
    } else if (reception === 'reset') connection.reset();
    else connection.close();
    return { ...UNHEARD, onClose: () => this.#ignored.delete(connection) };
  }

  /** How long it has to work on a request, if it works at all times. */
  #work(): Micros {
    const { warmUp } = this.#options.spec;
    const work = this.#sample();
    return warmUp === undefined ? work : Math.round(work * warmUpFactor(this.clock.now() - this.#startedAt, warmUp));
  }

  /** How long that takes from now on. */
  #takes(work: Micros): Micros {
    const { pauses } = this.#options.spec;
    if (pauses === undefined) return work;
    const age = this.clock.now() - this.#startedAt;
    return endOfWork(age, work, pauses) - age;
  }

  #answerAfter(delay: Micros, job: Job, plan: AnswerPlan): void {
    if (delay === 0) job.answer(plan.status, plan.shapes);
    else this.clock.after(delay, () => job.answer(plan.status, plan.shapes));
  }

  /** It has no room for this one. */
  #turnAway(job: Job, { shapes }: AnswerPlan): void {
    const full = this.#options.spec.capacity?.full ?? 503;
    if (full === 'refuse') job.refuse();
    else if (full !== 'drop') job.answer(full, shapes);
  }

  #exits(job: Job): boolean {
    const due = this.#faults.some((fault) => exits(fault, job, this.#counts));
    if (due) this.#options.exit?.();
    return due;
  }

  #release(): void {
    const waiting = this.#silent;
    this.#silent = [];
    for (const { job, plan } of waiting) job.answer(plan.status, plan.shapes);
  }
}

/** Whatever comes, nobody hears it. */
const UNHEARD = { onOpen() {}, onData() {}, onEnd() {}, onDrain() {} };
