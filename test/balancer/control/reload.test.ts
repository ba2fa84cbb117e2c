/** Reloads: applied as a difference, or refused as a whole. */
import { expect, test } from 'vitest';
import { type BalancerConfig, DEFAULTS } from '../../../src/balancer/config/config.ts';
import { LbsimError } from '../../../src/kernel/errors.ts';
import { Lab, type LabOptions, MS, SECOND, TOKEN } from './lab.ts';

interface Reloading {
  readonly world: Lab;
  /** Reloads with these changes to the configuration it started with. Returns the answer. */
  reload(changes: Partial<BalancerConfig>): { readonly status: number; readonly json: Record<string, unknown> };
}

function reloading(options: LabOptions = {}, spare = 0): Reloading {
  let next: BalancerConfig | null = null;
  const world: Lab = new Lab({ ...options, readConfig: () => next ?? world.config }, spare);
  world.runTo(MS);
  return {
    world,
    reload: (changes) => {
      next = { ...world.config, ...changes };
      const call = world.admin('POST', 'reload');
      world.runFor(5 * MS);
      return call;
    },
  };
}

const serves = (world: Lab, count: number): string[] => {
  const calls = Array.from({ length: count }, () => world.get());
  world.runFor(20 * MS);
  return calls.map(({ body }) => body).sort();
};

test('unchanged backends keep their connections, states and counters', () => {
  const { world, reload } = reloading({ backends: [{}, {}, {}] }, 1);
  world.at(2).health = 500;
  world.runTo(SECOND);
  expect(world.state(2)).toBe('Unhealthy');
  world.admin('PUT', 'backends/b2/drain');
  expect(serves(world, 2)).toEqual(['b1', 'b1']);
  const { connections, probes } = world.at(0);
  const before = { connections, probes: probes.length };
  const answer = reload({ backends: [0, 1, 2, 3].map((index) => world.configOf(index)) });
  expect([answer.status, answer.json]).toEqual([200, { generation: 2 }]);
  expect(world.log.at(-1)).toBe('info Configuration reloaded: 1 backend added');
  expect([0, 1, 2, 3].map((index) => world.state(index))).toEqual(['Healthy', 'Draining', 'Unhealthy', 'Healthy']);
  // No probe more than was due: the reload and what came before it took less than an interval.
  expect(world.at(0).probes.length).toBe(before.probes);
  expect(serves(world, 4)).toEqual(['b1', 'b1', 'b4', 'b4']);
  expect(world.at(0).connections).toBe(before.connections);
  expect(world.balancer.metrics().backends.map(({ id, total_requests }) => [id, total_requests])).toEqual([
    ['b1', 4],
    ['b2', 0],
    ['b3', 0],
    ['b4', 2],
  ]);
  world.end();
});

test('a changed backend keeps them, too, and goes by what is new', () => {
  const { world, reload } = reloading();
  expect(serves(world, 2)).toEqual(['b1', 'b2']);
  const { connections } = world.at(0);
  const backends = [world.configOf(0, { weight: 3, healthCheckPath: '/alive' }), world.configOf(1)];
  expect(reload({ backends }).status).toBe(200);
  expect(world.log.at(-1)).toBe('info Configuration reloaded: 1 backend changed');
  expect(serves(world, 8)).toEqual(['b1', 'b1', 'b1', 'b1', 'b1', 'b1', 'b2', 'b2']);
  expect(world.at(0).connections - connections).toBeLessThan(6);
  world.runFor(SECOND);
  expect(world.at(0).probes.at(-1)?.head).toMatch(/^GET \/alive HTTP/);
  expect(world.balancer.metrics().backends[0]?.total_requests).toBe(7);
  world.end();
});

test('a backend that is not named any more is drained, then removed: also one that came by the admin API', () => {
  const { world, reload } = reloading({}, 1);
  const { host: address, port } = world.at(2).endpoint;
  world.admin('POST', 'backends', { address, port });
  world.runFor(10 * MS);
  expect(serves(world, 3)).toEqual(['b1', 'b2', 'b3']);
  for (const index of [0, 1, 2]) world.at(index).latency = 200 * MS;
  const under = [world.get(), world.get(), world.get()];
  world.runFor(20 * MS);
  expect(reload({ backends: [world.configOf(0)] }).status).toBe(200);
  expect([0, 1, 2].map((index) => world.state(index))).toEqual(['Healthy', 'Draining', 'Draining']);
  world.runFor(SECOND);
  expect([0, 1, 2].map((index) => world.state(index))).toEqual(['Healthy', undefined, undefined]);
  expect(under.map(({ status }) => status)).toEqual([200, 200, 200]);
  world.end();
});

test('a backend under removal that is named is taken back; weights set meanwhile go back, too', () => {
  const { world, reload } = reloading();
  world.at(0).latency = 200 * MS;
  world.get();
  world.runFor(10 * MS);
  world.admin('DELETE', 'backends/b1');
  world.admin('PUT', 'backends/b2/weight', { weight: 9 });
  world.runFor(10 * MS);
  expect(reload({}).status).toBe(200);
  expect(world.log.at(-1)).toBe('info Configuration reloaded: 1 backend changed, 1 backend taken back');
  world.runFor(2 * SECOND);
  expect([world.state(0), world.state(1)]).toEqual(['Healthy', 'Healthy']);
  expect(world.balancer.metrics().backends.map(({ id, weight }) => [id, weight])).toEqual([
    ['b1', 1],
    ['b2', 1],
  ]);
  world.end();
});

test('a backend under removal that is not named leaves when it would have, and reloads don’t count it again', () => {
  const { world, reload } = reloading();
  world.at(0).latency = 5 * SECOND;
  world.get();
  world.runFor(10 * MS);
  world.admin('DELETE', 'backends/b1');
  world.runFor(800 * MS);
  reload({ backends: [world.configOf(1)] });
  expect(world.log.at(-1)).toBe('info Configuration reloaded: nothing changed');
  expect(world.state(0)).toBe('Draining');
  world.runFor(250 * MS);
  expect(world.state(0)).toBeUndefined();
  world.end();
});

test('the same configuration again changes nothing, the generation neither', () => {
  const { world, reload } = reloading();
  expect(reload({}).json).toEqual({ generation: 1 });
  expect(world.log).toEqual(['info Configuration reloaded: nothing changed']);
  world.end();
});

test('health checks: what is new counts from the next probe, and a shorter interval from the last one', () => {
  const { world, reload } = reloading({
    config: { healthCheck: { ...DEFAULTS.healthCheck, interval: 3600 * SECOND } },
  });
  world.runTo(SECOND);
  expect(world.at(0).probes.length).toBe(1);
  const healthCheck = {
    ...world.config.healthCheck,
    interval: 200 * MS,
    host: 'new.example',
    expectedStatus: { min: 200, max: 204 },
  };
  reload({ healthCheck });
  // One was due long since; from then on they come in time.
  world.runFor(450 * MS);
  const [first = 0, second = 0, third = 0] = world
    .at(0)
    .probes.slice(1)
    .map(({ at }) => at);
  expect(first).toBeLessThan(SECOND + 10 * MS);
  expect([second - first, third - second]).toEqual([200 * MS, 200 * MS]);
  expect(world.at(0).probes.at(-1)?.head).toContain('Host: new.example\r\n');
  world.at(0).health = 206;
  world.runFor(SECOND);
  expect(world.state(0)).toBe('Unhealthy');
  world.end();
});

test('an interval that becomes longer holds at once, too', () => {
  const { world, reload } = reloading();
  world.runTo(SECOND);
  reload({ healthCheck: { ...world.config.healthCheck, interval: 10 * SECOND } });
  const before = world.at(0).probes.length;
  world.runFor(9 * SECOND);
  expect(world.at(0).probes.length).toBe(before);
  world.runFor(2 * SECOND);
  expect(world.at(0).probes.length).toBe(before + 1);
  world.end();
});

test('time-outs: those of later requests', () => {
  const { world, reload } = reloading();
  world.at(0).latency = 500 * MS;
  world.at(1).latency = 500 * MS;
  const early = world.get();
  world.runFor(10 * MS);
  reload({ timeouts: { ...world.config.timeouts, response: 100 * MS } });
  const late = world.get();
  world.runFor(SECOND);
  expect([early.status, late.status]).toEqual([200, 504]);
  world.end();
});

test('a policy and sessions keep what they remember, unless the reload is about them', () => {
  let policies = 0;
  let stores = 0;
  const { world, reload } = reloading({
    config: { session: { ...DEFAULTS.session, mode: 'header' } },
    parts: {
      // The first policy takes the first backend, all others take the second.
      policy: () => {
        const own = Math.min(1, policies++);
        return { pick: (eligible) => eligible[own] ?? null };
      },
      sessions: () => {
        const field = `X-Store: ${Math.min(1, stores++)}\r\n`;
        return { find: () => null, stick: () => field };
      },
    },
  });
  const served = (): string => {
    const call = world.get();
    world.runFor(20 * MS);
    return `${call.body}, store ${/X-Store: (\d)/.exec(call.answer.head)?.[1]}`;
  };
  const { timeouts, hash, session } = world.config;
  expect(served()).toBe('b1, store 0');
  reload({ timeouts: { ...timeouts, response: SECOND } });
  expect(served()).toBe('b1, store 0');
  reload({ timeouts, hash: { ...hash, query: true } });
  expect(served()).toBe('b2, store 0');
  reload({ timeouts, hash, session: { ...session, ttl: 60 * SECOND } });
  expect(served()).toBe('b2, store 1');
  world.end();
});

test('ejection and slow start', () => {
  const { world, reload } = reloading();
  world.at(0).status = 500;
  const fails = (): void => {
    for (let i = 0; i < 12; i++) {
      world.get();
      world.runFor(10 * MS);
    }
  };
  fails();
  expect(world.state(0)).toBe('Healthy');
  reload({ ejection: { failures: 2, shortest: SECOND, longest: SECOND }, slowStart: 9 * SECOND });
  fails();
  expect(world.state(0)).toBe('Unhealthy');
  world.runFor(SECOND);
  expect([world.state(0), world.balancer.pool.backends[0]?.weight]).toEqual(['Healthy', 1]);
  world.end();
});

test('the token and the drain time-out', () => {
  const { world, reload } = reloading();
  world.at(0).latency = 10 * SECOND;
  world.get();
  world.runFor(10 * MS);
  reload({ admin: { ...world.config.admin, drainTimeout: 100 * MS } });
  world.admin('DELETE', 'backends/b1');
  world.runFor(150 * MS);
  expect(world.state(0)).toBeUndefined();
  reload({ admin: { ...world.config.admin, token: 'another' } });
  const old = world.admin('GET', 'config');
  world.runFor(10 * MS);
  expect(old.status).toBe(401);
  world.end();
});

const REFUSED: readonly (readonly [string, (config: BalancerConfig) => Partial<BalancerConfig>, RegExp])[] = [
  ['a listening port', ({ listen }) => ({ listen: { ...listen, port: 1 } }), /loadbalancer\.listen_port/],
  ['a listening address', ({ listen }) => ({ listen: { ...listen, host: '::1' } }), /loadbalancer\.listen_address/],
  ['the threads', () => ({ threads: 7 }), /loadbalancer\.threads/],
  ['an admin address', ({ admin }) => ({ admin: { ...admin, listen: { host: '::1', port: 2 } } }), /admin\.listen_/],
  ['the rows', ({ limits }) => ({ limits: { ...limits, backends: 3 } }), /limits\.backends/],
];

test.each(REFUSED)('refused as a whole: %s', (_, changes, words) => {
  const { world, reload } = reloading({}, 1);
  const before = world.balancer.control.config;
  const answer = reload({
    ...changes(world.config),
    backends: [world.configOf(2)],
    timeouts: { ...world.config.timeouts, response: 1 },
  });
  expect(answer.status).toBe(400);
  expect(answer.json.error).toMatch(words);
  expect(world.log).toEqual([`error Configuration not reloaded: ${answer.json.error}`]);
  expect(world.balancer.control.config).toBe(before);
  expect(world.balancer.control.generation).toBe(1);
  expect(serves(world, 2)).toEqual(['b1', 'b2']);
  world.end();
});

test('refused as a whole: more backends than there are rows, those that still drain included', () => {
  const limits = { ...DEFAULTS.limits, backends: 3 };
  const { world, reload } = reloading({ config: { limits } }, 2);
  world.at(0).latency = 500 * MS;
  world.get();
  world.runFor(10 * MS);
  const answer = reload({ backends: [1, 2, 3].map((index) => world.configOf(index)) });
  expect([answer.status, answer.json.error]).toEqual([400, expect.stringMatching(/room for 1 more .* not for 2/)]);
  expect([0, 1, 2, 3].map((index) => world.state(index))).toEqual(['Healthy', 'Healthy', undefined, undefined]);
  world.end();
});

test('refused: what can’t be read; all its problems are told, and it goes on', () => {
  const problem = 'lb.toml:3:1: found x, expected y\n    Change “x”.';
  const world = new Lab({
    readConfig: () => {
      throw new LbsimError('invalid-file', problem);
    },
  });
  world.runTo(MS);
  const call = world.admin('POST', 'reload');
  world.runFor(5 * MS);
  expect([call.status, call.json]).toEqual([400, { error: problem }]);
  expect(world.log).toEqual([`error Configuration not reloaded: ${problem}`]);
  expect(serves(world, 2)).toEqual(['b1', 'b2']);
  world.end();
});

test('refused: a balancer that was started from no file', () => {
  const world = new Lab({});
  world.runTo(MS);
  const call = world.admin('POST', 'reload');
  world.runFor(5 * MS);
  expect([call.status, call.json.error]).toEqual([400, expect.stringContaining('configuration file')]);
  world.end();
});

test('no secret in what a reload tells', () => {
  const { world, reload } = reloading();
  reload({
    session: { ...world.config.session, secret: 'hush, hush, hush' },
    admin: { ...world.config.admin, token: 'hush-hush' },
  });
  expect(world.log).toEqual(['info Configuration reloaded: session, admin']);
  expect(world.log.join()).not.toContain(TOKEN);
  world.end();
});
