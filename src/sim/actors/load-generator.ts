/** Sends the scenario's load: every request when it is due, whether or not earlier ones were answered. */

import { DEFAULT_HEAD_LIMITS } from '../../http1/limits.ts';
import { ResponseHead } from '../../http1/response-head.ts';
import type { Clock, Micros } from '../../kernel/clock.ts';
import { DeadlineList } from '../../kernel/deadline-list.ts';
import type { Endpoint, Network } from '../../kernel/network.ts';
import type { Random } from '../../kernel/random.ts';
import type { Outcome } from '../history/event.ts';
import type { EventSink } from '../history/sink.ts';
import type { LoadSpec } from '../scenario/load-spec.ts';
import { createArrivals } from '../workload/index.ts';
import { population } from '../workload/population.ts';
import { clientHost } from './address.ts';
import { LoadClient } from './client.ts';

export interface LoadOptions {
  readonly clock: Clock;
  readonly network: Network;
  readonly random: Random;
  readonly sink: EventSink;
  readonly subject: Endpoint;
  readonly load: readonly LoadSpec[];
}

/** Running totals, for progress. */
export interface LoadCounts {
  sent: number;
  ok: number;
  failed: number;
}

export class LoadGenerator {
  readonly counts: LoadCounts = { sent: 0, ok: 0, failed: 0 };
  readonly #options: LoadOptions;
  readonly #clients: LoadClient[] = [];
  #openStreams = 0;
  #inFlight = 0;
  #onFinished: (() => void) | null = null;
  #stopped = false;

  constructor(options: LoadOptions) {
    this.#options = options;
    const context = {
      clock: options.clock,
      network: options.network,
      sink: options.sink,
      subject: options.subject,
      responseHead: new ResponseHead(DEFAULT_HEAD_LIMITS),
      onDone: (outcome: Outcome, status: number) => this.#done(outcome, status),
    };
    for (let i = 0; i < clientCount(options.load); i++) {
      this.#clients.push(new LoadClient(context, `c${i + 1}`, clientHost(i)));
    }
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Starts all streams at `zero`; `onFinished` comes when the last request has its ending. */
  start(zero: Micros, onFinished: () => void): void {
    this.#onFinished = onFinished;
    this.#openStreams = this.#options.load.length;
    this.#options.load.forEach((spec, index) => {
      this.#startStream(zero, spec, this.#options.random.fork(`load ${index}`));
    });
  }

  /** Sends nothing more, and ends what is under way. */
  stop(): void {
    this.#stopped = true;
    this.#onFinished = null;
    for (const client of this.#clients) client.stop();
  }

  /** Closes the connections that wait for a request. */
  close(): void {
    for (const client of this.#clients) client.close();
  }

  #startStream(zero: Micros, spec: LoadSpec, random: Random): void {
    const { clock } = this.#options;
    if (spec.arrivals.kind === 'closed') return;
    const begin = zero + spec.start;
    const arrivals = createArrivals(spec.arrivals, spec.duration, random.fork('arrivals'));
    const drawClient = population(spec, random.fork('clients'));
    const deadlines = new DeadlineList(clock, spec.timeout);
    const sendDue = (): void => {
      if (this.#stopped) return;
      for (let due = arrivals.next; due !== null; due = arrivals.next) {
        const wait = Math.round(begin + due) - clock.now();
        if (wait > 0) {
          clock.after(wait, sendDue);
          return;
        }
        arrivals.advance();
        this.#send(begin + due, drawClient(), deadlines);
      }
      this.#openStreams--;
      this.#checkFinished();
    };
    clock.after(begin - clock.now(), sendDue);
  }

  #send(due: Micros, client: number, deadlines: DeadlineList): void {
    this.#inFlight++;
    this.#clients[client]?.send(this.counts.sent++, due, deadlines);
  }

  #done(outcome: Outcome, status: number): void {
    this.#inFlight--;
    if (outcome === 'ok' && status < 500) this.counts.ok++;
    else this.counts.failed++;
    this.#checkFinished();
  }

  #checkFinished(): void {
    if (this.#openStreams > 0 || this.#inFlight > 0 || this.#onFinished === null) return;
    const onFinished = this.#onFinished;
    this.#onFinished = null;
    onFinished();
  }
}

/** Streams share the population: client 7 of one stream is client 7 of the next. */
export function clientCount(load: readonly LoadSpec[]): number {
  return load.reduce((most, spec) => Math.max(most, spec.clients), 0);
}
