/** One client's connection: reads requests one after the other, and answers or forwards each before it reads the next. */

import { simpleResponse } from '../../http1/encode.ts';
import type { Fields } from '../../http1/fields.ts';
import type { HttpProblem } from '../../http1/problem.ts';
import type { RequestHead } from '../../http1/request-head.ts';
import { RequestParser, type RequestSink } from '../../http1/request-parser.ts';
import { copyBytes } from '../../kernel/bytes.ts';
import { Deadline } from '../../kernel/deadline-list.ts';
import type { Connection, ConnectionHandler, NetworkError } from '../../kernel/network.ts';
import type { LocalAnswer } from '../core/admin.ts';
import type { ProxyContext } from './context.ts';
import { Exchange, type ExchangeClient } from './exchange.ts';
import { plainHost } from './forwarding.ts';
import { Outbox } from './outbox.ts';
import type { UpstreamPool } from './upstream-pool.ts';

/** What the balancer says when it answers a request itself. */
const ERROR_BODIES = {
  408: 'The request took too long to arrive.\n',
  502: 'The backend gave no valid answer.\n',
  503: 'No healthy backend is available.\n',
  504: 'The backend took too long to answer.\n',
} as const;

export class DownstreamConnection extends Deadline implements ConnectionHandler, RequestSink, ExchangeClient {
  readonly host: string;
  readonly outbox: Outbox;
  readonly #context: ProxyContext;
  readonly #upstreams: UpstreamPool;
  readonly #connection: Connection;
  readonly #parser: RequestParser;
  readonly #onGone: (connection: DownstreamConnection) => void;
  #exchange: Exchange | null = null;
  /** A request is being worked on: the next one waits. */
  #busy = false;
  /** The exchange, and not the balancer itself, works on it. */
  #exchanging = false;
  #local: LocalAnswer | null = null;
  #isHead = false;
  #keepAlive = true;
  /** What came behind the current request. */
  #leftover: Uint8Array | null = null;
  /** The last answer is given: what still comes is thrown away until the client closes. */
  #closing = false;
  #clientEnded = false;
  /** Answered, but the client takes the answers in too slowly: its next request waits. */
  #awaitsRoom = false;

  constructor(
    context: ProxyContext,
    upstreams: UpstreamPool,
    connection: Connection,
    onGone: (connection: DownstreamConnection) => void,
  ) {
    super();
    this.#upstreams = upstreams;
    this.#context = context;
    this.#connection = connection;
    this.#onGone = onGone;
    this.host = plainHost(connection.remote.host);
    this.outbox = new Outbox(connection);
    this.#parser = new RequestParser(this, context.requestHead);
    context.requestDeadlines.arm(this, context.clock.now());
  }

  /** Takes no further request: closes now when there is none under way. */
  finish(): void {
    if (!this.#busy && this.#parser.atStart) this.close();
  }

  close(): void {
    this.#connection.close();
  }

  onOpen(): void {}

  onData(chunk: Uint8Array): void {
    if (this.#closing) return;
    if (this.#leftover === null) this.#read(chunk);
    else this.#leftover = Buffer.concat([this.#leftover, chunk]);
  }

  onEnd(): void {
    this.#clientEnded = true;
    this.#readEnd();
  }

  onDrain(): void {
    this.outbox.drained();
    if (this.#awaitsRoom) {
      this.#awaitsRoom = false;
      this.#connection.resume();
      this.#next(true);
    } else this.#exchange?.onClientDrain();
  }

  onClose(_error: NetworkError | null): void {
    this.disarm();
    this.#parser.stop();
    this.#closing = true;
    if (this.#exchanging) this.#exchange?.abort();
    this.#exchanging = false;
    this.#onGone(this);
  }

  onRequest(head: RequestHead): void {
    const context = this.#context;
    this.disarm();
    this.#busy = true;
    this.#isHead = head.method === 'HEAD';
    // Own answers to 1.0 clients just close: not worth a keep-alive of its own.
    this.#keepAlive = head.keepAlive && head.minor === 1;
    this.#local = context.admin.answer(head.method, head.path, context.clock.now());
    if (this.#local !== null) {
      context.requestDeadlines.arm(this, context.clock.now());
      return;
    }
    this.#exchange ??= new Exchange(context, this.#upstreams, this);
    this.#exchanging = true;
    this.#exchange.start(head);
  }

  onBody(chunk: Uint8Array, start: number, end: number): void {
    if (this.#exchanging) this.#exchange?.onRequestBody(chunk, start, end);
    else if (this.#local !== null) this.#context.requestDeadlines.arm(this, this.#context.clock.now());
  }

  onMessageEnd(trailers: Fields | null): void {
    if (this.#exchanging) this.#exchange?.onRequestEnd(trailers);
    else if (this.#local !== null) {
      this.#answer(this.#local, this.#keepAlive);
      this.#local = null;
    }
  }

  onProblem(problem: HttpProblem): void {
    this.#local = null;
    if (this.#exchanging) {
      this.#exchanging = false;
      this.#exchange?.abort();
      // Nothing can be said any more when an answer is already on its way.
      if (this.#exchange?.answering === true) {
        this.#connection.reset();
        return;
      }
    }
    this.#busy = true;
    this.#answer(plain(problem.status, `${problem.reason}\n`), false);
  }

  pause(): void {
    this.#connection.pause();
  }

  /** Not while a next request waits: a client that sends on and on would fill the memory. */
  resume(): void {
    if (this.#leftover === null) this.#connection.resume();
  }

  onExchangeDone(reusable: boolean): void {
    this.#exchanging = false;
    this.#next(reusable);
  }

  onExchangeFailed(status: 408 | 502 | 503 | 504): void {
    const inStep = this.#exchange?.requestComplete === true;
    this.#exchanging = false;
    this.#answer(plain(status, ERROR_BODIES[status]), inStep && this.#keepAlive);
  }

  onExchangeCut(): void {
    this.#exchanging = false;
    this.#connection.reset();
  }

  /** Too long without a request, inside one, without taking in answers, or without closing after the last. */
  override onDeadline(): void {
    if (this.#awaitsRoom) this.#connection.reset();
    else if (this.#closing || (!this.#busy && this.#parser.atStart)) this.close();
    else this.#answer(plain(408, ERROR_BODIES[408]), false);
  }

  #read(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.#closing) {
      if (this.#busy && this.#parser.atStart) {
        this.#leftover = copyBytes(chunk, at, chunk.length);
        this.#connection.pause();
        break;
      }
      at = this.#parser.feed(chunk, at);
      if (!this.#busy && !this.#closing && at === chunk.length && !this.#parser.atStart) this.#armForHead();
    }
    if (this.#exchanging) this.#exchange?.onClientSettled();
  }

  /** A head has one deadline from its first byte, however slowly it drips. */
  #armForHead(): void {
    if (this.list !== this.#context.requestDeadlines) {
      this.#context.requestDeadlines.arm(this, this.#context.clock.now());
    }
  }

  #answer(answer: LocalAnswer, keepAlive: boolean): void {
    const { status, contentType, body, extra = '' } = answer;
    const reusable = keepAlive && !this.#context.stopping;
    const text = simpleResponse({ status, contentType, body, keepAlive: reusable, extra });
    this.outbox.addText(this.#isHead ? text.slice(0, text.length - body.length) : text);
    this.outbox.flush();
    this.#next(reusable);
  }

  /** The current request is answered. */
  #next(reusable: boolean): void {
    if (!reusable || this.#context.stopping || (this.#clientEnded && this.#leftover === null)) {
      this.#finishAndLinger();
      return;
    }
    const { requestDeadlines, idleDeadlines, clock } = this.#context;
    if (this.outbox.full) {
      this.#awaitsRoom = true;
      this.#connection.pause();
      requestDeadlines.arm(this, clock.now());
      return;
    }
    this.#busy = false;
    this.#isHead = false;
    idleDeadlines.arm(this, clock.now());
    const leftover = this.#leftover;
    if (leftover === null) return;
    this.#leftover = null;
    this.#connection.resume();
    this.#read(leftover);
    if (this.#clientEnded) this.#readEnd();
  }

  /** The client sends no more: a whole request is still answered, a half one is refused. What waits is looked at first. */
  #readEnd(): void {
    if (this.#closing || this.#leftover !== null) return;
    if (!this.#parser.atStart) this.#parser.finish();
    else if (!this.#busy) this.#finishAndLinger();
  }

  /**
   * Half-closes and reads on until the client closes: closing at once with bytes unread would reset the connection, and
   * the client could lose the answer (RFC 9112, 9.6).
   */
  #finishAndLinger(): void {
    this.#closing = true;
    this.#parser.stop();
    this.#leftover = null;
    this.#connection.end();
    this.#connection.resume();
    this.#context.requestDeadlines.arm(this, this.#context.clock.now());
  }
}

function plain(status: number, body: string): LocalAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}
