/** A stream of answers, as a client reads them: each belongs to a request that was announced with `expect`. */
import type { BodyKind } from './framing.ts';
import { MessageParser, type MessageSink } from './message-parser.ts';
import { type HttpProblem, PROBLEMS } from './problem.ts';
import type { ResponseHead } from './response-head.ts';

export interface ResponseSink extends MessageSink {
  /** The head of a final answer (status 200 and up). `head` is borrowed. */
  onResponse(head: ResponseHead): void;
  /** The head of an interim answer (1xx, RFC 9110, 15.2); the final one follows. `head` is borrowed. */
  onInterim(head: ResponseHead): void;
  /**
   * The peer changes protocols (101, RFC 9110, 7.8), as the request offered. The parser is done: `feed` returns where
   * the other protocol's bytes start.
   */
  onSwitch?(head: ResponseHead): void;
}

export class ResponseParser extends MessageParser {
  readonly #head: ResponseHead;
  readonly #responses: ResponseSink;
  #toHead = false;
  #upgrades = false;
  /** Of the interim heads before this answer. */
  #interimBytes = 0;
  #length = 0;
  #keepAlive = true;

  /** `head` is scratch memory; one may serve any number of parsers, and its limits hold for them all. */
  constructor(sink: ResponseSink, head: ResponseHead) {
    super(sink, head.limits);
    this.#head = head;
    this.#responses = sink;
  }

  /**
   * The next answer is to a request with this method: an answer to HEAD has no body, whatever its fields say.
   * `upgrades`: the request offered a change of protocols.
   */
  expect(method: string, upgrades = false): void {
    this.#toHead = method === 'HEAD';
    this.#upgrades = upgrades;
  }

  protected override scanHead(bytes: Uint8Array, start: number, end: number): number {
    const head = this.#head;
    const behind = head.scan(bytes, start, end, this.#toHead, this.#upgrades);
    // A final answer may wait behind any number of interim ones, but not for ever: together they are as large as one head.
    const flood = behind >= 0 && head.status < 200 && this.#interimBytes + behind - start > this.limits.headBytes;
    return flood ? head.refuse(PROBLEMS.interimFlood) : behind;
  }

  protected override headProblem(): HttpProblem {
    return this.#head.problem ?? PROBLEMS.statusLine;
  }

  protected override headDone(): BodyKind | null {
    // Taken before the callback, which may have the shared head filled anew.
    const { status, body, contentLength, keepAlive, text } = this.#head;
    this.#length = contentLength;
    this.#keepAlive = keepAlive;
    if (status === 101) {
      this.#responses.onSwitch?.(this.#head);
      return 'tunnel';
    }
    this.#interimBytes = status < 200 ? this.#interimBytes + text.length : 0;
    if (status < 200) {
      this.#responses.onInterim(this.#head);
      return null;
    }
    this.#responses.onResponse(this.#head);
    return body;
  }

  protected override contentLength(): number {
    return this.#length;
  }

  protected override persists(): boolean {
    return this.#keepAlive;
  }
}
