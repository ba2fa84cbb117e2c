/** Many clients that keep the balancer waiting, in virtual time; test/long/bad-clients.long.ts has ten thousand, live. */
import { expect, test } from 'vitest';
import type { ClientSpec } from './harness.ts';
import { CLOSES, DATE, failure, get, message, ok } from './messages.ts';
import { AWAIT_END, END, pause, type Script, type Step, until } from './raw-peer.ts';
import { readStrictRequests } from './strict-reader.ts';
import { playVirtually, ROUGH, SMOOTH } from './virtual-world.ts';

const EACH = 60;
const REQUEST = 300_000;
/** Longer than the time-out, in pauses shorter than it. */
const DRIP: Step = { drip: 'x'.repeat(60), every: 10_000 };
const POST = ['POST / HTTP/1.1', 'Host: bad'];

const BAD: readonly Script[] = [
  ['GET / HTTP/1.1\r\nHost: ba'],
  ['G'],
  ['GET / HTTP/1.1\r\nX: ', DRIP],
  [message([...POST, 'Content-Length: 9'], 'half')],
  [message([...POST, 'Transfer-Encoding: chunked'], '9\r\nhalf')],
  [message([...POST, 'Transfer-Encoding: chunked'], '4\r\nhalf\r\n0\r\nT: ')],
  [message(['POST /lb/health HTTP/1.1', 'Host: bad', 'Content-Length: 9'], 'half')],
  [message(['POST /lb/health HTTP/1.1', 'Host: bad', 'Content-Length: 60']), DRIP],
];

/** Answers whatever whole request comes. */
const ANSWERS: Script = Array.from({ length: 10 }, (_, k): Step[] => [
  { when: (received) => readStrictRequests(received).filter(({ whole }) => whole).length > k },
  ok('fine'),
]).flat();

test.each([
  ['smooth', SMOOTH],
  ['rough', ROUGH],
] as const)('heads and bodies that stop or drip get 408, and others are served meanwhile: %s', (_, link) => {
  const good: Step[] = Array.from({ length: 5 }, (): Step[] => [get(), until('fine'), pause(50)]).flat();
  const all = BAD.flatMap((sends) => Array.from({ length: EACH }, () => sends));
  const clients: ClientSpec[] = [...all, good].map((sends) => ({ sends, gets: '', ends: 'any' }));
  const bodies = BAD.filter(([first]) => typeof first === 'string' && first.startsWith('POST / ')).length;
  const connections = Array.from({ length: bodies * EACH + 1 }, () => ANSWERS);
  const { stage, leaks } = playVirtually(
    { together: true, clients, backends: [{ connections }], timeouts: { request: REQUEST } },
    1,
    link,
  );
  expect(stage.surprises).toEqual([]);
  expect(leaks).toEqual([]);
  const received = stage.clients.map((client) => client.received);
  expect(new Set(received.slice(0, -1))).toEqual(new Set([failure(408, CLOSES)]));
  expect(received.at(-1)).toBe(ok('fine').repeat(5));
  expect(stage.clients.every((client) => client.closed)).toBe(true);
  const { total_errors, backends } = stage.metrics();
  expect([total_errors, backends[0]?.active_connections]).toEqual([0, 0]);
});

test('who does not close after the last answer is not waited for as long as a request may take', () => {
  const lazy: Script = ['GET', AWAIT_END, pause(6000), 'still here', pause(10), END];
  const { stage, leaks } = playVirtually(
    { clients: [{ sends: lazy, gets: '', ends: 'any' }], backends: [], timeouts: { request: 60_000_000 } },
    1,
    SMOOTH,
  );
  expect(leaks).toEqual([]);
  // Half a request had a minute from the start of the year.
  const late = failure(408, CLOSES).replace(DATE, 'Date: Thu, 01 Jan 2026 00:01:00 GMT');
  expect(stage.clients[0]).toMatchObject({ received: late, outcome: 'reset' });
});

test('who still sends after an early answer is read on, so that it can take the answer in', () => {
  const upload: Script = [message([...POST, 'Content-Length: 99']), { drip: 'xxxxxxxx', every: 1_000_000 }, END];
  const { stage, leaks } = playVirtually(
    {
      clients: [{ sends: upload, gets: '', ends: 'any' }],
      backends: [{ connections: [[until('\r\n\r\n'), ok('early')]] }],
      timeouts: { request: 30_000_000 },
    },
    1,
    SMOOTH,
  );
  expect(leaks).toEqual([]);
  expect(stage.clients[0]).toMatchObject({ received: ok('early', CLOSES), outcome: 'closed' });
});
