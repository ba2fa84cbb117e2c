/** What is written is read back as it was. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALGORITHMS, type BalancerConfig, DEFAULT_BACKEND, DEFAULTS } from '../../../src/balancer/core/config.ts';
import { parseConfig } from '../../../src/balancer/core/config-file.ts';
import { renderConfig } from '../../../src/balancer/core/config-toml.ts';
import { formatHostPort, parseIpLiteral } from '../../../src/balancer/core/ip-literal.ts';

const DAY = 86_400_000_000;
const micros = fc.oneof(fc.integer({ min: 1, max: DAY }), fc.integer({ min: 1, max: 2_000_000 }));
const host = fc.oneof(fc.ipV4(), fc.ipV6()).map((text) => parseIpLiteral(text) ?? '127.0.0.1');
const threshold = fc.integer({ min: 1, max: 1000 });
const healthCheckPath = fc.stringMatching(/^\/[!"$-~]{0,20}$/);
const backend = fc.record({
  host,
  port: fc.integer({ min: 1, max: 65_535 }),
  weight: fc.integer({ min: 1, max: 256 }),
  healthCheckPath,
});
const config: fc.Arbitrary<BalancerConfig> = fc
  .record({
    listen: fc.record({ host, port: fc.integer({ min: 0, max: 65_535 }) }),
    algorithm: fc.constantFrom(...ALGORITHMS),
    healthCheck: fc.record({
      interval: micros,
      timeout: micros,
      unhealthyThreshold: threshold,
      healthyThreshold: threshold,
    }),
    backends: fc.uniqueArray(backend, {
      minLength: 1,
      maxLength: 6,
      selector: (one) => formatHostPort(one.host, one.port),
    }),
    timeouts: fc.record({ connect: micros, response: micros, request: micros, idle: micros, upstreamIdle: micros }),
  })
  .map((some) => ({
    ...DEFAULTS,
    ...some,
    healthCheck: { ...DEFAULTS.healthCheck, ...some.healthCheck },
    backends: some.backends.map((one) => ({ ...DEFAULT_BACKEND, ...one })),
    timeouts: { ...DEFAULTS.timeouts, ...some.timeouts },
  }));

test('with extensions: the configuration comes back', () => {
  fc.assert(
    fc.property(config, (original) => {
      expect(parseConfig(renderConfig(original, { extensions: true }))).toEqual({ ok: true, config: original });
    }),
  );
});

test('without: all but the timeouts comes back', () => {
  fc.assert(
    fc.property(config, (original) => {
      const expected = { ...original, timeouts: DEFAULTS };
      expect(parseConfig(renderConfig(original))).toEqual({ ok: true, config: expected });
    }),
  );
});

test('the text is what a person would write', () => {
  const text = renderConfig({
    ...DEFAULTS,
    listen: { host: '127.0.0.1', port: 8080 },
    healthCheck: { ...DEFAULTS.healthCheck, interval: 200_000 },
    backends: [{ ...DEFAULT_BACKEND, host: '::1', port: 3001, healthCheckPath: '/a"b' }],
  });
  expect(text).toBe(`[loadbalancer]
listen_address = "127.0.0.1"
listen_port = 8080
algorithm = "round_robin"

[health_check]
interval_secs = 0.2
timeout_secs = 2
unhealthy_threshold = 3
healthy_threshold = 2

[[backends]]
address = "::1"
port = 3001
weight = 1
health_check_path = "/a\\"b"
`);
});
