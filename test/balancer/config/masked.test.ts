/** What is shown of a configuration: all of it as its file has it, but no secret. */
import fc from 'fast-check';
import { stringify } from 'smol-toml';
import { expect, test } from 'vitest';
import { type BalancerConfig, DEFAULT_BACKEND, DEFAULTS } from '../../../src/balancer/config/config.ts';
import { parseConfig } from '../../../src/balancer/config/file.ts';
import { maskedConfig } from '../../../src/balancer/config/masked.ts';
import { anyConfig } from './arbitrary.ts';

const CONFIG: BalancerConfig = {
  ...DEFAULTS,
  listen: { host: '0.0.0.0', port: 8080 },
  backends: [
    { ...DEFAULT_BACKEND, host: '::1', port: 3001 },
    { ...DEFAULT_BACKEND, host: '::1', port: 3002, healthCheck: { timeout: 500_000 } },
  ],
  session: { ...DEFAULTS.session, mode: 'cookie', secret: 'nobody must see this' },
  admin: { ...DEFAULTS.admin, token: 'nor-this' },
};

test('the shape of the file, in plain JSON', () => {
  const masked: unknown = JSON.parse(JSON.stringify(maskedConfig(CONFIG)));
  expect(masked).toMatchObject({
    loadbalancer: { listen_address: '0.0.0.0', listen_port: 8080, algorithm: 'round_robin', trusted_proxies: [] },
    health_check: { interval_secs: 5, expected_status: '200-299' },
    passive_health: { consecutive_failures: 0 },
    backends: [
      { address: '::1', port: 3001, weight: 1, health_check_path: '/health', max_connections: 0 },
      { port: 3002, health_check: { timeout_secs: 0.5 } },
    ],
    session: { enabled: true, mode: 'cookie', secret: '***' },
    admin: { auth_token: '***', drain_timeout_secs: 30 },
    retries: { budget: 0.2 },
    timeouts: { stall_secs: 30 },
    limits: { backends: 256 },
  });
});

test('no secret is in it, whatever else it is', () => {
  fc.assert(
    fc.property(anyConfig, fc.stringMatching(/^S[!-~]{20,40}$/), (some, secret) => {
      const config = { ...some, session: { ...some.session, secret }, admin: { ...some.admin, token: `T${secret}` } };
      const { session, admin } = maskedConfig(config);
      expect(session).toMatchObject({ secret: '***' });
      expect(admin).toMatchObject({ auth_token: '***' });
      expect(Object.values({ ...session, ...admin })).not.toContain(secret);
      expect(JSON.stringify(maskedConfig(config))).not.toContain(JSON.stringify(secret).slice(1, -1));
    }),
  );
});

test('a secret that is not set is not there', () => {
  const { session, admin } = maskedConfig({ ...CONFIG, session: DEFAULTS.session, admin: DEFAULTS.admin });
  expect(session).not.toHaveProperty('secret');
  expect(admin).not.toHaveProperty('auth_token');
});

test('without secrets, what is shown is a file of the same configuration', () => {
  fc.assert(
    fc.property(anyConfig, (some) => {
      const config = { ...some, session: { ...some.session, secret: '' }, admin: { ...some.admin, token: '' } };
      expect(parseConfig(stringify(maskedConfig(config)))).toStrictEqual({ ok: true, config });
    }),
  );
});
