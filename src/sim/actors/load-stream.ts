/** What the two kinds of streams, open and closed loop, have in common: they send, and say at their end how well they could. */
import type { Clock, Micros } from '../../kernel/clock.ts';
import { DeadlineList } from '../../kernel/deadline-list.ts';
import type { Random } from '../../kernel/random.ts';
import type { Outcome } from '../history/event.ts';
import { NONE } from '../history/history.ts';
import type { EventSink } from '../history/sink.ts';
import type { LoadSpec } from '../scenario/load-spec.ts';
import { badRequest } from '../workload/bad-requests.ts';
import { weighted } from '../workload/population.ts';
import type { Sendable } from './client.ts';
import type { ClientStream } from './client-context.ts';
import { RequestShape } from './request-shape.ts';

/** What a stream needs of the generator. */
export interface StreamHost {
  readonly clock: Clock;
  readonly sink: EventSink;
  /** The subject's `host:port`. */
  readonly address: string;
  /** Requests under way, of all streams. */
  readonly inFlight: number;
  send(stream: ClientStream, client: number, what: Sendable, due: Micros): void;
  /** A request ended. */
  ended(outcome: Outcome, status: number): void;
  /** The stream's last request is sent. */
  over(): void;
}

/** More than this under way at a time would measure the lab's own sockets and memory. */
const MOST_IN_FLIGHT = 50_000;

export abstract class LoadStream implements ClientStream {
  readonly index: number;
  readonly spec: LoadSpec;
  readonly deadlines: DeadlineList;
  protected readonly host: StreamHost;
  protected readonly begin: Micros;
  readonly #whats: readonly Sendable[];
  readonly #draw: () => number;
  #stopped = false;
  #skipped = 0;
  #lag: Micros = 0;

  /** `zero`: the load's, on the host's clock. */
  constructor(host: StreamHost, index: number, spec: LoadSpec, zero: Micros, random: Random) {
    this.host = host;
    this.index = index;
    this.spec = spec;
    this.begin = zero + spec.start;
    this.deadlines = new DeadlineList(host.clock, spec.timeout);
    const { behavior, requests } = spec;
    this.#whats =
      behavior.kind === 'bad'
        ? [badRequest(behavior.name, host.address)]
        : requests.map((request) => new RequestShape(request, spec, host.address));
    const shares = behavior.kind === 'bad' ? [1] : requests.map(({ share }) => share);
    this.#draw = weighted(shares, random.fork('requests'));
  }

  /** Sets its timers. */
  abstract start(): void;

  onDone(_client: number, outcome: Outcome, status: number): void {
    this.host.ended(outcome, status);
  }

  /** Sends nothing more, and says nothing more. */
  stop(): void {
    this.#stopped = true;
  }

  protected get isStopped(): boolean {
    return this.#stopped;
  }

  /**
   * Sends what is due, unless that makes no sense any more; false: it is skipped. `request`: which of the stream's, -1 to
   * draw.
   */
  protected send(client: number, due: Micros, request: number): boolean {
    const late = this.host.clock.now() - due;
    const what = this.#whats[request < 0 ? this.#draw() : request];
    if (late >= this.spec.timeout || this.host.inFlight >= MOST_IN_FLIGHT || what === undefined) {
      this.#skipped++;
      return false;
    }
    if (late > this.#lag) this.#lag = late;
    this.host.send(this, client, what, due);
    return true;
  }

  /** Its last request is sent. */
  protected finish(): void {
    const { sink, clock } = this.host;
    const lag = Math.round(this.#lag);
    const text = sink.textId(String(this.index));
    sink.append(clock.now(), 'lab.load', sink.actorId('lab'), NONE, NONE, NONE, this.#skipped, lag, text);
    this.host.over();
  }
}
