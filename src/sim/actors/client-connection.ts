/**
 * One of a client's connections: its requests in order (several at a time when they are pipelined), each answer checked as it
 * comes in.
 */

import { type HttpProblem, PROBLEMS } from '../../http1/problem.ts';
import type { ResponseHead } from '../../http1/response-head.ts';
import { ResponseParser, type ResponseSink } from '../../http1/response-parser.ts';
import type { Connection, ConnectionHandler, NetworkError } from '../../kernel/network.ts';
import type { Outcome } from '../history/event.ts';
import type { ClientBehavior } from '../scenario/load-spec.ts';
import type { ClientContext } from './client-context.ts';
import { Manners } from './client-manners.ts';
import type { ClientRequest } from './client-request.ts';
import { BODY_PIECE } from './payload.ts';
import { BodyWriter, bodyPiece, wholeBody } from './request-body.ts';

/** The client that a connection belongs to. */
export interface ConnectionOwner<Connection> {
  readonly host: string;
  readonly context: ClientContext;
  /** The head of an answer came. */
  onHead(request: ClientRequest, head: ResponseHead): void;
  /** A request of the connection's ended, as it says. */
  done(connection: Connection, request: ClientRequest): void;
  /** Nothing is under way on the connection. */
  keep(connection: Connection): void;
  /** It is gone. */
  forget(connection: Connection): void;
}

export class ClientConnection implements ConnectionHandler, ResponseSink {
  readonly number: number;
  readonly #client: ConnectionOwner<ClientConnection>;
  readonly #connection: Connection;
  readonly #parser: ResponseParser;
  /** Null for clients that do nothing odd: nearly all. */
  readonly #manners: Manners | null;
  /** It serves one request only. */
  readonly #once: boolean;
  #open = false;
  #closed = false;
  #keepAlive = false;
  /** The request whose answer is next, and those behind it. */
  #current: ClientRequest | null = null;
  readonly #behind: ClientRequest[] = [];
  /** A body that is still to be written. */
  #body: BodyWriter | null = null;
  /** The current answer is whole; the bytes that came with it are not looked at yet. */
  #answered = false;

  constructor(client: ConnectionOwner<ClientConnection>, number: number, once: boolean, behavior: ClientBehavior) {
    const { network, subject, responseHead, clock } = client.context;
    this.number = number;
    this.#client = client;
    this.#once = once;
    this.#parser = new ResponseParser(this, responseHead);
    this.#connection = network.connect(subject, this, { localHost: client.host });
    this.#manners =
      behavior.kind === 'none' ? null : new Manners(behavior, clock, this.#connection, () => this.#abort());
  }

  /** Requests under way. */
  get load(): number {
    return this.#current === null ? 0 : 1 + this.#behind.length;
  }

  /** A request may be written behind the ones before it: none of them has a body still to come. */
  get isWritable(): boolean {
    return this.#body === null;
  }

  /** Sends a request with `bytes` of body; it and the connection belong together until the client is told of its end. */
  request(request: ClientRequest, head: string, bytes: number): void {
    if (this.#current === null) this.#begin(request);
    else this.#behind.push(request);
    if (this.#manners !== null) this.#manners.send(bytes === 0 ? head : head + wholeBody(request.id, bytes));
    else if (bytes === 0) this.#connection.write(head);
    else if (bytes <= BODY_PIECE) this.#connection.write(head + bodyPiece(request.id, 0, bytes).text);
    else {
      this.#connection.write(head);
      this.#body = new BodyWriter(request.id, bytes);
      this.onDrain();
    }
  }

  /** The client gives up on a request, and so on the connection. */
  expire(request: ClientRequest): void {
    const index = this.#behind.indexOf(request);
    if (index >= 0) this.#behind.splice(index, 1);
    else this.#current = this.#behind.shift() ?? null;
    this.#tell(request, this.#open ? 'unknown' : 'failed', 'timeout');
    this.#failAll(this.#open ? 'unknown' : 'failed', 'aborted');
    this.#drop();
  }

  /** Closes it without another word about its requests. */
  close(): void {
    this.#current?.disarm();
    for (const request of this.#behind) request.disarm();
    this.#current = null;
    this.#behind.length = 0;
    this.#closed = true;
    this.#parser.stop();
    this.#manners?.stop();
    this.#connection.close();
  }

  onOpen(): void {
    this.#open = true;
    this.#manners?.onOpen();
  }

  onData(chunk: Uint8Array): void {
    this.#manners?.onData(chunk.length);
    let at = 0;
    while (at < chunk.length && !this.#closed) {
      // Bytes without a request: the connection is out of step.
      if (this.#current === null) {
        this.#drop();
        return;
      }
      at = this.#parser.feed(chunk, at);
      if (this.#answered) this.#settle(at === chunk.length);
    }
  }

  onEnd(): void {
    if (this.#closed) return;
    if (this.#current !== null) {
      if (!this.#parser.atStart) this.#parser.finish();
      if (this.#answered) this.#settle(true);
    }
    this.#failAll('unknown', 'closed without an answer');
    this.#drop();
  }

  onDrain(): void {
    if (this.#body?.writeTo(this.#connection) === true) this.#body = null;
  }

  onClose(error: NetworkError | null): void {
    this.#closed = true;
    this.#manners?.stop();
    this.#client.forget(this);
    if (!this.#open) this.#failAll('failed', error?.code ?? 'refused');
    else this.#failAll('unknown', error?.code ?? 'reset');
  }

  onInterim(): void {}

  onResponse(head: ResponseHead): void {
    this.#keepAlive = head.keepAlive;
    if (this.#current === null) return;
    this.#current.onHead(head);
    this.#client.onHead(this.#current, head);
  }

  onBody(chunk: Uint8Array, start: number, end: number): void {
    this.#current?.onBody(chunk, start, end);
  }

  onMessageEnd(): void {
    this.#current?.judge();
    this.#answered = true;
  }

  onProblem(problem: HttpProblem): void {
    this.#finish('unknown', problem === PROBLEMS.truncated ? 'truncated' : 'malformed');
    this.#failAll('unknown', 'closed without an answer');
    this.#drop();
  }

  #begin(request: ClientRequest): void {
    this.#current = request;
    this.#parser.expect(request.method);
  }

  /** The current answer is whole. `last`: nothing came behind it. */
  #settle(last: boolean): void {
    this.#answered = false;
    const request = this.#current;
    if (request === null) return;
    // What comes behind the answer to the last request, such as the same answer again, is nobody's.
    const clean = last || this.#behind.length > 0;
    this.#current = null;
    this.#tell(request, request.outcome, request.problem === '' && !clean ? 'overlong' : request.problem);
    if (this.#closed) return;
    const next = this.#behind.shift();
    if (next !== undefined && this.#keepAlive) this.#begin(next);
    else if (next !== undefined) {
      this.#current = next;
      this.#failAll('unknown', 'closed without an answer');
      this.#drop();
    } else if (this.#keepAlive && clean && !this.#once) this.#client.keep(this);
    else this.#drop();
  }

  /** The client leaves on purpose. */
  #abort(): void {
    this.#failAll(this.#open ? 'unknown' : 'failed', 'aborted');
    this.#client.forget(this);
    if (!this.#closed) this.#connection.reset();
    this.close();
  }

  #failAll(outcome: Outcome, problem: string): void {
    // Of an answer that was cut off one knows more than why.
    if (this.#current !== null) {
      const cut = outcome === 'unknown' && this.#current.status > 0 && problem !== 'aborted';
      this.#finish(outcome, cut ? 'truncated' : problem);
    }
    for (const request of this.#behind.splice(0)) this.#tell(request, outcome, problem);
  }

  #finish(outcome: Outcome, problem: string): void {
    const request = this.#current;
    if (request === null) return;
    this.#current = null;
    this.#tell(request, outcome, problem);
  }

  #tell(request: ClientRequest, outcome: Outcome, problem: string): void {
    request.disarm();
    request.outcome = outcome;
    request.problem = problem;
    this.#client.done(this, request);
  }

  #drop(): void {
    this.#client.forget(this);
    this.close();
  }
}
