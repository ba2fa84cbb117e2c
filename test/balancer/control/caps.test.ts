/** Caps on requests by backend, and the queue of those that wait for room. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BackendConfig, DEFAULTS } from '../../../src/balancer/config/config.ts';
import { get, message } from '../proxy/messages.ts';
import { pause, RESET } from '../proxy/raw-peer.ts';
import { type Call, Lab, MS, SECOND } from './lab.ts';

function lab(caps: readonly number[], queue = 1024, wait = 5 * SECOND): Lab {
  const world = new Lab({
    backends: caps.map((connectionsMax): Partial<BackendConfig> => ({ connectionsMax })),
    config: {
      limits: { ...DEFAULTS.limits, queue },
      timeouts: { ...DEFAULTS.timeouts, queue: wait },
      healthCheck: { ...DEFAULTS.healthCheck, interval: 3600 * SECOND },
    },
  });
  for (const backend of world.backends) backend.latency = 100 * MS;
  world.runTo(MS);
  return world;
}

/** Sends so many, 1 ms after each other. Tells in which order they were answered. */
function send(world: Lab, count: number): { readonly calls: Call[]; order(): number[] } {
  const calls: Call[] = [];
  const order: number[] = [];
  for (let i = 0; i < count; i++) {
    calls.push(world.get(`/${i}`));
    world.runFor(MS);
  }
  const look = (): void => {
    for (const [index, { peer }] of calls.entries()) {
      if (peer.received !== '' && !order.includes(index)) order.push(index);
    }
  };
  return {
    calls,
    order: () => {
      while (calls.some(({ done }) => !done)) {
        world.runFor(MS / 10);
        look();
      }
      return order;
    },
  };
}

/** What Prometheus is told of requests that ended so. */
function failures(world: Lab, reason: string): number {
  const page = world.get('/lb/metrics?format=prometheus');
  world.runFor(10 * MS);
  return Number(new RegExp(`^lbsim_failures_total\\{reason="${reason}"\\} (\\d+)$`, 'm').exec(page.body)?.[1]);
}

/** A client that sends a request, and is gone so many ms later. */
function leave(world: Lab, afterMs: number): Call {
  return world.send(get(), undefined, [pause(afterMs), RESET]);
}

test('first come, first served, one after the other', () => {
  const world = lab([1]);
  const { calls, order } = send(world, 6);
  expect(order()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(calls.map(({ status }) => status)).toEqual(Array(6).fill(200));
  expect(world.at(0).activeMax).toBe(1);
  // Each waits for the one before, and for nothing else: two network delays and the answer.
  expect(world.now).toBeLessThan(6 * 102 * MS);
  world.end();
});

test('a full backend is passed over while another has room; then all wait', () => {
  const world = lab([1, 3]);
  const { calls, order } = send(world, 5);
  expect(order().slice(0, 4).sort()).toEqual([0, 1, 2, 3]);
  expect(
    calls
      .slice(0, 4)
      .map(({ body }) => body)
      .sort(),
  ).toEqual(['b1', 'b2', 'b2', 'b2']);
  expect(world.backends.map(({ activeMax }) => activeMax)).toEqual([1, 3]);
  world.end();
});

test('one too many for the queue: 503 at once; those that wait are served', () => {
  const world = lab([1], 2);
  const { calls } = send(world, 5);
  world.runFor(10 * MS);
  expect(calls.map(({ done }) => done)).toEqual([false, false, false, true, true]);
  world.runFor(SECOND);
  expect(calls.map(({ status }) => status)).toEqual([200, 200, 200, 503, 503]);
  expect(calls[4]?.body).toBe('All backends are busy, and too many requests wait for them already.\n');
  expect(failures(world, 'queue_full')).toBe(2);
  world.end();
});

test('a queue of none: 503 at once where nobody has room', () => {
  const world = lab([2], 0);
  const { calls } = send(world, 3);
  world.runFor(SECOND);
  expect(calls.map(({ status }) => status)).toEqual([200, 200, 503]);
  world.end();
});

test('503 for who waited too long, and nobody else', () => {
  const world = lab([1], 1024, 150 * MS);
  const { calls } = send(world, 4);
  world.runFor(SECOND);
  expect(calls.map(({ status }) => status)).toEqual([200, 200, 503, 503]);
  expect(calls[3]?.body).toBe('All backends are busy, and none had room in time.\n');
  expect(failures(world, 'queue_timeout')).toBe(2);
  expect(world.at(0).requests.length).toBe(2);
  world.end();
});

test('who leaves makes place for another, and is never sent', () => {
  const world = lab([1], 2);
  const first = world.get('/first');
  world.runFor(MS);
  const leaving = leave(world, 10);
  world.runFor(MS);
  const second = world.get('/second');
  world.runFor(20 * MS);
  expect(leaving.done).toBe(true);
  const third = world.get('/third');
  world.runFor(SECOND);
  expect([first, second, third].map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(world.at(0).requests.length).toBe(3);
  world.end();
});

test('a backend that comes back, is added, or gets a higher cap serves those that wait', () => {
  const world = lab([1, 1]);
  for (const backend of world.backends) backend.latency = 3 * SECOND;
  world.admin('PUT', 'backends/b2/drain');
  world.runFor(10 * MS);
  const calls = [world.get(), world.get(), world.get()];
  world.runFor(100 * MS);
  expect(world.backends.map(({ requests }) => requests.length)).toEqual([1, 0]);
  world.admin('PUT', 'backends/b2/enable');
  world.runFor(10 * MS);
  expect(world.backends.map(({ requests }) => requests.length)).toEqual([1, 1]);
  world.balancer.control.apply({
    ...world.config,
    backends: [world.configOf(0, { connectionsMax: 2 }), world.configOf(1, { connectionsMax: 1 })],
  });
  world.runFor(10 * MS);
  expect(world.backends.map(({ requests }) => requests.length)).toEqual([2, 1]);
  world.runFor(4 * SECOND);
  expect(calls.map(({ status }) => status)).toEqual([200, 200, 200]);
  world.end();
});

test('nobody is sent to a backend that fell out while all waited', () => {
  const world = lab([1, 1]);
  world.at(0).latency = 50 * MS;
  const { calls } = send(world, 3);
  world.admin('PUT', 'backends/b1/drain');
  world.runFor(SECOND);
  expect(calls.map(({ body }) => body).sort()).toEqual(['b1', 'b2', 'b2']);
  expect(world.at(0).requests.length).toBe(1);
  world.end();
});

test('one that waits for room does not go to the backend of its session when that fell out meanwhile', () => {
  const world = new Lab({
    backends: [{ connectionsMax: 1 }, { connectionsMax: 1 }],
    config: { session: { ...DEFAULTS.session, mode: 'header' } },
    // All sessions belong to the first backend, for as long as that is there.
    parts: {
      sessions: ({ pool }) => ({ find: () => pool.eligible.find(({ id }) => id === 'b1') ?? null, stick: () => '' }),
    },
  });
  for (const backend of world.backends) backend.latency = 100 * MS;
  world.runTo(MS);
  const { calls } = send(world, 3);
  world.admin('PUT', 'backends/b1/drain');
  world.runFor(SECOND);
  expect(calls.map(({ body }) => body)).toEqual(['b1', 'b2', 'b2']);
  world.end();
});

test('a body that comes while its request waits goes with it, also a long one', () => {
  const world = lab([1]);
  world.get();
  world.runFor(MS);
  const body = 'x'.repeat(200_000);
  const head = ['POST / HTTP/1.1', 'Host: h', 'Connection: close', `Content-Length: ${body.length}`];
  const call = world.send(message(head, body));
  world.runFor(SECOND);
  expect(call.status).toBe(200);
  world.end();
});

const client = fc.record({
  at: fc.integer({ min: 0, max: 200 }),
  leavesAfter: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 150 }) },
  ),
});
const cap = fc.integer({ min: 1, max: 3 });

test('whatever comes, leaves and fails: no cap is exceeded, everybody gets an answer, nothing is left', () => {
  const backend = fc.record({ cap, latency: fc.integer({ min: 1, max: 60 }), cuts: fc.boolean(), down: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(backend, { minLength: 1, maxLength: 3 }),
      fc.array(client, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 0, max: 8 }),
      (backends, clients, queue) => {
        const world = lab(
          backends.map((one) => one.cap),
          queue,
          100 * MS,
        );
        for (const [index, { latency, cuts, down }] of backends.entries()) {
          Object.assign(world.at(index), { latency: latency * MS, cuts });
          if (down) world.at(index).down();
        }
        const calls: Call[] = [];
        for (const { at, leavesAfter } of clients) {
          world.after(at * MS, () => {
            if (leavesAfter === 0) calls.push(world.get());
            else leave(world, leavesAfter);
          });
        }
        let most = 0;
        world.every(MS / 2, 600, () => {
          for (const [index, { active }] of world.balancer.pool.backends.entries()) {
            most = Math.max(most, active - (backends[index]?.cap ?? 0));
          }
        });
        world.runFor(SECOND);
        expect(most).toBeLessThanOrEqual(0);
        for (const call of calls) expect([200, 502, 503]).toContain(call.status);
        for (const [index, { activeMax }] of world.backends.entries()) {
          // A backend learns a little later that a client has left.
          if (clients.every(({ leavesAfter }) => leavesAfter === 0)) {
            expect(activeMax).toBeLessThanOrEqual(backends[index]?.cap ?? 0);
          }
        }
        const allWell = backends.every(({ cuts, down }) => !cuts && !down);
        if (allWell) expect(calls.filter(({ status }) => status === 502)).toEqual([]);
        expect(world.balancer.pool.backends.map(({ active }) => active)).toEqual(backends.map(() => 0));
        world.end();
      },
    ),
    { numRuns: 300, seed: 6 },
  );
});

test('a request that is tried again goes before those that wait', () => {
  const world = lab([1]);
  // A kept connection, which the backend closes instead of an answer: the request goes once more, on a new one.
  world.get();
  world.runFor(200 * MS);
  world.at(0).cuts = true;
  const first = send(world, 1);
  world.at(0).cuts = false;
  const { calls } = send(world, 2);
  world.runFor(250 * MS);
  expect([...first.calls, ...calls].map(({ done }) => done)).toEqual([true, false, false]);
  world.runFor(SECOND);
  expect([...first.calls, ...calls].map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(world.at(0).requests.length).toBe(5);
  world.end();
});

test('one that is refused waits where there is room soon, rather than fail', () => {
  const world = lab([1, 1]);
  world.at(0).down();
  const { calls, order } = send(world, 4);
  expect(order()).toEqual([0, 1, 2, 3]);
  expect(calls.map(({ body }) => body)).toEqual(['b2', 'b2', 'b2', 'b2']);
  world.end();
});

test('who comes when there is just room again does not overtake those that wait', () => {
  const world = lab([1, 1]);
  world.admin('PUT', 'backends/b2/drain');
  world.runFor(10 * MS);
  const [, waiting] = send(world, 2).calls;
  world.runFor(10 * MS);
  const [, second] = world.balancer.pool.backends;
  if (second !== undefined) world.balancer.control.enable(second);
  const late = world.get();
  world.runFor(110 * MS);
  expect([waiting?.done, late.done]).toEqual([true, false]);
  world.runFor(SECOND);
  expect(late.status).toBe(200);
  world.end();
});
