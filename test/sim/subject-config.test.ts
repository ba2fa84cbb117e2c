/** What a `balancer` section comes to in the balancer's configuration, and in the file that a subject is handed. */
import { expect, test } from 'vitest';
import { DEFAULTS } from '../../src/balancer/config/config.ts';
import { parseConfig } from '../../src/balancer/config/file.ts';
import { renderConfig } from '../../src/balancer/config/toml.ts';
import { usualBalancer } from '../../src/sim/scenario/balancer.ts';
import { adminToken, subjectConfig } from '../../src/sim/subject-config.ts';
import { scenarioOf } from './scenarios.ts';

const LISTEN = { host: '127.0.0.1', port: 8080 };
const BACKENDS = [1, 2, 3].map((n) => ({ host: `127.2.0.${n}`, port: 3000 + n }));

const FULL = `
name: full
seed: 3
balancer:
  algorithm: header_hash
  hash: { header: X-User, query: true }
  health_check: { interval: 1s, timeout: 300ms, unhealthy_threshold: 4, healthy_threshold: 5, path: /up, method: HEAD, status: 200-204, jitter: 10%, initial: unhealthy }
  timeouts: { connect: 1s, response: 3s, stall: 4s, request: 5s, idle: 6s, upstream_idle: 7s, tunnel: 8s, queue: 9s, shutdown: 11s }
  session: { mode: cookie, ttl: 2m }
  ejection: { failures: 5, for: 10s, longest: 1m }
  slow_start: 5s
  limits: { connections: 1000, backend_connections: 10, queue: 100 }
  retry: { attempts: 1, budget: 30% }
  drain_timeout: 12s
  forwarding: { trusted_proxies: [127.1.0.0/16], via: lbsim }
  admin: true
  threads: 2
backends:
  b1: { weight: 2, connections: 8 }
  b2: { absent: true }
  b3:
load: [{ rate: 10/s, for: 1s }]
`;

test('every key has its place', () => {
  const config = subjectConfig(scenarioOf(FULL), LISTEN, BACKENDS);
  expect(config).toMatchObject({
    algorithm: 'header_hash',
    threads: 2,
    hash: { header: 'x-user', query: true },
    healthCheck: {
      interval: 1e6,
      timeout: 3e5,
      unhealthyThreshold: 4,
      healthyThreshold: 5,
      method: 'HEAD',
      expectedStatus: { min: 200, max: 204 },
      jitter: 0.1,
      initial: 'unhealthy',
    },
    timeouts: {
      connect: 1e6,
      response: 3e6,
      stall: 4e6,
      request: 5e6,
      idle: 6e6,
      upstreamIdle: 7e6,
      tunnel: 8e6,
      queue: 9e6,
      shutdown: 11e6,
    },
    session: { ...DEFAULTS.session, mode: 'cookie', ttl: 120e6 },
    ejection: { failures: 5, shortest: 10e6, longest: 60e6 },
    slowStart: 5e6,
    limits: { connections: 1000, queue: 100 },
    retry: { attempts: 1, budget: 0.3 },
    admin: { drainTimeout: 12e6 },
    forwarding: { trustedProxies: ['127.1.0.0/16'], via: 'lbsim' },
  });
  expect(
    config.backends.map(({ host, weight, connectionsMax, healthCheckPath }) => [
      host,
      weight,
      connectionsMax,
      healthCheckPath,
    ]),
  ).toEqual([
    ['127.2.0.1', 2, 8, '/up'],
    ['127.2.0.3', 1, 10, '/up'],
  ]);
});

test('the built-in balancer reads all of it from its file', () => {
  const config = subjectConfig(scenarioOf(FULL), LISTEN, BACKENDS);
  expect(parseConfig(renderConfig(config, { extensions: true }))).toStrictEqual({ ok: true, config });
});

test('another balancer is told of extras only where something unusual is wanted', () => {
  const plain = scenarioOf(FULL.replace(/balancer:[\s\S]*backends:/, 'backends:'));
  const usual = subjectConfig({ ...plain, balancer: usualBalancer() }, LISTEN, BACKENDS);
  const told = (text: string) => {
    return renderConfig(subjectConfig(scenarioOf(text), LISTEN, BACKENDS), { unlike: usual });
  };
  const before = subjectConfig(plain, LISTEN, BACKENDS);
  expect(renderConfig(before, { unlike: usual }).replace(/max_connections.*\n/, '')).toBe(renderConfig(before));
  expect(told(FULL)).toMatch(/hash_header = "x-user"[\s\S]*queue_secs = 9\b/);
});

test('the token is there when there are orders, or when it is wanted; one seed has one', () => {
  const token = (text: string) => adminToken(scenarioOf(text));
  expect(token(FULL)).toMatch(/^[0-9a-f]{32}$/);
  expect(token(FULL)).toBe(token(FULL));
  expect(token(FULL.replace('seed: 3', 'seed: 4'))).not.toBe(token(FULL));
  expect(token(FULL.replace('admin: true', 'admin: false'))).toBe('');
  expect(token(FULL.replace('admin: true', ''))).toBe('');
});
