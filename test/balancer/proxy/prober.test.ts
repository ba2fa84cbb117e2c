/** Active health checks in virtual time: when each probe goes out, what it says, and what counts as well. */
import { expect, test } from 'vitest';
import { DEFAULTS } from '../../../src/balancer/config/config.ts';
import { createHealthTracker } from '../../../src/balancer/core/health.ts';
import { SILENT_LOG } from '../../../src/balancer/core/observer.ts';
import { createProber } from '../../../src/balancer/proxy/prober.ts';
import { DEFAULT_HEAD_LIMITS } from '../../../src/http1/limits.ts';
import { ResponseHead } from '../../../src/http1/response-head.ts';
import { seededRandom } from '../../../src/kernel/seeded-random.ts';
import { VirtualNetwork } from '../../../src/sim/virtual/network.ts';
import { VirtualProcess } from '../../../src/sim/virtual/process.ts';
import { Scheduler } from '../../../src/sim/virtual/scheduler.ts';
import { poolOf } from '../core/backends.ts';
import { message, ok } from './messages.ts';
import { END, HEAD, pause, RawPeer, RESET, type Script } from './raw-peer.ts';
import { SMOOTH } from './virtual-world.ts';

const INTERVAL = 100_000;
const TIMEOUT = 60_000;
const CONFIG = {
  ...DEFAULTS.healthCheck,
  interval: INTERVAL,
  timeout: TIMEOUT,
  unhealthyThreshold: 2,
  healthyThreshold: 1,
};

/** What a backend does with every probe; null: nobody listens. `silent`: nothing comes back from its host. */
type Host = Script | null | 'silent';

/** Probes these hosts until `until` µs, stops, and lets the rest of the world come to an end. */
function probe(hosts: readonly Host[], until: number, config = CONFIG) {
  const scheduler = new Scheduler(0);
  const network = new VirtualNetwork(scheduler, SMOOTH, true);
  const lb = new VirtualProcess('lb', scheduler);
  const pool = poolOf(...hosts.map(() => 1));
  const told: string[] = [];
  const starts: number[][] = hosts.map(() => []);
  const received: string[] = [];
  const port = network.port(lb, '127.0.0.9', seededRandom(1));
  const health = createHealthTracker({
    configOf: () => config,
    mark: (backend, flag, on) => {
      const state = pool.mark(backend, flag, on);
      if (state !== null) told.push(`${backend.index} ${state}`);
    },
    observer: {
      onSelect() {},
      onProbe: ({ index }, good, _, reason) => told.push(`${index} ${good ? 'ok' : reason} @${scheduler.now}`),
      onState() {},
    },
    log: SILENT_LOG,
  });
  const prober = createProber({
    clock: lb.clock,
    network: {
      listen: port.listen,
      connect: (to, handler) => {
        starts[to.port - 3001]?.push(scheduler.now);
        // Every backend of the pool has one address: hosts of their own let one of them be silent.
        return port.connect({ host: `127.2.0.${to.port - 3000}`, port: to.port }, handler);
      },
    },
    random: seededRandom(3),
    health,
    configOf: () => config,
    responseHead: new ResponseHead(DEFAULT_HEAD_LIMITS),
  });
  hosts.forEach((host, index) => {
    const endpoint = { host: `127.2.0.${index + 1}`, port: 3001 + index };
    if (host === 'silent') network.silence(endpoint.host);
    if (host === null || host === 'silent') return;
    const process = new VirtualProcess('backend', scheduler);
    network.port(process, endpoint.host, seededRandom(2)).listen(endpoint, {
      onListening() {},
      onConnection: (connection) => {
        const peer: RawPeer = new RawPeer(process.clock, host, () => {
          if (peer.closed) received.push(peer.received);
        });
        return peer.attach(connection, true);
      },
      onError() {},
    });
  });
  prober.watch(pool.backends);
  lb.clock.after(until, () => prober.stop());
  scheduler.run(() => false);
  expect(lb.resources.size, 'connections left open').toBe(0);
  return { told, starts, received, pool };
}

const WELL = [HEAD, ok('')];

test('health_check_success: any 2xx, as soon as its head is there', () => {
  for (const status of [200, 204, 299]) {
    const { told } = probe([[HEAD, message([`HTTP/1.1 ${status} Fine`, 'Content-Length: 99'])]], 1000);
    expect(told).toEqual(['0 ok @200']);
  }
});

test.each([
  ['a redirect', [HEAD, message(['HTTP/1.1 302 Found', 'Content-Length: 0'])], 'status 302'],
  ['a server error', [HEAD, message(['HTTP/1.1 503 Busy', 'Content-Length: 0'])], 'status 503'],
  ['no HTTP', [HEAD, 'hello\r\n'], 'the status line is malformed'],
  ['the end', [HEAD, END], 'closed without an answer'],
  ['half a head and the end', [HEAD, 'HTTP/1.1 200 OK\r\n', END], 'closed without an answer'],
  ['a reset', [HEAD, RESET], 'reset'],
  ['nobody there', null, 'refused'],
] as const)('health_check_failure: %s', (_, host, reason) => {
  expect(probe([host], 1000).told).toEqual([`0 ${reason} @${host === null ? 100 : 200}`]);
});

test('an interim answer is none', () => {
  const answer = [HEAD, message(['HTTP/1.1 103 Early Hints']), pause(1), message(['HTTP/1.1 200 OK'])];
  expect(probe([answer], 10_000).told).toEqual(['0 ok @1200']);
});

test('the exact bytes of a probe', () => {
  expect(probe([WELL], 1000).received).toEqual([
    'GET /health HTTP/1.1\r\nHost: 127.0.0.1:3001\r\nUser-Agent: lbsim-health-check\r\nConnection: close\r\n\r\n',
  ]);
});

test.each([
  ['the connection hangs', 'silent'],
  ['the answer does not come', [HEAD]],
  ['half an answer comes', [HEAD, 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n']],
  ['the head drips', [{ drip: 'HTTP/1.1 200 OK\r\n\r\n', every: 5000 }]],
] as const)('health_check_timeout: %s', (_, host) => {
  expect(probe([host], 150_000).told[0]).toBe(`0 timeout @${TIMEOUT}`);
});

test('from start to start: neither a quick nor a slow probe moves the next one', () => {
  const slow = [HEAD, pause(40), ok('')];
  const { starts } = probe([WELL, slow, 'silent', null], 350_000);
  for (const own of starts) expect(own).toEqual([0, INTERVAL, 2 * INTERVAL, 3 * INTERVAL]);
});

test('a time-out beyond the interval: the next probe follows at once, never two at a time', () => {
  const { starts } = probe(['silent'], 400_000, { ...CONFIG, timeout: 150_000 });
  expect(starts).toEqual([[0, 150_000, 300_000]]);
});

test('a hung backend delays nobody', () => {
  const { told, pool } = probe(['silent', WELL, [HEAD]], 180_000);
  expect(told).toEqual([
    '1 ok @200',
    `0 timeout @${TIMEOUT}`,
    `2 timeout @${TIMEOUT}`,
    `1 ok @${INTERVAL + 200}`,
    `0 timeout @${INTERVAL + TIMEOUT}`,
    '0 Unhealthy',
    `2 timeout @${INTERVAL + TIMEOUT}`,
    '2 Unhealthy',
  ]);
  expect(pool.eligible.map(({ index }) => index)).toEqual([1]);
});

test('stopped: no probe more, no result of the one under way, nothing left open', () => {
  const { told, starts } = probe([[HEAD, pause(40), ok('')], 'silent'], 20_000);
  expect(told).toEqual([]);
  expect(starts).toEqual([[0], [0]]);
});
