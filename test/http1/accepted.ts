/** What the codec accepts of a stream: its complete messages, as values to be compared with another parser's. */
import type { BodyKind } from '../../src/http1/framing.ts';
import { DEFAULT_HEAD_LIMITS } from '../../src/http1/limits.ts';
import { RequestHead } from '../../src/http1/request-head.ts';
import { RequestParser } from '../../src/http1/request-parser.ts';
import { ResponseHead } from '../../src/http1/response-head.ts';
import { ResponseParser } from '../../src/http1/response-parser.ts';

export interface Message {
  /** Method and target, or status and reason. */
  readonly start: readonly [string, string];
  readonly minor: number;
  /** Names and values in turn. */
  readonly fields: readonly string[];
  /** The status codes of the interim answers before it. */
  readonly interims: readonly number[];
  readonly keepAlive: boolean;
  body: string;
  trailers: readonly string[];
}

export interface Accepted extends Message {
  /** Its bytes in the stream. */
  readonly from: number;
  readonly to: number;
  /** The body ends with the connection. */
  readonly untilClose: boolean;
  readonly framing: BodyKind;
}

interface FieldList {
  readonly count: number;
  name(index: number): string;
  value(index: number): string;
}

const pairs = (fields: FieldList) =>
  Array.from({ length: fields.count }, (_, i) => [fields.name(i), fields.value(i)]).flat();

class Collector {
  readonly accepted: Accepted[] = [];
  message: Message | null = null;
  interims: number[] = [];
  from = 0;
  ended = false;
  framing: BodyKind = 'none';

  onRequest(head: RequestHead): void {
    this.#start([head.method, head.target], head);
  }

  onResponse(head: ResponseHead): void {
    this.#start([String(head.status), head.reason], head);
  }

  onInterim(head: ResponseHead): void {
    this.interims.push(head.status);
  }

  onBody(chunk: Uint8Array, start: number, end: number): void {
    if (this.message !== null) this.message.body += Buffer.from(chunk.subarray(start, end)).toString('latin1');
  }

  onMessageEnd(trailers: FieldList | null): void {
    if (this.message !== null && trailers !== null) this.message.trailers = pairs(trailers);
    this.ended = true;
  }

  onProblem(): void {}

  /** The message ended before `to`. */
  take(to: number): void {
    this.ended = false;
    if (this.message !== null) {
      const { framing, from } = this;
      this.accepted.push({ ...this.message, from, to, framing, untilClose: framing === 'close' });
    }
    this.message = null;
    this.from = to;
  }

  #start(start: readonly [string, string], head: RequestHead | ResponseHead): void {
    this.framing = head.body;
    const { minor, keepAlive } = head;
    this.message = { start, minor, fields: pairs(head), interims: this.interims, keepAlive, body: '', trailers: [] };
    this.interims = [];
  }
}

export function acceptedRequests(bytes: Uint8Array): Accepted[] {
  const collector = new Collector();
  const parser = new RequestParser(collector, new RequestHead(DEFAULT_HEAD_LIMITS));
  for (let at = 0; at < bytes.length; ) {
    at = parser.feed(bytes, at);
    if (collector.ended) collector.take(at);
  }
  return collector.accepted;
}

/** `methods` are those of the requests; GET when there are more answers. */
export function acceptedResponses(bytes: Uint8Array, methods: readonly string[]): Accepted[] {
  const collector = new Collector();
  const parser = new ResponseParser(collector, new ResponseHead(DEFAULT_HEAD_LIMITS));
  parser.expect(methods[0] ?? 'GET');
  for (let at = 0; at < bytes.length; ) {
    at = parser.feed(bytes, at);
    if (!collector.ended) continue;
    collector.take(at);
    parser.expect(methods[collector.accepted.length] ?? 'GET');
  }
  parser.finish();
  if (collector.ended) collector.take(bytes.length);
  return collector.accepted;
}
