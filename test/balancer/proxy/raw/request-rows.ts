/**
 * The raw requests, sent through the whole balancer. What the codec refuses comes back as exactly that status on a
 * connection that closes, and no backend hears of it; what it accepts reaches the backend once, in the one form.
 */
import { expect } from 'vitest';
import { simpleResponse } from '../../../../src/http1/encode.ts';
import { PROBLEMS } from '../../../../src/http1/problem.ts';
import { bytesOf } from '../../../http1/pieces.ts';
import type { RawCase } from '../../../http1/raw-case.ts';
import { readRequests } from '../../../http1/record.ts';
import type { Play, Stage } from '../harness.ts';
import { CLOSES, DATE, ok, seen } from '../messages.ts';
import { oneMoment } from '../normal-form.ts';
import { AWAIT_END, END, type Step } from '../raw-peer.ts';
import { type FieldLine, readStrictRequests, type StrictMessage } from '../strict-reader.ts';
import { endToEnd, type RowMessage, readRow } from './row.ts';

const HEAD_LINE = /^(\S+) (\S+) 1\.([01])(?: path=(\S+))? host=(\S*) (\S+) (keep|close)$/;

interface RequestOfRow {
  readonly method: string;
  readonly minor: number;
  readonly keep: boolean;
  readonly complete: boolean;
  /** What the backend must be sent; `{host}` stands for its own address. */
  readonly start: string;
  readonly fields: readonly FieldLine[];
  readonly body: string;
  readonly trailers: readonly FieldLine[];
}

export function playRequests(raw: RawCase): Play {
  const requests = requestsOf(raw);
  const recording = readRequests([bytesOf(raw.bytes)], raw.limits);
  const waits = recording.beforeEnd < raw.events.length || raw.events.length === 0;
  const gets = answersTo(raw, requests);
  const asks: Step[] = requests.flatMap((request, k) => {
    const answer: Step = { when: (received) => wholeOnes(received) > k };
    return request.complete ? [answer, answerOf(request, k)] : [];
  });
  const stays = readRow(raw.events).refusal === null && requests.every(({ keep }) => keep);
  return {
    clients: [
      // Where the end alone shows that something is missing, the client sends the end.
      waits
        ? { sends: [raw.bytes, END, AWAIT_END], gets, ends: 'any' }
        : { sends: raw.bytes, gets, ends: stays ? 'open' : 'closed' },
    ],
    backends: [{ connections: [asks] }],
    timeouts: {},
    ...(raw.limits === undefined ? {} : { limits: raw.limits }),
  };
}

export function judgeRequests(raw: RawCase, stage: Stage): void {
  const requests = requestsOf(raw);
  const [client] = stage.clients;
  expect(stage.surprises).toEqual([]);
  expect(oneMoment(client?.received ?? '')).toBe(answersTo(raw, requests));
  expect(client?.outcome).toBe('closed');
  expect(stage.selects).toEqual([requests.length]);
  const metrics = stage.metrics();
  expect([metrics.total_requests, metrics.total_errors]).toEqual([requests.length, 0]);
  const peers = stage.backends[0] ?? [];
  const whole = requests.filter(({ complete }) => complete);
  if (requests.length === 0) expect(peers).toEqual([]);
  else expect(peers.length).toBeLessThanOrEqual(1);
  if (whole.length > 0) expect(peers.length).toBe(1);
  const address = metrics.backends[0]?.address ?? '';
  const received = peers.flatMap((peer) => readStrictRequests(peer.received));
  expect(received.slice(0, whole.length)).toEqual(whole.map((request) => forwarded(request, address)));
  // Of a request that is refused in its body some may have gone on, and never all.
  for (const [k, part] of received.slice(whole.length).entries()) {
    const request = requests[whole.length + k];
    expect(request, `one request more: ${part.start}`).toBeDefined();
    expect(part.whole).toBe(false);
    if (request === undefined || part.fields.length === 0) continue;
    const { body, ...head } = forwarded(request, address);
    expect({ ...part, body: '', trailers: [] }).toEqual({ ...head, body: '', trailers: [], whole: false });
    expect(body.startsWith(part.body)).toBe(true);
  }
}

function requestsOf(raw: RawCase): RequestOfRow[] {
  return readRow(raw.events).messages.map(requestOf);
}

function requestOf({ head, fields, body, trailers, complete }: RowMessage): RequestOfRow {
  const parts = HEAD_LINE.exec(head);
  if (parts === null) throw new Error(`not a request's line: ${head}`);
  const [, method = '', target = '', minor, path = target, host = '', framing, stays] = parts;
  const ownHost = path !== target || host === '';
  const added = seen([], '', host === '' ? null : host);
  return {
    method,
    minor: Number(minor),
    keep: stays === 'keep',
    complete,
    start: `${method} ${path} HTTP/1.1`,
    fields: [
      ...(ownHost ? [['Host', host === '' ? '{host}' : host] as const] : []),
      ...endToEnd(fields, ...(ownHost ? ['host'] : [])),
      ...(framing === 'chunked' ? [['Transfer-Encoding', 'chunked'] as const] : []),
      ...readStrictRequests(`GET / HTTP/1.1\r\n${added}`).flatMap((message) => message.fields),
    ],
    body,
    trailers: framing === 'chunked' ? trailers : [],
  };
}

function forwarded({ start, fields, body, trailers }: RequestOfRow, address: string): StrictMessage {
  const named = fields.map(([name, value]): FieldLine => [name, value === '{host}' ? address : value]);
  return { start, status: 0, fields: named, body, trailers, whole: true, untilClose: false };
}

function wholeOnes(received: string): number {
  return readStrictRequests(received).filter(({ whole }) => whole).length;
}

/** The backend's answer to the request at `k`. */
function answerOf({ method }: RequestOfRow, k: number): string {
  const text = ok(`#${k}`);
  return method === 'HEAD' ? text.slice(0, -2) : text;
}

/** All that the client must get. */
function answersTo(raw: RawCase, requests: readonly RequestOfRow[]): string {
  const answers = requests.map(({ method, minor, keep, complete }, k) => {
    if (!complete) return '';
    const text = ok(`#${k}`, ...(keep ? (minor === 1 ? [] : ['Connection: keep-alive']) : [CLOSES]));
    return method === 'HEAD' ? text.slice(0, -2) : text;
  });
  const { refusal } = readRow(raw.events);
  if (refusal === null) return answers.join('');
  const { status, reason } = PROBLEMS[refusal.problem as keyof typeof PROBLEMS];
  expect(status).toBe(refusal.status);
  const contentType = 'text/plain; charset=utf-8';
  return (
    answers.join('') +
    simpleResponse({ status, contentType, body: `${reason}\n`, keepAlive: false, extra: `${DATE}\r\n` })
  );
}
