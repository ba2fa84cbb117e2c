/** Any configuration that a file can hold. */
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import {
  ALGORITHMS,
  type BackendConfig,
  type BalancerConfig,
  type HealthCheckConfig,
} from '../../../src/balancer/config/config.ts';
import { formatHostPort, parseIpLiteral, reaches } from '../../../src/balancer/config/ip-literal.ts';

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;

function durations(min: number, max: number): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min, max }), fc.integer({ min, max: Math.min(max, min + 2 * SECOND) }));
}

const duration = durations(1, DAY);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const threshold = fc.integer({ min: 1, max: 1000 });
const host = fc.oneof(fc.ipV4(), fc.ipV6()).map((text) => parseIpLiteral(text) ?? '127.0.0.1');
const endpoint = fc.record({ host, port: fc.integer({ min: 0, max: 65_535 }) });
const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}$/);
const fieldName = token.map((text) => text.toLowerCase());
const block = fc
  .oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.tuple(fc.ipV4(), fc.nat(32)).map(([base, bits]) => `${base}/${bits}`),
    fc.tuple(fc.ipV6(), fc.nat(128)).map(([base, bits]) => `${base}/${bits}`),
  )
  .filter((text) => text.includes('.') === (ipaddr.process(text.replace(/\/.*/, '')).kind() === 'ipv4'))
  .filter((text) => !/:.*\./.test(text));

const status = fc.integer({ min: 200, max: 599 });
const health: { [Name in keyof HealthCheckConfig]: fc.Arbitrary<HealthCheckConfig[Name]> } = {
  interval: duration,
  jitter: share,
  timeout: duration,
  unhealthyThreshold: threshold,
  healthyThreshold: threshold,
  method: fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'x-check'),
  host: fc.constantFrom('', 'example.org', 'example.org:80', '10.0.0.1', '[::1]:8080'),
  expectedStatus: fc.tuple(status, status).map(([one, other]) => ({
    min: Math.min(one, other),
    max: Math.max(one, other),
  })),
  initial: fc.constantFrom('healthy', 'unhealthy'),
};
const { initial: _, ...probes } = health;

const backend: fc.Arbitrary<BackendConfig> = fc.record(
  {
    host,
    port: fc.integer({ min: 1, max: 65_535 }),
    weight: fc.integer({ min: 1, max: 256 }),
    healthCheckPath: fc.stringMatching(/^\/[!"$-~]{0,20}$/),
    healthCheck: fc.record(probes, { requiredKeys: [] }),
    connectionsMax: fc.nat(10_000),
  },
  { requiredKeys: ['host', 'port', 'weight', 'healthCheckPath', 'connectionsMax'] },
);

const anything: fc.Arbitrary<BalancerConfig> = fc.record({
  listen: endpoint,
  algorithm: fc.constantFrom(...ALGORITHMS),
  threads: fc.integer({ min: 1, max: 64 }),
  hash: fc.record({ header: fieldName, query: fc.boolean() }),
  healthCheck: fc.record(health),
  ejection: fc
    .tuple(fc.nat(1000), duration, duration)
    .map(([failures, a, b]) => ({ failures, shortest: Math.min(a, b), longest: Math.max(a, b) })),
  slowStart: durations(0, DAY),
  backends: fc.uniqueArray(backend, {
    minLength: 1,
    maxLength: 6,
    selector: (one) => formatHostPort(one.host, one.port),
  }),
  forwarding: fc.record({
    trustedProxies: fc.array(block, { maxLength: 4 }),
    via: fc.oneof(fc.constant(''), token),
  }),
  session: fc.record({
    mode: fc.constantFrom('off', 'cookie', 'header'),
    cookieName: token,
    headerName: fieldName,
    ttl: durations(60 * SECOND, 365 * DAY),
    secret: fc.oneof(fc.constant(''), fc.string({ unit: 'binary', minLength: 16, maxLength: 64 })),
    path: fc.stringMatching(/^\/[!-:<-~]{0,20}$/),
    httpOnly: fc.boolean(),
    secure: fc.constantFrom('auto', 'always', 'never'),
    sameSite: fc.constantFrom('Lax', 'Strict', 'None'),
    capacity: fc.integer({ min: 1, max: 1 << 24 }),
  }),
  admin: fc.record({
    token: fc.stringMatching(/^[!-~]{0,40}$/),
    drainTimeout: durations(1, 300 * SECOND),
    listen: fc.option(endpoint),
  }),
  retry: fc.record({ attempts: fc.integer({ min: 1, max: 100 }), budget: share }),
  timeouts: fc.record({
    connect: duration,
    response: duration,
    stall: duration,
    request: duration,
    idle: duration,
    upstreamIdle: duration,
    tunnel: duration,
    queue: duration,
    shutdown: duration,
  }),
  limits: fc.record({
    lineBytes: fc.integer({ min: 256, max: 1 << 20 }),
    headBytes: fc.integer({ min: 1024, max: 1 << 22 }),
    fields: fc.integer({ min: 16, max: 10_000 }),
    connections: fc.integer({ min: 1, max: 1_000_000 }),
    queue: fc.nat(1_000_000),
    backends: fc.integer({ min: 1, max: 4096 }),
  }),
  accessLog: fc.constantFrom('off', 'json', 'combined'),
});

function keepsRules({ session, admin, listen, backends, limits }: BalancerConfig): boolean {
  const crossSite = session.sameSite === 'None' && session.secure === 'never';
  const clash = admin.listen?.host === listen.host && admin.listen.port === listen.port && listen.port !== 0;
  const own = [listen, ...(admin.listen === null ? [] : [admin.listen])];
  const loops = backends.some((one) => own.some(({ host, port }) => port === one.port && reaches(host, one.host)));
  return !crossSite && !clash && !loops && backends.length <= limits.backends;
}

/** None breaks a rule between keys. A copy has the objects' usual prototype. */
export const anyConfig = anything.filter(keepsRules).map((config) => structuredClone(config));
