/** One connection to a backend: carries one exchange at a time, and waits in the pool between them. */

import type { Fields } from '../../http1/fields.ts';
import { type HttpProblem, PROBLEMS } from '../../http1/problem.ts';
import type { ResponseHead } from '../../http1/response-head.ts';
import { ResponseParser, type ResponseSink } from '../../http1/response-parser.ts';
import type { Micros } from '../../kernel/clock.ts';
import type { Connection, ConnectionHandler, NetworkError } from '../../kernel/network.ts';
import type { Backend } from '../core/backend.ts';
import type { ProxyContext } from './context.ts';
import { Outbox } from './outbox.ts';
import type { IdleUpstreams, UpstreamFailure, UpstreamUser } from './upstream.ts';

export class UpstreamConnection implements ConnectionHandler, ResponseSink {
  readonly backend: Backend;
  readonly outbox: Outbox;
  /** It served an exchange before: the backend may be closing it just now. */
  reused = false;
  opened = false;
  /** In the pool, since `keptAt`. */
  kept = false;
  keptAt: Micros = 0;
  readonly #context: ProxyContext;
  readonly #pool: IdleUpstreams<UpstreamConnection>;
  readonly #connection: Connection;
  readonly #parser: ResponseParser;
  #user: UpstreamUser | null;
  #closed = false;
  /** Something of this exchange's answer has come. */
  #answerBegan = false;
  /** The answer is whole, and its user is not told yet. */
  #ended = false;
  #trailers: Fields | null = null;
  #keepAlive = false;
  /** Not HTTP any more. */
  #tunnels = false;

  constructor(context: ProxyContext, pool: IdleUpstreams<UpstreamConnection>, backend: Backend, user: UpstreamUser) {
    this.backend = backend;
    this.#context = context;
    this.#pool = pool;
    this.#user = user;
    this.#parser = new ResponseParser(this, context.responseHead);
    this.#connection = context.network.connect(backend.config, this);
    this.outbox = new Outbox(this.#connection);
  }

  /** Taken from the pool for another exchange. */
  reuse(user: UpstreamUser): void {
    this.kept = false;
    this.#answerBegan = false;
    this.reused = true;
    this.#user = user;
  }

  /** The next answer is to a request with this method, which may change protocols when `upgrades`. */
  expect(method: string, upgrades: boolean): void {
    this.#parser.expect(method, upgrades);
  }

  pause(): void {
    this.#connection.pause();
  }

  resume(): void {
    this.#connection.resume();
  }

  /** The tunnel's client sends no more. */
  end(): void {
    this.#connection.end();
  }

  /**
   * The exchange is over, its answer whole. The connection is kept for another when the backend keeps it open and
   * `reusable` says that the request was whole, too.
   */
  release(reusable: boolean): void {
    this.#user = null;
    if (!reusable || !this.#keepAlive || this.#closed || this.#context.stopping) {
      this.close();
      return;
    }
    this.kept = true;
    this.#pool.keep(this);
  }

  /** Closes at once; the user is told nothing more. */
  close(): void {
    this.#user = null;
    this.#parser.stop();
    this.#pool.forget(this);
    this.kept = false;
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.close();
  }

  /** Closes at once; the user is told that the backend leaves, or that nothing was sent yet. */
  giveUp(): void {
    this.#context.tick();
    this.#fail(this.opened ? 'withdrawn' : 'not-connected');
  }

  onOpen(): void {
    this.#context.tick();
    this.opened = true;
    this.#user?.onUpstreamOpen();
  }

  onData(chunk: Uint8Array): void {
    this.#context.tick();
    const user = this.#user;
    // Bytes that nobody asked for: the connection can't be trusted to be in step any more.
    if (user === null) {
      this.close();
      return;
    }
    if (this.#tunnels) {
      user.onTunnelData(chunk, 0);
      return;
    }
    this.#answerBegan = true;
    const read = this.#parser.feed(chunk, 0);
    if (this.#tunnels) {
      if (read < chunk.length) this.#user?.onTunnelData(chunk, read);
    } else if (read < chunk.length) this.#keepAlive = false;
    if (this.#ended) this.#tellEnd();
    this.#user?.onUpstreamSettled();
  }

  onEnd(): void {
    this.#context.tick();
    if (this.#user === null) {
      this.close();
      return;
    }
    if (this.#tunnels) {
      this.#user.onTunnelEnd();
      return;
    }
    if (this.#answerBegan) this.#parser.finish();
    if (this.#ended) this.#tellEnd();
    // Interim answers alone are whole messages to the parser, but no answer.
    if (this.#user !== null) this.#fail(this.#answerBegan ? 'cut' : 'no-answer');
  }

  onDrain(): void {
    this.#context.tick();
    this.outbox.drained();
    this.#user?.onUpstreamDrain();
  }

  onClose(_error: NetworkError | null): void {
    this.#context.tick();
    this.#closed = true;
    if (this.#user === null) this.close();
    else if (!this.opened) this.#fail('not-connected');
    else this.#fail(this.#answerBegan ? 'cut' : 'no-answer');
  }

  onInterim(head: ResponseHead): void {
    this.#user?.onInterim(head);
  }

  onResponse(head: ResponseHead): void {
    this.#keepAlive = head.keepAlive;
    this.#user?.onResponse(head);
  }

  onSwitch(head: ResponseHead): void {
    this.#keepAlive = false;
    this.#tunnels = true;
    this.#user?.onSwitch(head);
  }

  onBody(chunk: Uint8Array, start: number, end: number): void {
    this.#user?.onResponseBody(chunk, start, end);
  }

  /** Told only when the event's bytes are all looked at: what follows a whole answer decides whether the connection is kept. */
  onMessageEnd(trailers: Fields | null): void {
    this.#ended = true;
    this.#trailers = trailers;
  }

  onProblem(problem: HttpProblem): void {
    this.#fail(problem === PROBLEMS.truncated ? 'cut' : 'malformed');
  }

  #tellEnd(): void {
    const trailers = this.#trailers;
    this.#ended = false;
    this.#trailers = null;
    this.#user?.onResponseEnd(trailers);
  }

  #fail(failure: UpstreamFailure): void {
    const user = this.#user;
    this.close();
    user?.onUpstreamFailure(failure);
  }
}
