/** What the balancer decides to forward of a client's bytes: the codec's reading of them, and the form it is sent on in. */
import { DEFAULT_HEAD_LIMITS } from '../../src/http1/limits.ts';
import type { HttpProblem } from '../../src/http1/problem.ts';
import { RequestHead } from '../../src/http1/request-head.ts';
import { RequestParser } from '../../src/http1/request-parser.ts';
import { seen } from '../balancer/proxy/messages.ts';
import { endToEnd } from '../balancer/proxy/raw/row.ts';
import { type FieldLine, readStrictRequests } from '../balancer/proxy/strict-reader.ts';

/** One request that the balancer goes on with. */
export interface Decision {
  readonly method: string;
  readonly path: string;
  readonly fields: readonly FieldLine[];
  /** Nothing follows it on the client's connection. */
  readonly last: boolean;
  body: string;
  trailers: readonly FieldLine[];
  complete: boolean;
}

export interface Decisions {
  readonly requests: readonly Decision[];
  /** The status with which the rest is refused, 0 when it is not. */
  readonly refused: number;
  /** Without the end of the stream there is nothing to decide on its last part. */
  readonly needsEnd: boolean;
}

interface FieldList {
  readonly count: number;
  name(index: number): string;
  value(index: number): string;
}

/** Written into a field where the backend's own address belongs. */
export const BACKEND = '{backend}';
const EARLIER_HOPS = /^(forwarded|x[-_]forwarded.*|x[-_]real[-_]ip)$/i;
const NEVER_TRAILS = /^(host|content-length|expect|te|trailer|upgrade)$/i;
const FORWARDED_FOR = '127.0.0.1';

/** The client sends `bytes` from the address `from`, and then the end. */
export function decisionsOf(bytes: Uint8Array, from: string): Decisions {
  const requests: Decision[] = [];
  let refused = 0;
  const parser = new RequestParser(
    {
      onRequest: (head) => {
        requests.push(decide(head, from));
      },
      onBody: (chunk, start, end) => {
        const request = requests.at(-1);
        if (request !== undefined) request.body += Buffer.from(chunk.subarray(start, end)).toString('latin1');
      },
      onMessageEnd: (trailers) => {
        const request = requests.at(-1);
        if (request === undefined) return;
        request.complete = true;
        if (trailers !== null) request.trailers = forwardedTrailers(trailers);
      },
      onProblem: (problem: HttpProblem) => {
        refused = problem.status;
      },
    },
    new RequestHead(DEFAULT_HEAD_LIMITS),
  );
  for (let at = 0; at < bytes.length; ) at = parser.feed(bytes, at);
  const needsEnd = refused === 0 && !parser.atStart;
  parser.finish();
  return { requests, refused, needsEnd };
}

function decide(head: RequestHead, from: string): Decision {
  const ownHost = head.path !== head.target || head.host === '';
  const own = seen([], '', null).replaceAll(FORWARDED_FOR, from);
  const [added] = readStrictRequests(`GET / HTTP/1.1\r\n${own}`);
  const kept = endToEnd(pairs(head), ...(ownHost ? ['host'] : [])).filter(([name]) => !EARLIER_HOPS.test(name));
  return {
    method: head.method,
    path: head.path,
    fields: [
      ...(ownHost ? [['Host', head.host === '' ? BACKEND : head.host] as const] : []),
      ...kept,
      ...(head.body === 'chunked' ? [['Transfer-Encoding', 'chunked'] as const] : []),
      ...(added?.fields ?? []),
      ...(head.host === '' ? [] : [['X-Forwarded-Host', head.host] as const]),
    ],
    last: !head.keepAlive,
    body: '',
    trailers: [],
    complete: false,
  };
}

function forwardedTrailers(trailers: FieldList): FieldLine[] {
  return pairs(trailers).filter(([name]) => !EARLIER_HOPS.test(name) && !NEVER_TRAILS.test(name));
}

function pairs(fields: FieldList): FieldLine[] {
  return Array.from({ length: fields.count }, (_, i): FieldLine => [fields.name(i), fields.value(i)]);
}
