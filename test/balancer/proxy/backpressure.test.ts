/** Whoever is slower stops the other one: what is under way stays bounded, however large the bodies and rude the peers. */
import { describe, expect, test } from 'vitest';
import type { Play, Stage } from './harness.ts';
import { playLive } from './live-world.ts';
import { get, message } from './messages.ts';
import { END, HEAD, pause, READ_ON, type Script, STOP_READING, until } from './raw-peer.ts';
import { playVirtually, ROUGH, SMOOTH } from './virtual-world.ts';

const SIZE = 5_000_000;
const WINDOW = SMOOTH.window;
/** A window on each of the two connections, what a write may be over it, and what is copied in between. */
const IN_FLIGHT_MAX = 4 * WINDOW;
const ANSWER_HEAD = message(['HTTP/1.1 200 OK', `Content-Length: ${SIZE}`]);
const REQUEST_HEAD = message(['POST / HTTP/1.1', 'Host: h', `Content-Length: ${SIZE}`]);
const DONE = message(['HTTP/1.1 200 OK', 'Content-Length: 4'], 'done');

function play(client: Script, ...connections: Script[]): Play {
  return { clients: [{ sends: client, gets: '', ends: 'any' }], backends: [{ connections }], timeouts: {} };
}

const DOWNLOAD = (dawdle: Script): Play =>
  play([get(), ...dawdle, { bytes: ANSWER_HEAD.length + SIZE }, END], [HEAD, ANSWER_HEAD, { flood: SIZE }]);
const UPLOAD = (dawdle: Script): Play =>
  play(
    [REQUEST_HEAD, { flood: SIZE }, until('done'), END],
    [HEAD, ...dawdle, { bytes: REQUEST_HEAD.length + SIZE }, DONE],
  );

const flooded = (stage: Stage): number => (stage.backends[0]?.[0]?.flooded ?? 0) + (stage.clients[0]?.flooded ?? 0);
const arrived = (stage: Stage): number =>
  Math.max(stage.clients[0]?.received.length ?? 0, stage.backends[0]?.[0]?.received.length ?? 0);

describe('5 MB in virtual time', () => {
  const dawdle = [STOP_READING, pause(2000), READ_ON];
  test.each([
    ['a slow client stops a fast backend', DOWNLOAD(dawdle), SMOOTH],
    ['a slow backend stops a fast client', UPLOAD(dawdle), SMOOTH],
    ['down a rough line', DOWNLOAD(dawdle), ROUGH],
    ['up a rough line', UPLOAD(dawdle), ROUGH],
    ['down at full speed', DOWNLOAD([]), SMOOTH],
    ['up at full speed', UPLOAD([]), SMOOTH],
  ] as const)('%s', (_, one, link) => {
    let peak = 0;
    const { stage, leaks } = playVirtually(one, 1, link, (now) => {
      peak = Math.max(peak, flooded(now) - arrived(now));
    });
    expect(flooded(stage)).toBe(SIZE);
    expect(arrived(stage)).toBeGreaterThanOrEqual(SIZE);
    expect(stage.clients[0]?.received).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*(?:x|done)$/);
    expect(peak).toBeLessThan(IN_FLIGHT_MAX);
    expect(leaks).toEqual([]);
  });
});

describe('pipelining floods', () => {
  const HEALTH = get('/lb/health');
  const COUNT = 40_000;
  const FLOOD = { flood: HEALTH.length * COUNT, with: HEALTH };

  test('a client that asks on and on without reading is made to wait, then gets every answer', () => {
    let asked = 0;
    const rude = { ...play([STOP_READING, FLOOD, END], []), timeouts: { request: 300_000 } };
    const stuck = playVirtually(rude, 1, SMOOTH, ({ clients }) => {
      asked = clients[0]?.flooded ?? 0;
    });
    expect(asked).toBeLessThan(IN_FLIGHT_MAX);
    expect(stuck.stage.clients[0]?.outcome).toBe('reset');
    const { stage, leaks } = playVirtually(play([FLOOD, END], []), 1, SMOOTH);
    expect(stage.clients[0]?.received.split('HTTP/1.1 200 OK').length).toBe(COUNT + 1);
    expect(leaks).toEqual([]);
  });

  test('what is pipelined behind a body waits outside while the backend thinks', () => {
    // The body's last piece, and no other, fills the window; requests come along with it.
    const body = 'x'.repeat(WINDOW + 4000);
    const head = message(['POST / HTTP/1.1', 'Host: h', `Content-Length: ${body.length}`]);
    const one = play(
      [head, body.slice(0, WINDOW - 20_000), pause(1), body.slice(WINDOW - 20_000) + HEALTH, FLOOD, END],
      [HEAD, STOP_READING, pause(100), READ_ON, until(body), pause(1000), DONE],
    );
    let asked = 0;
    const { stage, leaks } = playVirtually(one, 1, SMOOTH, ({ clients }) => {
      if (clients[0]?.received === '') asked = clients[0].flooded;
    });
    expect(asked).toBeLessThan(IN_FLIGHT_MAX);
    expect(stage.clients[0]?.received.split('HTTP/1.1 200 OK').length).toBe(COUNT + 3);
    expect(leaks).toEqual([]);
  });
});

test.each([
  ['down', DOWNLOAD([STOP_READING, pause(20), READ_ON])],
  ['up', UPLOAD([STOP_READING, pause(20), READ_ON])],
])('5 MB %s on real sockets arrive whole', async (_, one) => {
  const stage = await playLive(one);
  expect(flooded(stage)).toBe(SIZE);
  expect(arrived(stage)).toBeGreaterThanOrEqual(SIZE);
});
