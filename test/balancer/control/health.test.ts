/** What makes a backend eligible besides plain probes: how it starts, its own rules, live traffic, and slow returns. */
import { expect, test } from 'vitest';
import { DEFAULTS } from '../../../src/balancer/config/config.ts';
import { Lab, MS, SECOND } from './lab.ts';
import type { LabBackend } from './lab-backend.ts';

const HEALTH_CHECK = { ...DEFAULTS.healthCheck, interval: 100 * MS, timeout: 50 * MS };

test('initial unhealthy: 503 until enough probes have passed, and not ready before', () => {
  const world = new Lab({ config: { healthCheck: { ...HEALTH_CHECK, initial: 'unhealthy' } } });
  world.runTo(50 * MS);
  const early = [world.get(), world.get('/lb/ready'), world.get('/lb/health')];
  world.runTo(120 * MS);
  expect(early.map(({ status }) => status)).toEqual([503, 503, 200]);
  expect(early[2]?.json).toMatchObject({ status: 'unhealthy' });
  const late = [world.get(), world.get('/lb/ready')];
  world.runTo(140 * MS);
  expect(late.map(({ status, body }) => [status, body])).toEqual([
    [200, 'b1'],
    [200, 'ready\n'],
  ]);
  expect(world.log).toEqual([
    'info Backend 127.2.0.1:3001 marked HEALTHY',
    'info Backend 127.2.0.2:3002 marked HEALTHY',
  ]);
  world.end();
});

test('initial unhealthy: one whose probes fail is told so', () => {
  const world = new Lab({ config: { healthCheck: { ...HEALTH_CHECK, initial: 'unhealthy' } } });
  world.at(0).health = 404;
  world.runTo(SECOND);
  expect(world.state(0)).toBe('Unhealthy');
  expect(world.log.filter((line) => line.includes(':3001'))).toEqual(
    [1, 2, 3].map((n) => `warn Backend 127.2.0.1:3001 health check failed (${n}/3): status 404`),
  );
  world.end();
});

test('one that is added starts like all', () => {
  const world = new Lab({ config: { healthCheck: { ...HEALTH_CHECK, initial: 'unhealthy' } }, backends: [{}] }, 1);
  const { host: address, port } = world.at(1).endpoint;
  const added = world.admin('POST', 'backends', { address, port });
  world.runTo(10 * MS);
  expect([0, 1].map((index) => world.state(index))).toEqual(['Unhealthy', 'Unhealthy']);
  expect(added.json).toMatchObject({ state: 'Unhealthy' });
  world.runTo(500 * MS);
  expect([0, 1].map((index) => world.state(index))).toEqual(['Healthy', 'Healthy']);
  world.end();
});

test('probes by the rules: method, path, Host, statuses; and by a backend’s own where it has some', () => {
  const own = { method: 'OPTIONS', host: 'own.example', expectedStatus: { min: 404, max: 404 }, interval: 30 * MS };
  const world = new Lab({
    config: {
      healthCheck: { ...HEALTH_CHECK, method: 'HEAD', host: 'all.example', expectedStatus: { min: 200, max: 399 } },
    },
    backends: [{ healthCheckPath: '/a?b' }, { healthCheck: own }],
  });
  world.at(0).health = 302;
  world.at(1).health = 404;
  world.runTo(SECOND);
  expect([world.state(0), world.state(1)]).toEqual(['Healthy', 'Healthy']);
  const head = (index: number): string[] | undefined => world.at(index).probes[0]?.head.split('\r\n').slice(0, 2);
  expect(head(0)).toEqual(['HEAD /a?b HTTP/1.1', 'Host: all.example']);
  expect(head(1)).toEqual(['OPTIONS /health HTTP/1.1', 'Host: own.example']);
  expect(world.at(1).probes.length / world.at(0).probes.length).toBeGreaterThan(3);
  world.at(1).health = 200;
  world.runFor(SECOND);
  expect([world.state(0), world.state(1)]).toEqual(['Healthy', 'Unhealthy']);
  world.end();
});

test('a backend’s own thresholds', () => {
  const world = new Lab({ backends: [{}, { healthCheck: { unhealthyThreshold: 1, healthyThreshold: 5 } }] });
  for (const index of [0, 1]) world.at(index).health = 500;
  world.runTo(150 * MS);
  expect([world.state(0), world.state(1)]).toEqual(['Healthy', 'Unhealthy']);
  world.runTo(250 * MS);
  for (const index of [0, 1]) world.at(index).health = 200;
  world.runTo(450 * MS);
  expect([world.state(0), world.state(1)]).toEqual(['Healthy', 'Unhealthy']);
  world.runTo(750 * MS);
  expect([world.state(0), world.state(1)]).toEqual(['Healthy', 'Healthy']);
  world.end();
});

test('jitter: intervals lie within its bounds, on both sides, and backends come out of step', () => {
  const world = new Lab({ config: { healthCheck: { ...HEALTH_CHECK, jitter: 0.2 } } });
  world.runTo(20 * SECOND);
  const gaps = world.backends.map(({ probes }) => probes.slice(1).map(({ at }, i) => at - (probes[i]?.at ?? 0)));
  for (const own of gaps) {
    expect(own.length).toBeGreaterThan(150);
    expect(Math.min(...own)).toBeGreaterThanOrEqual(80 * MS);
    expect(Math.max(...own)).toBeLessThanOrEqual(120 * MS);
    expect(Math.min(...own)).toBeLessThan(85 * MS);
    expect(Math.max(...own)).toBeGreaterThan(115 * MS);
  }
  expect(gaps[0]).not.toEqual(gaps[1]);
  world.end();
});

const EJECTION = { failures: 3, shortest: SECOND, longest: 4 * SECOND };

/** Requests go on and on: when the first backend was out, in ms. */
function outages(world: Lab, until: number): readonly (readonly [from: number, to: number])[] {
  const spans: [number, number][] = [];
  let out = false;
  while (world.now < until) {
    world.get();
    world.runFor(10 * MS);
    const isOut = world.state(0) === 'Unhealthy';
    if (isOut && !out) spans.push([world.now / MS, 0]);
    const last = spans.at(-1);
    if (!isOut && out && last !== undefined) last[1] = world.now / MS;
    out = isOut;
  }
  return spans;
}

const lengths = (spans: readonly (readonly [number, number])[]): number[] =>
  spans.map(([from, to]) => Math.round((to - from) / 100) / 10);

test('ejection: each time for twice as long, up to the longest; probes that pass have no say in it', () => {
  const world = new Lab({ config: { ejection: EJECTION } });
  world.at(0).status = 500;
  const spans = outages(world, 13 * SECOND);
  expect(lengths(spans).slice(0, 4)).toEqual([1, 2, 4, 4]);
  // Three failures each time, at a request every 20 ms for either backend.
  for (const [index, [from]] of spans.slice(1).entries()) expect(from - (spans[index]?.[1] ?? 0)).toBeLessThan(80);
  expect(world.states.slice(0, 4)).toEqual(['b1 Unhealthy', 'b1 Healthy', 'b1 Unhealthy', 'b1 Healthy']);
  expect(world.log.filter((line) => line.includes('health check failed'))).toEqual([]);
  world.end();
});

test('a time-out that is longer than the interval: probes wait for each other, and the log says so', () => {
  const world = new Lab({ config: { healthCheck: { ...HEALTH_CHECK, interval: 100 * MS, timeout: 300 * MS } } });
  world.silence(0);
  world.runTo(1450 * MS);
  const about = world.log.filter((line) =>
    line.includes(`${world.balancer.pool.backends[0]?.address} health check failed`),
  );
  // Failed at 300, 600 and 900 ms; an outage that goes on is told once.
  expect(about).toHaveLength(3);
  expect(world.state(0)).toBe('Unhealthy');
  expect(world.log[0]).toBe(
    'warn Health checks have 0.3 s and are due every 0.1 s: as one waits for the one before, a backend that hangs gets one every 0.3 s',
  );
  world.end();
});

test('ejection: the log and the API say why and for how long', () => {
  const world = new Lab({ config: { ejection: EJECTION } });
  world.at(0).status = 500;
  outages(world, 200 * MS);
  const address = world.balancer.pool.backends[0]?.address;
  expect(world.log.filter((line) => line.includes(` ${address} `))).toEqual([
    `warn Backend ${address} ejected for 1 s after 3 failed answers in a row`,
    `error Backend ${address} marked UNHEALTHY`,
  ]);
  const call = world.admin('GET', 'backends/b1');
  world.runFor(10 * MS);
  const { ejection, ...backend } = call.json;
  expect(backend).toMatchObject({ state: 'Unhealthy', reasons: ['ejected'] });
  expect(ejection).toEqual({ failures: 3, for_secs: 1, remaining_secs: expect.any(Number) });
  const { remaining_secs } = ejection as { remaining_secs: number };
  expect(remaining_secs).toBeGreaterThan(0.7);
  expect(remaining_secs).toBeLessThan(1);
  world.at(0).status = 200;
  world.runFor(2 * SECOND);
  const after = world.admin('GET', 'backends/b1');
  world.runFor(10 * MS);
  expect(after.json).toMatchObject({ state: 'Healthy', reasons: [], ejection: null });
  world.end();
});

test('ejection: who did well for as long as it can be out starts anew', () => {
  const world = new Lab({ config: { ejection: EJECTION } });
  world.at(0).status = 500;
  const [first, second] = outages(world, 2 * SECOND);
  expect([first, second]).toMatchObject([
    [expect.any(Number), expect.any(Number)],
    [expect.any(Number), 0],
  ]);
  world.at(0).status = 200;
  // The second lasts until 3.2 s.
  world.runTo(8 * SECOND);
  world.at(0).status = 500;
  expect(lengths(outages(world, 9500 * MS))[0]).toBe(1);
  world.end();
});

function spoil(world: Lab, traits: Partial<Pick<LabBackend, 'status' | 'cuts' | 'latency'>>): void {
  Object.assign(world.at(0), traits);
}

test.each([
  ['an answer of 500', (world: Lab) => spoil(world, { status: 500 }), true],
  ['an answer of 503', (world: Lab) => spoil(world, { status: 503 }), true],
  ['no answer', (world: Lab) => spoil(world, { cuts: true }), true],
  ['nobody there', (world: Lab) => world.at(0).down(), true],
  ['an answer too late', (world: Lab) => spoil(world, { latency: 200 * MS }), true],
  ['an answer of 404', (world: Lab) => spoil(world, { status: 404 }), false],
  ['an answer of 501', (world: Lab) => spoil(world, { status: 501 }), false],
  ['an answer of 505', (world: Lab) => spoil(world, { status: 505 }), false],
] as const)('ejection: what counts as a failure: %s', (_, befalls, counts) => {
  const world = new Lab({
    config: {
      ejection: EJECTION,
      healthCheck: { ...HEALTH_CHECK, interval: 3600 * SECOND },
      timeouts: { ...DEFAULTS.timeouts, response: 100 * MS },
    },
  });
  world.runTo(MS);
  befalls(world);
  expect(outages(world, 700 * MS).length).toBe(counts ? 1 : 0);
  world.end();
});

test('ejection: what still fails while it is out does not count against its return', () => {
  const world = new Lab({ config: { ejection: EJECTION } });
  Object.assign(world.at(0), { status: 500, latency: 50 * MS });
  for (let i = 0; i < 10; i++) world.get();
  world.runFor(100 * MS);
  expect([world.state(0), world.at(0).requests.length]).toEqual(['Unhealthy', 5]);
  world.runFor(SECOND);
  expect(world.state(0)).toBe('Healthy');
  world.get();
  world.get();
  world.runFor(100 * MS);
  expect([world.state(0), world.at(0).requests.length]).toEqual(['Healthy', 6]);
  world.end();
});

test('ejection: only failures in a row count', () => {
  const world = new Lab({ config: { ejection: EJECTION } });
  for (let i = 0; i < 60; i++) {
    world.at(0).status = i % 3 === 2 ? 200 : 500;
    world.get();
    world.get();
    world.runFor(10 * MS);
  }
  expect(world.states).toEqual([]);
  world.end();
});

/** b1 is ejected for a second. */
function ejected(): Lab {
  const world = new Lab({ config: { ejection: EJECTION } });
  world.at(0).status = 500;
  expect(outages(world, 300 * MS)).toMatchObject([[expect.any(Number), 0]]);
  return world;
}

test('ejection: ends when nobody else is left, for a bad answer is no worse than none', () => {
  const drained = ejected();
  drained.admin('PUT', 'backends/b2/drain');
  drained.runFor(10 * MS);
  expect([drained.state(0), drained.state(1)]).toEqual(['Healthy', 'Draining']);
  drained.at(0).status = 200;
  const answer = drained.get();
  drained.runFor(10 * MS);
  expect(answer.body).toBe('b1');
  drained.end();

  const world = ejected();
  world.at(1).health = 500;
  world.runFor(400 * MS);
  expect(world.states).toEqual(['b1 Unhealthy', 'b2 Unhealthy', 'b1 Healthy']);
  world.end();
});

test('ejection: who fails its probes stays out until it passes them, and then goes before nobody', () => {
  const world = ejected();
  world.at(0).health = 500;
  world.at(1).health = 500;
  world.runFor(400 * MS);
  expect([world.state(0), world.state(1)]).toEqual(['Unhealthy', 'Unhealthy']);
  world.at(0).health = 200;
  world.runFor(220 * MS);
  expect([world.state(0), world.state(1)]).toEqual(['Healthy', 'Unhealthy']);
  world.end();
});

test('ejection: next to one that is Healthy again, it is out for twice as long', () => {
  const world = ejected();
  world.admin('PUT', 'backends/b2/drain');
  world.runFor(10 * MS);
  world.admin('PUT', 'backends/b2/enable');
  world.runFor(10 * MS);
  expect(lengths(outages(world, 3 * SECOND))[0]).toBe(2);
  world.end();
});

test('ejection: what failed before it was switched off does not count when it is on again', () => {
  let failures: number = EJECTION.failures;
  const world: Lab = new Lab({
    config: { ejection: EJECTION },
    readConfig: () => ({ ...world.config, ejection: { ...EJECTION, failures } }),
  });
  const answers = (status: number, count: number): void => {
    world.at(0).status = status;
    for (let i = 0; i < 2 * count; i++) world.get();
    world.runFor(20 * MS);
  };
  world.runTo(MS);
  answers(500, EJECTION.failures - 1);
  failures = 0;
  world.admin('POST', 'reload');
  world.runFor(10 * MS);
  answers(200, 5);
  failures = EJECTION.failures;
  world.admin('POST', 'reload');
  world.runFor(10 * MS);
  answers(500, 1);
  expect(world.state(0)).toBe('Healthy');
  answers(500, EJECTION.failures - 1);
  expect(world.state(0)).toBe('Unhealthy');
  world.end();
});

test('ejection: never the last one; when another is back, it is out after as many failures again', () => {
  const world = new Lab({ config: { ejection: EJECTION } });
  world.admin('PUT', 'backends/b2/drain');
  world.at(0).status = 500;
  expect(outages(world, SECOND)).toEqual([]);
  world.admin('PUT', 'backends/b2/enable');
  expect(lengths(outages(world, 2500 * MS))[0]).toBe(1);
  world.end();
});

test('ejection: a change of the weight or the removal meanwhile leaves nothing behind', () => {
  const world = new Lab({
    config: { ejection: EJECTION, limits: { ...DEFAULTS.limits, backends: 3 } },
    backends: [{}, {}, {}],
  });
  for (const index of [0, 1]) world.at(index).status = 500;
  while (world.state(0) !== 'Unhealthy' || world.state(1) !== 'Unhealthy') {
    world.get();
    world.runFor(10 * MS);
  }
  world.admin('PUT', 'backends/b1/weight', { weight: 2 });
  world.admin('DELETE', 'backends/b2');
  world.runFor(50 * MS);
  const { host: address, port } = world.at(1).endpoint;
  const again = world.admin('POST', 'backends', { address, port });
  world.runFor(10 * MS);
  expect(again.json).toMatchObject({ id: 'b4', state: 'Healthy' });
  world.runFor(1100 * MS);
  expect([0, 1, 2].map((index) => world.state(index))).toEqual(['Healthy', 'Healthy', 'Healthy']);
  world.end();
});

/** So many of the next `count` requests, one after the other, went to the first of two backends. */
function shareOf(world: Lab, count: number): number {
  const calls = Array.from({ length: count }, () => {
    const call = world.get();
    world.runFor(3 * MS);
    return call;
  });
  return calls.filter(({ body }) => body === 'b1').length;
}

test('slow start: from a tenth of the share to the whole of it in ten steps', () => {
  const world = new Lab({ config: { slowStart: 9 * SECOND } });
  world.at(0).health = 500;
  world.runTo(SECOND);
  world.at(0).health = 200;
  while (world.state(0) !== 'Healthy') world.runFor(MS);
  const back = world.now;
  const [backend] = world.balancer.pool.backends;
  for (let step = 1; step <= 10; step++) {
    world.runTo(back + (step - 1) * SECOND + 10 * MS);
    expect(backend?.weight).toBe(step);
    // Two whole cycles of `step` to ten.
    expect(shareOf(world, 2 * (step + 10))).toBe(2 * step);
  }
  world.runTo(back + 20 * SECOND);
  expect(backend?.weight).toBe(10);
  world.end();
});

test('slow start: a new weight holds in the middle of it; who goes out begins again; the others are never slow', () => {
  const world = new Lab({ config: { slowStart: 9 * SECOND } }, 1);
  const weights = (): number[] => world.balancer.pool.backends.map(({ weight }) => weight);
  world.runTo(MS);
  expect(weights()).toEqual([10, 10]);
  world.admin('PUT', 'backends/b1/drain');
  world.runFor(10 * MS);
  world.admin('PUT', 'backends/b1/enable');
  world.runFor(4500 * MS);
  expect(weights()).toEqual([5, 10]);
  world.admin('PUT', 'backends/b1/weight', { weight: 4 });
  world.runFor(10 * MS);
  expect(weights()).toEqual([20, 10]);
  world.runFor(SECOND);
  expect(weights()).toEqual([24, 10]);
  world.admin('PUT', 'backends/b1/drain');
  world.runFor(SECOND);
  world.admin('PUT', 'backends/b1/enable');
  const { host: address, port } = world.at(2).endpoint;
  world.admin('POST', 'backends', { address, port, weight: 2 });
  world.runFor(10 * MS);
  expect(weights()).toEqual([4, 10, 2]);
  world.runFor(10 * SECOND);
  expect(weights()).toEqual([40, 10, 20]);
  world.end();
});

test('slow start switched off by a reload: the next return is at full weight', () => {
  const world: Lab = new Lab({
    config: { slowStart: 9 * SECOND },
    readConfig: () => ({ ...world.config, slowStart: 0 }),
  });
  world.runTo(MS);
  for (const order of ['drain', 'enable', 'drain']) {
    world.admin('PUT', `backends/b1/${order}`);
    world.runFor(10 * MS);
  }
  expect(world.balancer.pool.backends[0]?.weight).toBe(1);
  world.admin('POST', 'reload');
  world.runFor(10 * MS);
  world.admin('PUT', 'backends/b1/enable');
  world.runFor(10 * MS);
  expect(world.balancer.pool.backends[0]?.weight).toBe(10);
  world.end();
});
