/** Sides that end, wait or are held while the other one is elsewhere: each must be told when its turn comes. */
import { describe, expect, test } from 'vitest';
import type { Balancer } from '../../../src/balancer/balancer.ts';
import type { Play, Stage } from './harness.ts';
import { CLOSES, failure, get, message, ok } from './messages.ts';
import { normalForm } from './normal-form.ts';
import {
  AWAIT_END,
  CLOSE,
  END,
  HEAD,
  pause,
  READ_ON,
  type Script,
  STOP_READING,
  type Step,
  until,
} from './raw-peer.ts';
import { playVirtually, SMOOTH } from './virtual-world.ts';

/** A kernel that takes in more than the balancer holds of a body. */
const WIDE = { ...SMOOTH, window: 1_000_000 };
const SIZE = 300_000;
const UPGRADE = ['Connection: Upgrade', 'Upgrade: x'];

function played(play: Play, link = SMOOTH): Stage {
  const { stage, leaks } = playVirtually(play, 1, link);
  expect(stage.surprises).toEqual([]);
  expect(leaks).toEqual([]);
  return stage;
}

test('a large body that waited for room goes on over a kept connection', () => {
  const head = message(['POST / HTTP/1.1', 'Host: h', `Content-Length: ${SIZE}`]);
  const first: Script = [get(), until('first'), END];
  const second: Script = [pause(5), head, { flood: SIZE }, until('second'), END];
  const whole = { when: (received: string) => received.endsWith('x'.repeat(SIZE)) };
  const stage = played(
    {
      together: true,
      clients: [first, second].map((sends) => ({ sends, gets: '', ends: 'any' })),
      backends: [{ connectionsMax: 1, connections: [[HEAD, pause(50), ok('first'), whole, ok('second')]] }],
      timeouts: {},
    },
    WIDE,
  );
  expect(stage.clients[1]?.received).toBe(ok('second'));
});

test('a client that ended its side before protocols changed: the backend is told', () => {
  const agree = message(['HTTP/1.1 101 Switching Protocols', ...UPGRADE]);
  const stage = played({
    clients: [{ sends: [get('/', ...UPGRADE), END], gets: '', ends: 'any' }],
    backends: [{ connections: [[HEAD, pause(10), agree, AWAIT_END, 'bye', END]] }],
    timeouts: {},
  });
  expect(stage.clients[0]?.received).toBe(`${agree}bye`);
});

describe('a tunnel that both sides ended, while the slower one has not taken all in yet', () => {
  const agree = message(['HTTP/1.1 101 Switching Protocols', ...UPGRADE]);
  const offer = get('/', ...UPGRADE);
  const data = 'x'.repeat(60_000);
  const dawdle = [STOP_READING, pause(50), READ_ON, AWAIT_END];

  test('the client gets it to the end', () => {
    const stage = played({
      clients: [{ sends: [offer, HEAD, END, ...dawdle], gets: '', ends: 'any' }],
      backends: [{ connections: [[HEAD, agree, AWAIT_END, data, END]] }],
      timeouts: {},
    });
    expect(stage.clients[0]).toMatchObject({ received: `${agree}${data}`, outcome: 'closed' });
  });

  test('the backend gets it to the end', () => {
    const stage = played({
      clients: [{ sends: [offer, HEAD, AWAIT_END, data, END], gets: '', ends: 'any' }],
      backends: [{ connections: [[HEAD, agree, END, ...dawdle]] }],
      timeouts: {},
    });
    expect(stage.backends[0]?.[0]?.outcome).toBe('closed');
    expect(stage.backends[0]?.[0]?.received.endsWith(data)).toBe(true);
    expect(stage.metrics().backends[0]?.active_connections).toBe(0);
  });

  test('the backend gets it for no longer than a tunnel may be idle', () => {
    const stage = played({
      clients: [{ sends: [offer, HEAD, AWAIT_END, data, END], gets: '', ends: 'any' }],
      backends: [{ connections: [[HEAD, agree, END, ...dawdle]] }],
      timeouts: { tunnel: 10_000 },
    });
    expect(stage.backends[0]?.[0]?.outcome).toBe('reset');
    expect(stage.metrics().backends[0]?.active_connections).toBe(0);
  });

  test('but not for ever', () => {
    const stage = played({
      clients: [{ sends: [offer, HEAD, END, STOP_READING, pause(50), READ_ON], gets: '', ends: 'any' }],
      backends: [{ connections: [[HEAD, agree, AWAIT_END, data, END]] }],
      timeouts: { tunnel: 10_000 },
    });
    expect(stage.clients[0]?.outcome).toBe('reset');
  });
});

describe('a stop waits', () => {
  /** Plays with a step that stops the balancer. */
  function stopped(make: (stop: Step) => Pick<Play, 'clients' | 'backends'>): Stage {
    let order = () => {};
    let stops = 0;
    const stop: Step = {
      make: () => {
        order();
        return '';
      },
    };
    const meet = (balancer: Balancer): void => {
      order = () => balancer.stop(() => stops++);
    };
    const { stage, leaks } = playVirtually({ ...make(stop), timeouts: {}, meet }, 1, SMOOTH);
    expect(stops).toBe(1);
    // It does not listen any more.
    expect(leaks).toEqual(['balancer: -1 connections']);
    return stage;
  }

  test('for a client that has its last answer, but not taken in yet', () => {
    const answer = ok('x'.repeat(60_000));
    const stage = stopped((stop) => ({
      clients: [{ sends: [get(), STOP_READING, pause(50), READ_ON, AWAIT_END, END], gets: '', ends: 'any' }],
      backends: [{ connections: [[HEAD, answer, pause(10), stop]] }],
    }));
    expect(stage.clients[0]?.outcome).toBe('closed');
    expect(stage.clients[0]?.received).toBe(answer);
  });

  test('for a backend that takes in the last of a tunnel', () => {
    const data = 'x'.repeat(60_000);
    const agree = message(['HTTP/1.1 101 Switching Protocols', ...UPGRADE]);
    const stage = stopped((stop) => ({
      clients: [{ sends: [get('/', ...UPGRADE), HEAD, AWAIT_END, data, END], gets: '', ends: 'any' }],
      backends: [{ connections: [[HEAD, agree, END, STOP_READING, pause(20), stop, pause(20), READ_ON, AWAIT_END]] }],
    }));
    expect(stage.backends[0]?.[0]?.outcome).toBe('closed');
    expect(stage.backends[0]?.[0]?.received.endsWith(data)).toBe(true);
  });
});

test('a client that waits for a word before it sends the body of a page gets it', () => {
  const head = message(['PUT /lb/health HTTP/1.1', 'Host: h', 'Expect: 100-Continue', 'Content-Length: 4']);
  const go = message(['HTTP/1.1 100 Continue']);
  const stage = played({
    clients: [{ sends: [head, until(go), 'body', HEAD, END], gets: '', ends: 'any' }],
    backends: [],
    timeouts: {},
  });
  expect(stage.clients[0]?.received.slice(go.length)).toMatch(/^HTTP\/1\.1 [245]/);
  expect(stage.clients[0]?.received).not.toContain('408');
});

test('a backend that stops inside an answer has the time for that, also when the request ended meanwhile', () => {
  const [stall, response] = [100_000, 4_000_000];
  const head = message(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 4']);
  const stage = played({
    clients: [{ sends: [head, until('half'), 'body', AWAIT_END, END], gets: '', ends: 'any' }],
    backends: [{ connections: [[HEAD, message(['HTTP/1.1 200 OK', 'Content-Length: 8'], 'half'), AWAIT_END, END]] }],
    timeouts: { stall, response },
  });
  expect(stage.clients[0]?.outcome).toBe('reset');
  expect(stage.metrics().backends[0]?.avg_latency_us).toBeLessThan(2 * stall);
});

test('a tunnel whose client reads nothing for a while has the time of a tunnel, not of a request', () => {
  const agree = message(['HTTP/1.1 101 Switching Protocols', ...UPGRADE]);
  const all = { bytes: agree.length + SIZE };
  const stage = played({
    clients: [
      { sends: [get('/', ...UPGRADE), HEAD, STOP_READING, pause(300), READ_ON, all, END], gets: '', ends: 'any' },
    ],
    backends: [{ connections: [[HEAD, agree, { flood: SIZE }, AWAIT_END, END]] }],
    timeouts: { request: 100_000 },
  });
  expect(stage.clients[0]?.received.length).toBe(agree.length + SIZE);
});

describe('a client that waits for a word before it sends the body', () => {
  const sends = message(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 3', 'Expect: 100-continue']);
  const go = message(['HTTP/1.1 100 Continue']);

  test('and a backend that says nothing: it is the backend who is late', () => {
    const stage = played({
      clients: [{ sends: [sends, AWAIT_END, END], gets: '', ends: 'any' }],
      backends: [{ connections: [[HEAD, AWAIT_END]] }],
      timeouts: { request: 3e6, response: 1e6 },
    });
    expect(normalForm(stage.clients[0]?.received ?? '')).toBe(failure(504, CLOSES));
    expect(stage.metrics().total_errors).toBe(1);
  });

  test.each([
    ['with the word', [HEAD, go, AWAIT_END], [sends, until(go)]],
    ['with a part of the body that it did not hold back', [HEAD, AWAIT_END], [`${sends}a`]],
  ] as const)('%s it is the client', (_, backend, client) => {
    const stage = played({
      clients: [{ sends: [...client, AWAIT_END, END], gets: '', ends: 'any' }],
      backends: [{ connections: [backend] }],
      timeouts: { request: 1e6, response: 3e6 },
    });
    expect(normalForm(stage.clients[0]?.received ?? '')).toMatch(/HTTP\/1\.1 408 /);
    expect(stage.metrics().total_errors).toBe(0);
  });
});

test('who lost a kept connection and waits for room gets a new one all the same', () => {
  const sends: Script = [get('/1'), until('first'), pause(20), get('/2'), until('second'), END];
  let capped = false;
  const play: Play = {
    together: true,
    clients: [0, 1].map(() => ({ sends, gets: '', ends: 'any' })),
    backends: [
      {
        connections: [
          [HEAD, pause(20), ok('first'), HEAD, pause(30), CLOSE],
          // Kept and idle when there is room: it could close just so.
          [HEAD, pause(20), ok('first'), HEAD, pause(80), ok('second')],
          [HEAD, ok('second')],
        ],
      },
    ],
    timeouts: {},
  };
  const { stage, leaks } = playVirtually(play, 1, SMOOTH, ({ balancer, backends }) => {
    const both = backends[0]?.length === 2 && backends[0].every(({ received }) => received.includes('/2'));
    if (capped || !both) return;
    capped = true;
    const { config } = balancer.control;
    expect(
      balancer.control.apply({ ...config, backends: config.backends.map((one) => ({ ...one, connectionsMax: 1 })) }),
    ).toBeNull();
  });
  expect([capped, stage.surprises, leaks]).toEqual([true, [], []]);
  expect(stage.clients.map(({ received }) => received)).toEqual(Array(2).fill(ok('first') + ok('second')));
  expect(stage.backends[0]?.length).toBe(3);
});
