/** Sends the scenario's load: its streams, and the clients that they share. */

import { DEFAULT_HEAD_LIMITS } from '../../http1/limits.ts';
import { ResponseHead } from '../../http1/response-head.ts';
import type { Clock, Micros } from '../../kernel/clock.ts';
import type { Endpoint, Network } from '../../kernel/network.ts';
import type { Random } from '../../kernel/random.ts';
import type { Outcome } from '../history/event.ts';
import type { EventSink } from '../history/sink.ts';
import type { LoadSpec } from '../scenario/load-spec.ts';
import { clientHost, formatAddress } from './address.ts';
import { LoadClient, type Sendable } from './client.ts';
import type { ClientStream } from './client-context.ts';
import { ClosedStream } from './closed-stream.ts';
import type { LoadStream, StreamHost } from './load-stream.ts';
import { OpenStream } from './open-stream.ts';

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

export class LoadGenerator implements StreamHost {
  readonly counts: LoadCounts = { sent: 0, ok: 0, failed: 0 };
  readonly clock: Clock;
  readonly sink: EventSink;
  readonly address: string;
  readonly #options: LoadOptions;
  readonly #clients: LoadClient[] = [];
  #streams: readonly LoadStream[] = [];
  #openStreams = 0;
  #inFlight = 0;
  #onFinished: (() => void) | null = null;

  constructor(options: LoadOptions) {
    const { clock, network, sink, subject } = options;
    this.#options = options;
    this.clock = clock;
    this.sink = sink;
    this.address = formatAddress(subject);
    const context = { clock, network, sink, subject, responseHead: new ResponseHead(DEFAULT_HEAD_LIMITS) };
    for (let i = 0; i < clientCount(options.load); i++) {
      this.#clients.push(new LoadClient(context, i, `c${i + 1}`, clientHost(i)));
    }
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Starts all streams at `zero`; `onFinished` comes when the last request has its ending. */
  start(zero: Micros, onFinished: () => void): void {
    this.#onFinished = onFinished;
    this.#openStreams = this.#options.load.length;
    this.#streams = this.#options.load.map((spec, index) => {
      const random = this.#options.random.fork(`load ${index}`);
      const { arrivals } = spec;
      return arrivals.kind === 'closed'
        ? new ClosedStream(this, index, spec, arrivals.think, zero, random)
        : new OpenStream(this, index, { ...spec, arrivals }, zero, random);
    });
    for (const stream of this.#streams) stream.start();
  }

  /** Sends nothing more, and ends what is under way. */
  stop(): void {
    this.#onFinished = null;
    for (const stream of this.#streams) stream.stop();
    for (const client of this.#clients) client.stop();
  }

  /** Closes the connections that wait for a request. */
  close(): void {
    for (const client of this.#clients) client.close();
  }

  send(stream: ClientStream, client: number, what: Sendable, due: Micros): void {
    this.#inFlight++;
    this.#clients[client]?.send(stream, what, this.counts.sent++, due);
  }

  ended(outcome: Outcome, status: number): void {
    this.#inFlight--;
    if (outcome === 'ok' && status < 500) this.counts.ok++;
    else this.counts.failed++;
    this.#checkFinished();
  }

  over(): void {
    this.#openStreams--;
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
