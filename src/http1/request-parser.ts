/** A stream of requests, as a server reads them. */
import type { BodyKind } from './framing.ts';
import { MessageParser, type MessageSink } from './message-parser.ts';
import { type HttpProblem, PROBLEMS } from './problem.ts';
import type { RequestHead } from './request-head.ts';

export interface RequestSink extends MessageSink {
  /** A request's head. `head` is borrowed: shared with every parser that was given it. */
  onRequest(head: RequestHead): void;
}

export class RequestParser extends MessageParser {
  readonly #head: RequestHead;
  readonly #requests: RequestSink;
  #length = 0;
  #keepAlive = true;

  /** `head` is scratch memory; one may serve any number of parsers, and its limits hold for them all. */
  constructor(sink: RequestSink, head: RequestHead) {
    super(sink, head.limits);
    this.#head = head;
    this.#requests = sink;
  }

  protected override scanHead(bytes: Uint8Array, start: number, end: number): number {
    return this.#head.scan(bytes, start, end);
  }

  protected override headProblem(): HttpProblem {
    return this.#head.problem ?? PROBLEMS.target;
  }

  protected override headDone(): BodyKind {
    // Taken before the callback, which may have the shared head filled anew.
    const { body, contentLength, keepAlive } = this.#head;
    this.#length = contentLength;
    this.#keepAlive = keepAlive;
    this.#requests.onRequest(this.#head);
    return body;
  }

  protected override contentLength(): number {
    return this.#length;
  }

  protected override persists(): boolean {
    return this.#keepAlive;
  }
}
