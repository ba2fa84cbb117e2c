/**
 * One thread that serves, through all its lives: whatever ends it without having been asked to, another takes its place
 * under its number. What the dead one had claimed in the state table is given back; its counters stay.
 */
import { Worker } from 'node:worker_threads';
import type { Clock, Micros, Timer } from '../../kernel/clock.ts';
import type { Endpoint, NetworkError } from '../../kernel/network.ts';
import type { Log } from '../core/observer.ts';
import { GONE, type StateTable } from '../core/state-table.ts';
import type { ThreadOrder, ThreadReport, ThreadStart } from './thread-messages.ts';
import type { ThreadProgram } from './thread-program.ts';

/** After the first death comes the next life at once; who goes on dying at once is given more and more time. */
const PAUSE_MIN: Micros = 100_000;
const PAUSE_MAX: Micros = 10_000_000;
/** A thread that served for so long didn't die at once. */
const SETTLED: Micros = 10_000_000;
/** A thread that is still there so long after `stopNow` hears nothing any more. */
const DEAF: Micros = 1_000_000;
export interface ThreadContext {
  readonly number: number;
  readonly program: ThreadProgram;
  readonly clock: Clock;
  readonly table: StateTable;
  readonly log: Log;
  /** What a life that begins now starts with. */
  readonly start: () => Omit<ThreadStart, 'thread' | 'table' | 'listen'>;
  /** What it reports beyond its own state. `reply` reaches only the life that asked. */
  readonly onReport: (report: ThreadReport, reply: (order: ThreadOrder) => void) => void;
}

export class ServingThread {
  readonly #context: ThreadContext;
  #worker: Worker | null = null;
  #listen: Endpoint = { host: '', port: 0 };
  #onListening: ((endpoint: Endpoint) => void) | null = null;
  #onError: (error: NetworkError) => void = () => {};
  #onEnded: (() => void) | null = null;
  /** When this life began to serve; null before. */
  #servesSince: Micros | null = null;
  /** Deaths in a row that came at once. */
  #deaths = 0;
  #reason = '';
  #timer: Timer | null = null;

  constructor(context: ThreadContext) {
    this.#context = context;
  }

  /**
   * Begins. One of the callbacks is made: when it listens, or when it can't, and then it is over. `onError` also tells of
   * trouble with single connections later.
   */
  start(listen: Endpoint, onListening: (endpoint: Endpoint) => void, onError: (error: NetworkError) => void): void {
    this.#listen = listen;
    this.#onListening = onListening;
    this.#onError = onError;
    this.#live();
  }

  send(order: ThreadOrder): void {
    this.#worker?.postMessage(order);
  }

  /** Lets the requests under way finish, then calls back. */
  stop(onEnded: () => void): void {
    this.#end(onEnded);
    if (this.#servesSince === null) void this.#worker?.terminate();
    else this.send({ type: 'stop' });
  }

  /** Cuts off who is still busy after `stop`. */
  stopNow(): void {
    this.send({ type: 'stop-now' });
    if (this.#worker === null) return;
    this.#timer?.cancel();
    this.#timer = this.#context.clock.after(DEAF, () => void this.#worker?.terminate());
  }

  /** Ends it at once, whatever it does, then calls back. */
  terminate(onEnded: () => void): void {
    this.#end(onEnded);
    void this.#worker?.terminate();
  }

  #end(onEnded: () => void): void {
    const before = this.#onEnded;
    this.#onEnded = () => {
      before?.();
      onEnded();
    };
    if (this.#worker !== null) return;
    // No next life.
    this.#timer?.cancel();
    onEnded();
  }

  #live(): void {
    const { number, program, table, start, onReport } = this.#context;
    const workerData: ThreadStart = { ...start(), thread: number, table: table.handle, listen: this.#listen };
    // As good as adopted: it knows no older membership, and messages about newer ones wait for it.
    table.adopted(number, workerData.generation);
    this.#servesSince = null;
    this.#reason = '';
    let worker: Worker;
    try {
      worker = new Worker(program.script, {
        name: `lbsim ${number}`,
        workerData,
        // What this process was started with (loaders, inspectors) is not meant for its threads.
        execArgv: [],
        resourceLimits: program.limits,
      });
    } catch (error) {
      this.#reason = describe(error);
      this.#timer = this.#context.clock.after(0, () => this.#died());
      return;
    }
    this.#worker = worker;
    const reply = (order: ThreadOrder): void => worker.postMessage(order);
    worker.on('message', (report: ThreadReport) => {
      if (report.type === 'listening') this.#serves(report.endpoint);
      else if (report.type === 'trouble') this.#trouble(report.error);
      else onReport(report, reply);
    });
    worker.on('error', (error) => {
      this.#reason = describe(error);
    });
    worker.on('exit', (code) => {
      this.#worker = null;
      if (this.#reason === '') this.#reason = `it exited with code ${code}`;
      this.#died();
    });
  }

  #serves(endpoint: Endpoint): void {
    const { clock, log, number } = this.#context;
    if (this.#onEnded !== null) return;
    this.#servesSince = clock.now();
    const onListening = this.#onListening;
    this.#onListening = null;
    if (onListening !== null) onListening(endpoint);
    else log('info', `Thread ${number} serves again`);
  }

  #trouble(error: NetworkError): void {
    if (this.#servesSince !== null) {
      this.#onError(error);
      return;
    }
    this.#reason = error.detail;
    if (this.#onListening !== null) this.#fail(error);
    void this.#worker?.terminate();
  }

  /** Told only once the thread is gone. */
  #fail(error: NetworkError): void {
    this.#onListening = null;
    this.#onEnded ??= () => this.#onError(error);
  }

  #died(): void {
    const { clock, log, number, table } = this.#context;
    this.#timer?.cancel();
    table.giveBack(number);
    table.adopted(number, GONE);
    if (this.#onListening !== null) this.#fail({ code: 'failed', detail: `thread ${number}: ${this.#reason}` });
    if (this.#onEnded !== null) {
      this.#onEnded();
      return;
    }
    const settled = this.#servesSince !== null && clock.now() - this.#servesSince >= SETTLED;
    const pause = settled || this.#deaths === 0 ? 0 : Math.min(PAUSE_MAX, PAUSE_MIN * 2 ** (this.#deaths - 1));
    this.#deaths = settled ? 1 : this.#deaths + 1;
    const when = pause === 0 ? 'now' : `in ${pause / 1e6} s`;
    log('error', `Thread ${number} died (${this.#reason}); another takes its place ${when}`);
    this.#timer = clock.after(pause, () => this.#live());
  }
}

/** In one line, with the place in the code: it is a bug, and this is all that will be known of it. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = /^\s+at (.*)$/m.exec(error.stack ?? '')?.[1];
  return `${error.name}: ${error.message}${place === undefined ? '' : ` at ${place}`}`;
}
