/**
 * The raw answers, given by a backend behind the whole balancer. What the codec accepts reaches the client in the one
 * form; what it refuses is a 502, or a connection cut where the head had already gone on. And whoever asks next gets an
 * answer of its own: on the same upstream connection only where that is in step.
 */
import { expect } from 'vitest';
import { bytesOf } from '../../../http1/pieces.ts';
import type { RawResponse } from '../../../http1/raw-case.ts';
import { readResponses } from '../../../http1/record.ts';
import type { Play, Stage } from '../harness.ts';
import { CLOSES, failure, get, message, ok } from '../messages.ts';
import { oneMoment } from '../normal-form.ts';
import { END, HEAD, pause, type RawPeer, type Script } from '../raw-peer.ts';
import { readStrictResponses, type StrictMessage } from '../strict-reader.ts';
import { type AnswerOfRow, answersOf, asDelivered } from './answers.ts';

/**
 * `in step`: each answer when it is asked for. `at once`: all bytes behind the first request, which alone is sent.
 * `old client`: the same, for a client of HTTP/1.0.
 */
export const WAYS = ['in step', 'at once', 'old client'] as const;
export type Way = (typeof WAYS)[number];

/** What the next client is told, which must never be what is left of the answers before. */
const NEXT = ok('next');
/** Long enough for what stands behind an answer to arrive, which in one piece with it is at once. */
const LATER = pause(20);

interface Exchange {
  readonly method: string;
  /** What the backend says to it. */
  readonly bytes: string;
  readonly answer: AnswerOfRow;
}

interface Course {
  readonly exchanges: readonly Exchange[];
  /** The backend ends its side, for without that the last answer has no end. */
  readonly ends: boolean;
  /** The connection is in step behind the last of them, and is used for the next client. */
  readonly kept: boolean;
  readonly minor: 0 | 1;
}

export function playResponses(raw: RawResponse, way: Way): Play {
  const { exchanges, ends, kept, minor } = courseOf(raw, way);
  const requests = exchanges.map(({ method }, k) => message([`${method} /${k} HTTP/1.${minor}`, 'Host: h']));
  const methods = exchanges.map(({ method }) => method);
  const answered = (received: string) => finals(received, methods) >= exchanges.length;
  const first: Script = [...exchanges.flatMap(({ bytes }) => [HEAD, bytes]), ...(ends ? [END] : [])];
  const next: Script = [HEAD, NEXT];
  return {
    clients: [
      { sends: [requests.join(''), { when: answered }, ...(minor === 1 ? [END] : [])], gets: '', ends: 'any' },
      { sends: [LATER, get('/next')], gets: NEXT, ends: 'open' },
    ],
    backends: [{ connections: kept ? [[...first, ...next]] : [first, next] }],
    timeouts: {},
    ...(raw.limits === undefined ? {} : { limits: raw.limits }),
  };
}

export function judgeResponses(raw: RawResponse, way: Way, stage: Stage): void {
  const { exchanges, kept, minor } = courseOf(raw, way);
  const [client, next] = stage.clients as [RawPeer, RawPeer];
  expect(stage.surprises).toEqual([]);
  judgeClient(exchanges, minor, client);
  expect([next.received, next.outcome, next.endedFirst]).toEqual([NEXT, 'closed', false]);
  const refused = exchanges.filter(({ answer }) => answer.refused).length;
  expect(stage.selects).toEqual([exchanges.length + 1]);
  const metrics = stage.metrics();
  expect([metrics.total_requests, metrics.total_errors]).toEqual([exchanges.length + 1, refused]);
  expect(stage.backends[0]?.length).toBe(kept ? 1 : 2);
}

function judgeClient(exchanges: readonly Exchange[], minor: 0 | 1, client: RawPeer): void {
  const methods = exchanges.map(({ method }) => method);
  const received = readStrictResponses(oneMoment(client.received), methods);
  const wanted = exchanges.flatMap(({ method, answer }) => wantedOf(method, answer, minor));
  const cut = exchanges.some(({ answer }) => answer.refused && answer.final !== null);
  if (!cut) {
    expect(received).toEqual(wanted);
    expect(client.outcome).toBe('closed');
    return;
  }
  // The last one began and never ends; what came of it may be lost with the connection.
  const last = wanted.at(-1) as StrictMessage;
  const whole = wanted.length - 1;
  expect(client.outcome).toBe('reset');
  expect(received.slice(0, whole)).toEqual(wanted.slice(0, Math.min(whole, received.length)));
  const part = received[whole];
  if (part === undefined || part.fields.length === 0) return;
  expect(part.whole && !part.untilClose).toBe(false);
  expect([part.start, part.fields]).toEqual([last.start, last.fields]);
  expect(last.body.startsWith(part.body)).toBe(true);
}

/** What the client must get for one exchange. */
function wantedOf(method: string, answer: AnswerOfRow, minor: 0 | 1): StrictMessage[] {
  const interims = minor === 1 ? answer.interims : [];
  if (answer.final !== null) return [...interims, asDelivered(answer.final, minor)];
  const text = failure(502, ...(minor === 1 ? [] : [CLOSES]));
  const refused = readStrictResponses(text, ['GET']).map((one) => (method === 'HEAD' ? { ...one, body: '' } : one));
  return [...interims, ...refused];
}

function courseOf(raw: RawResponse, way: Way): Course {
  const recording = readResponses([bytesOf(raw.bytes)], raw.methods, raw.limits);
  const answers = answersOf(raw.events);
  const exchanges = answers.map((answer, k): Exchange => {
    const last = k === answers.length - 1;
    const bytes = raw.bytes.slice(recording.ends[k - 1] ?? 0, last ? undefined : recording.ends[k]);
    return { method: raw.methods?.[k] ?? 'GET', bytes, answer };
  });
  const ends = recording.beforeEnd < raw.events.length;
  const taken = way === 'in step' ? exchanges : exchanges.slice(0, 1).map((one) => ({ ...one, bytes: raw.bytes }));
  const last = taken.at(-1)?.answer;
  const inStep = recording.ends[taken.length - 1] === raw.bytes.length;
  const kept = last !== undefined && !last.refused && last.final?.keep === true && inStep && !ends;
  return { exchanges: taken, ends, kept, minor: way === 'old client' ? 0 : 1 };
}

/** How many final answers are there to the end; one that ends with the connection is not counted. */
function finals(received: string, methods: readonly string[]): number {
  return readStrictResponses(received, methods).filter(
    ({ status, whole, untilClose }) => status >= 200 && whole && !untilClose,
  ).length;
}
