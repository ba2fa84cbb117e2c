/** Random clients for the balancer's laws: what they send, and how they leave. */
import fc from 'fast-check';
import type { Script, Step } from './raw-peer.ts';

export interface Request {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  readonly local: boolean;
  readonly minor: 0 | 1;
  readonly body: { readonly size: number; readonly chunked: boolean } | null;
  readonly closes: boolean;
  /** µs between this request and the one before, or at once. */
  readonly pause: number;
}

const request: fc.Arbitrary<Request> = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'DELETE'),
  local: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  minor: fc.integer({ min: 0, max: 6 }).map((n) => (n === 0 ? 0 : 1)),
  body: fc.option(fc.record({ size: fc.oneof(fc.nat(50), fc.nat(100_000)), chunked: fc.boolean() }), {
    freq: 2,
    nil: null,
  }),
  closes: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  pause: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(60_000) }),
});

export interface ChaoticClient {
  readonly requests: readonly Request[];
  /** How it leaves: in good order when all is read, or by force somewhere on the way. */
  readonly leaves: 'politely' | 'end' | 'close' | 'reset' | 'malformed';
  /** Of its bytes, when it leaves by force. */
  readonly after: number;
  readonly stopsReading: number;
}

export const chaoticClient: fc.Arbitrary<ChaoticClient> = fc.record({
  requests: fc.array(request, { minLength: 1, maxLength: 5 }),
  leaves: fc.constantFrom('politely', 'politely', 'politely', 'end', 'close', 'reset', 'malformed'),
  after: fc.nat(1000),
  stopsReading: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(120_000) }),
});

/** The request's text; its path names it. */
function requestText(one: Request, path: string): string {
  const chunked = one.body?.chunked === true && one.minor === 1;
  const data = 'y'.repeat(one.body?.size ?? 0);
  const body = !chunked ? data : `${data === '' ? '' : `${data.length.toString(16)}\r\n${data}\r\n`}0\r\n\r\n`;
  const framing =
    one.body === null ? '' : chunked ? 'Transfer-Encoding: chunked\r\n' : `Content-Length: ${data.length}\r\n`;
  const connection = one.closes ? 'close' : 'keep-alive';
  return `${one.method} ${path} HTTP/1.${one.minor}\r\nHost: h\r\nConnection: ${connection}\r\n${framing}\r\n${body}`;
}

export function pathOf(client: number, index: number, local: boolean): string {
  return local ? '/lb/health' : `/c${client}r${index}`;
}

export function scriptOf(client: ChaoticClient, number: number): Script {
  const script: Step[] = client.stopsReading > 0 ? [{ act: 'stop reading' }] : [];
  let left = client.leaves === 'politely' || client.leaves === 'malformed' ? Number.POSITIVE_INFINITY : client.after;
  client.requests.forEach((one, index) => {
    if (one.pause > 0) script.push({ pause: one.pause });
    const text = requestText(one, pathOf(number, index, one.local)).slice(0, left);
    left -= text.length;
    script.push(text);
  });
  if (client.leaves === 'malformed') script.push('GET /broken HTTP/1.1\nHost: h\n\n');
  if (client.stopsReading > 0) script.push({ pause: client.stopsReading }, { act: 'read on' });
  if (client.leaves === 'politely' || client.leaves === 'malformed') script.push({ await: 'end' });
  else script.push({ act: client.leaves });
  return script;
}
