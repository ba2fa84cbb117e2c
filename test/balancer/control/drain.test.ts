/** Draining, removal and enabling while requests run: what takes new ones, who is cut off and when, what stays behind. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULTS } from '../../../src/balancer/config/config.ts';
import { type Call, Lab, type LabOptions, MS, SECOND, TOKEN } from './lab.ts';

function lab(options: LabOptions = {}): Lab {
  const made = new Lab(options);
  made.runTo(MS);
  return made;
}

const bodies = (calls: readonly Call[]): string[] => calls.map(({ body }) => body).sort();

test('PUT drain: no new request, the active one finishes, and the backend stays', () => {
  const world = lab();
  world.at(0).latency = 300 * MS;
  world.at(1).latency = 300 * MS;
  const before = [world.get(), world.get()];
  world.runFor(10 * MS);
  const order = world.admin('PUT', 'backends/b1/drain');
  world.runFor(10 * MS);
  expect([order.status, order.json]).toMatchObject([202, { id: 'b1', state: 'Draining', active_connections: 1 }]);
  const after = [world.get(), world.get(), world.get()];
  world.runFor(2 * SECOND);
  expect(bodies(before)).toEqual(['b1', 'b2']);
  expect(bodies(after)).toEqual(['b2', 'b2', 'b2']);
  expect(world.state(0)).toBe('Draining');
  expect(world.log).toEqual(['warn Backend 127.2.0.1:3001 entering DRAINING mode']);
  world.end();
});

test('what is still under way at the deadline of a drain is cut off, and nothing before', () => {
  const world = lab();
  world.at(0).latency = 5 * SECOND;
  const hanging = [world.get(), world.get()];
  world.runFor(10 * MS);
  world.admin('PUT', 'backends/b1/drain');
  world.runFor(SECOND - 20 * MS);
  expect(hanging.map(({ done }) => done)).toEqual([false, true]);
  world.runFor(50 * MS);
  expect(hanging.map(({ status }) => status)).toEqual([502, 200]);
  expect(world.state(0)).toBe('Draining');
  expect(world.at(0).open).toBe(0);
  world.end();
});

test('a request whose connection to the backend is not even open at the deadline goes elsewhere', () => {
  const world = lab({ config: { timeouts: { ...DEFAULTS.timeouts, connect: 10 * SECOND } } });
  world.silence(0);
  const calls = [world.get(), world.get()];
  world.runFor(10 * MS);
  world.admin('DELETE', 'backends/b1');
  world.runFor(1050 * MS);
  expect(bodies(calls)).toEqual(['b2', 'b2']);
  world.end();
});

test('DELETE: removed when the last request is done, and idle connections to it are closed', () => {
  const world = lab();
  const warm = [world.get(), world.get()];
  world.runFor(20 * MS);
  expect(bodies(warm)).toEqual(['b1', 'b2']);
  expect(world.at(0).open).toBe(1);
  world.at(0).latency = 300 * MS;
  const active = [world.get(), world.get()];
  world.runFor(10 * MS);
  const order = world.admin('DELETE', 'backends/b1');
  world.runFor(200 * MS);
  expect([order.status, order.json]).toMatchObject([202, { id: 'b1', state: 'Draining' }]);
  expect(world.state(0)).toBe('Draining');
  world.runFor(200 * MS);
  expect(bodies(active)).toEqual(['b1', 'b2']);
  expect(world.state(0)).toBeUndefined();
  expect(world.at(0).open).toBe(0);
  const probes = world.at(0).probes.length;
  const gone = world.admin('GET', 'backends/b1');
  world.runFor(SECOND);
  expect(gone.status).toBe(404);
  expect(world.at(0).probes.length).toBe(probes);
  expect(world.log).toEqual([
    'warn Backend 127.2.0.1:3001 entering DRAINING mode',
    'info Backend 127.2.0.1:3001 removed',
  ]);
  world.end();
});

test('DELETE: removed at the deadline with what is still under way', () => {
  const world = lab();
  world.at(0).latency = 5 * SECOND;
  const hanging = world.get();
  world.runFor(10 * MS);
  world.admin('DELETE', 'backends/b1');
  world.runFor(SECOND - 20 * MS);
  expect([hanging.done, world.state(0)]).toEqual([false, 'Draining']);
  world.runFor(50 * MS);
  expect([hanging.status, world.state(0)]).toEqual([502, undefined]);
  world.end();
});

test('DELETE during a drain removes it at the deadline of the drain: no order prolongs another', () => {
  const world = lab();
  world.at(0).latency = 5 * SECOND;
  world.get();
  world.runFor(10 * MS);
  world.admin('PUT', 'backends/b1/drain');
  for (const method of ['DELETE', 'DELETE']) {
    world.runFor(300 * MS);
    world.admin(method, 'backends/b1');
  }
  world.runFor(300 * MS);
  expect(world.state(0)).toBe('Draining');
  world.runFor(150 * MS);
  expect(world.state(0)).toBeUndefined();
  world.end();
});

test('PUT drain during a removal does not take it back; nor does a change of the weight', () => {
  const world = lab();
  world.at(0).latency = 300 * MS;
  world.get();
  world.runFor(10 * MS);
  world.admin('DELETE', 'backends/b1');
  world.runFor(10 * MS);
  world.admin('PUT', 'backends/b1/drain');
  world.admin('PUT', 'backends/b1/weight', { weight: 7 });
  world.runFor(SECOND);
  expect(world.state(0)).toBeUndefined();
  world.end();
});

test.each(['PUT', 'DELETE'])('enable overtakes a %s: nothing is cut off and nobody is removed', (method) => {
  const world = lab();
  world.at(0).latency = 2 * SECOND;
  const slow = world.get();
  world.runFor(10 * MS);
  world.admin(method, method === 'PUT' ? 'backends/b1/drain' : 'backends/b1');
  world.runFor(500 * MS);
  const order = world.admin('PUT', 'backends/b1/enable');
  world.runFor(10 * MS);
  expect([order.status, order.json]).toMatchObject([200, { state: 'Healthy' }]);
  world.at(0).latency = MS;
  const after = [world.get(), world.get()];
  world.runFor(3 * SECOND);
  expect([slow.status, bodies(after), world.state(0)]).toEqual([200, ['b1', 'b2'], 'Healthy']);
  expect(world.log.at(-1)).toBe('info Backend 127.2.0.1:3001 marked HEALTHY');
  world.end();
});

test('an Unhealthy backend that is enabled again is Unhealthy still', () => {
  const world = lab();
  world.at(0).health = 500;
  world.runFor(SECOND);
  expect(world.state(0)).toBe('Unhealthy');
  world.admin('PUT', 'backends/b1/drain');
  world.runFor(100 * MS);
  expect(world.state(0)).toBe('Draining');
  const order = world.admin('PUT', 'backends/b1/enable');
  world.runFor(100 * MS);
  expect(order.json).toMatchObject({ state: 'Unhealthy' });
  world.end();
});

test('the address of a draining backend is taken; once it is gone it is free, and counts from zero', () => {
  const world = lab({ config: { limits: { ...DEFAULTS.limits, backends: 2 } } });
  world.at(0).latency = 200 * MS;
  for (let i = 0; i < 6; i++) world.get();
  world.runFor(10 * MS);
  world.admin('DELETE', 'backends/b1');
  const { host: address, port } = world.at(0).endpoint;
  const early = world.admin('POST', 'backends', { address, port });
  world.runFor(50 * MS);
  expect(early.status).toBe(409);
  expect(early.json.error).toMatch(/b1 .* draining: PUT \/lb\/admin\/backends\/b1\/enable/);
  world.runFor(SECOND);
  const late = world.admin('POST', 'backends', { address, port });
  world.runFor(10 * MS);
  expect(late.status).toBe(201);
  expect(late.answer.head).toContain('Location: /lb/admin/backends/b3\r\n');
  const metrics = world.balancer.metrics().backends;
  expect(metrics.map(({ id, total_requests, p99_latency_us }) => [id, total_requests, p99_latency_us > 0])).toEqual([
    ['b2', 3, true],
    ['b3', 0, false],
  ]);
  world.end();
});

test('what removed backends had counted stays in the totals, also when another gets the row', () => {
  const world = lab({ config: { limits: { ...DEFAULTS.limits, backends: 2 } } });
  for (let i = 0; i < 6; i++) world.get();
  world.runFor(SECOND);
  const told = () => {
    const { total_requests, total_errors, avg_latency_us, p99_latency_us } = world.balancer.metrics();
    return { total_requests, total_errors, avg_latency_us, p99_latency_us };
  };
  const start = told();
  expect(start.total_requests).toBe(6);
  world.admin('DELETE', 'backends/b1');
  world.runFor(SECOND);
  expect(told()).toEqual(start);
  const { host: address, port } = world.at(0).endpoint;
  world.admin('POST', 'backends', { address, port });
  world.runFor(SECOND);
  expect(world.balancer.metrics().backends.map(({ id, total_requests }) => [id, total_requests])).toEqual([
    ['b2', 3],
    ['b3', 0],
  ]);
  expect(told()).toEqual(start);
  world.get();
  world.get();
  world.runFor(SECOND);
  expect(told().total_requests).toBe(8);
  world.end();
});

/** Probes are rare, drains have time, and rows are few. */
const config = {
  healthCheck: { ...DEFAULTS.healthCheck, interval: 3600 * SECOND },
  admin: { token: TOKEN, drainTimeout: 60 * SECOND, listen: null },
  limits: { ...DEFAULTS.limits, backends: 6 },
};

/** What an operator may do at a moment. */
const deed = fc.record({
  at: fc.integer({ min: 0, max: 900 }),
  what: fc.constantFrom('drain', 'enable', 'weight', 'DELETE', 'POST'),
  which: fc.nat(3),
});

test('zero dropped requests: whatever orders come, while drains have time enough', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 12 }), fc.nat(1000), (deeds, seed) => {
      // The last one is never touched, so that there is always a backend.
      const world = lab({ seed, backends: [{}, {}, {}, {}, {}], config });
      world.backends.forEach((backend, index) => {
        backend.latency = (1 + 13 * index) * MS;
      });
      const calls: Call[] = [];
      world.every(3 * MS, 350, () => calls.push(world.get()));
      for (const { at, what, which } of deeds) world.after(at * MS, () => act(world, what, which));
      world.runFor(2 * SECOND);
      expect(calls.map(({ status }) => status).filter((status) => status !== 200)).toEqual([]);
      const { backends } = world.balancer.metrics();
      expect(backends.every((one) => one.active_connections === 0 && one.total_errors === 0)).toBe(true);
      // No connection is left to a backend that is gone.
      for (const [index, backend] of world.backends.entries()) {
        if (world.state(index) === undefined) expect(backend.open).toBe(0);
      }
      world.end();
    }),
    { numRuns: 60, seed: 4 },
  );
});

/** Named by address: a backend that comes back has another id. */
function act(world: Lab, what: string, which: number): void {
  const { host: address, port } = world.at(which).endpoint;
  const id = world.balancer.pool.backends.find(({ config }) => config.host === address)?.id ?? 'none';
  if (what === 'POST') world.admin('POST', 'backends', { address, port });
  else if (what === 'DELETE') world.admin('DELETE', `backends/${id}`);
  else if (what === 'weight') world.admin('PUT', `backends/${id}/weight`, { weight: 1 + which });
  else world.admin('PUT', `backends/${id}/${what}`);
}
