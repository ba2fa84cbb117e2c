/** Random backends for the balancer's laws: what they may do with a request, and the peer that does it. */
import fc from 'fast-check';
import { DEFAULT_HEAD_LIMITS } from '../../../src/http1/limits.ts';
import { RequestHead } from '../../../src/http1/request-head.ts';
import { RequestParser } from '../../../src/http1/request-parser.ts';
import type { Clock } from '../../../src/kernel/clock.ts';
import type { Connection, ConnectionHandler } from '../../../src/kernel/network.ts';

/** What a backend does with one request. */
export interface Deed {
  readonly kind: 'length' | 'chunked' | 'until close' | 'no body' | 'garbage' | 'end' | 'reset' | 'silence';
  readonly size: number;
  /** Breaks off behind so much of the answer. */
  readonly cutAt: number | null;
  readonly cutBy: 'end' | 'close' | 'reset' | 'stall';
  /** Before it answers, in µs. */
  readonly delay: number;
  /** Answers the head, without waiting for the body. */
  readonly early: boolean;
  readonly interim: boolean;
  readonly closes: boolean;
}

const anyDeed: fc.Arbitrary<Deed> = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('length', 'chunked', 'until close', 'no body') },
    { weight: 1, arbitrary: fc.constantFrom('garbage', 'end', 'reset', 'silence') },
  ),
  size: fc.oneof(fc.nat(40), fc.nat(40_000)),
  cutAt: fc.option(fc.nat(300), { freq: 5, nil: null }),
  cutBy: fc.constantFrom('end', 'close', 'reset', 'stall'),
  delay: fc.oneof(fc.constant(0), fc.nat(3000), fc.nat(80_000)),
  early: fc.boolean(),
  interim: fc.boolean(),
  closes: fc.boolean(),
});

/** A body that ends with the connection and is broken off in good order can't be told from a whole one: not that. */
export const deed: fc.Arbitrary<Deed> = anyDeed.map((one) =>
  one.kind === 'until close' && one.cutBy !== 'stall' ? { ...one, cutBy: 'reset' } : one,
);

/** The body of an answer: tells whose it is, and where it begins and ends. */
export function bodyOf(path: string, size: number): string {
  return `<${path}:${'x'.repeat(size)}>`;
}

/** One connection of a backend that does its deeds, one a request. */
export class ChaoticBackend implements ConnectionHandler {
  readonly #clock: Clock;
  readonly #connection: Connection;
  readonly #parser: RequestParser;
  #path = '';
  #isHead = false;
  #deed: Deed | null = null;
  #over = false;

  constructor(clock: Clock, connection: Connection, next: () => Deed) {
    this.#clock = clock;
    this.#connection = connection;
    this.#parser = new RequestParser(
      {
        onRequest: (head) => {
          this.#path = head.path;
          this.#isHead = head.method === 'HEAD';
          this.#deed = next();
          if (this.#deed.early) this.#answer(this.#deed);
        },
        onBody() {},
        onMessageEnd: () => {
          if (this.#deed?.early === false) this.#answer(this.#deed);
        },
        onProblem: () => this.#leave('close'),
      },
      new RequestHead(DEFAULT_HEAD_LIMITS),
    );
  }

  onOpen(): void {}

  onData(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.#over; ) at = this.#parser.feed(chunk, at);
  }

  onEnd(): void {
    this.#leave('end');
  }

  onDrain(): void {}

  onClose(): void {
    this.#over = true;
  }

  #answer(deed: Deed): void {
    const whole = answerText(deed, this.#path, this.#isHead);
    // A body where none may be, in a later packet, could be told from the next answer by nobody.
    const text = this.#isHead ? whole.slice(0, whole.indexOf('\r\n\r\n') + 4) : whole;
    this.#clock.after(deed.delay, () => {
      if (!this.#over) this.#say(deed, text);
    });
  }

  #say(deed: Deed, answer: string): void {
    if (deed.kind === 'silence') return;
    if (deed.kind === 'end' || deed.kind === 'reset') {
      this.#leave(deed.kind);
      return;
    }
    const text = `${deed.interim ? 'HTTP/1.1 103 Early Hints\r\n\r\n' : ''}${answer}`;
    const cut = deed.cutAt !== null && deed.cutAt < text.length ? deed.cutAt : null;
    this.#connection.write(cut === null ? text : text.slice(0, cut));
    if (cut !== null) this.#leave(deed.cutBy);
    else if (deed.closes || deed.kind === 'until close' || deed.kind === 'garbage') this.#leave('end');
  }

  #leave(how: 'end' | 'close' | 'reset' | 'stall'): void {
    if (how === 'stall') return;
    this.#over = true;
    if (how === 'end') this.#connection.end();
    else if (how === 'close') this.#connection.close();
    else this.#connection.reset();
  }
}

function answerText({ kind, size, closes: says }: Deed, path: string, isHead: boolean): string {
  const closes = says || (isHead && kind === 'until close');
  const body = bodyOf(path, size);
  const head = `HTTP/1.1 200 OK\r\n${closes ? 'Connection: close\r\n' : ''}`;
  if (kind === 'garbage') return 'HTTP/1.1 OK\r\n\r\n';
  if (kind === 'no body') return `HTTP/1.1 204 No Content\r\n${closes ? 'Connection: close\r\n' : ''}\r\n`;
  if (kind === 'length') return `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
  if (kind === 'until close') return `${head}\r\n${body}`;
  const middle = body.length >> 1;
  const parts = [body.slice(0, middle), body.slice(middle)].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
  return `${head}Transfer-Encoding: chunked\r\n\r\n${parts.join('')}0\r\n\r\n`;
}
