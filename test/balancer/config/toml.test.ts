/** What is written is read back as it was. */
import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { type BalancerConfig, DEFAULT_BACKEND, DEFAULTS } from '../../../src/balancer/config/config.ts';
import { parseConfig } from '../../../src/balancer/config/file.ts';
import { renderConfig } from '../../../src/balancer/config/toml.ts';
import { anyConfig } from './arbitrary.ts';

const PLAIN: BalancerConfig = {
  ...DEFAULTS,
  listen: { host: '127.0.0.1', port: 8080 },
  healthCheck: { ...DEFAULTS.healthCheck, interval: 200_000 },
  backends: [{ ...DEFAULT_BACKEND, host: '::1', port: 3001, healthCheckPath: '/a"b' }],
};

const PLAIN_TEXT = `[loadbalancer]
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
`;

describe('with extensions', () => {
  test('the configuration comes back', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        const text = renderConfig(config, { extensions: true });
        expect(parseConfig(text)).toStrictEqual({ ok: true, config });
      }),
      { numRuns: 500 },
    );
  });

  test('of what only our balancer knows, only what is no default is said', () => {
    expect(renderConfig(PLAIN, { extensions: true })).toBe(PLAIN_TEXT);
  });

  test('ours stands beside what all know', () => {
    const config: BalancerConfig = {
      ...PLAIN,
      forwarding: { trustedProxies: ['10.0.0.0/8', '::1'], via: 'lb' },
      backends: [{ ...DEFAULT_BACKEND, host: '::1', port: 3001, healthCheck: { interval: 1, host: '' } }],
      session: { ...DEFAULTS.session, mode: 'header', headerName: 'x-user' },
      timeouts: { ...DEFAULTS.timeouts, stall: 250_000 },
    };
    expect(renderConfig(config, { extensions: true })).toBe(`[loadbalancer]
listen_address = "127.0.0.1"
listen_port = 8080
algorithm = "round_robin"
trusted_proxies = ["10.0.0.0/8", "::1"]
via = "lb"

[health_check]
interval_secs = 0.2
timeout_secs = 2
unhealthy_threshold = 3
healthy_threshold = 2

[[backends]]
address = "::1"
port = 3001
weight = 1
health_check_path = "/health"
health_check = { interval_secs = 0.000001, host = "" }

[session]
enabled = true
mode = "header"
cookie_name = "X-LB-Session"
header_name = "x-user"
ttl_secs = 3600

[timeouts]
stall_secs = 0.25
`);
  });
});

describe('without', () => {
  /** By table, the keys that every candidate knows. */
  const COMMON = {
    loadbalancer: ['listen_address', 'listen_port', 'algorithm'],
    health_check: ['interval_secs', 'timeout_secs', 'unhealthy_threshold', 'healthy_threshold'],
    backends: ['address', 'port', 'weight', 'health_check_path'],
    session: ['enabled', 'cookie_name', 'ttl_secs'],
    admin: ['auth_token', 'drain_timeout_secs'],
  };

  test('all of the common keys are written and no other; sessions and the admin API only when they are on', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        const { backends, ...rest } = parse(renderConfig(config));
        const tables = Object.entries(rest).map(([name, table]) => [name, Object.keys(table)] as const);
        const { session, admin, backends: common, ...base } = COMMON;
        expect(Object.fromEntries(tables)).toEqual({
          ...base,
          ...(config.session.mode === 'off' ? {} : { session }),
          ...(config.admin.token === '' ? {} : { admin }),
        });
        for (const backend of Array.isArray(backends) ? backends : []) expect(Object.keys(backend)).toEqual(common);
      }),
    );
  });

  test('what they say comes back, and the rest has its defaults', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        const { listen, algorithm, healthCheck, session, admin } = config;
        const on = session.mode !== 'off';
        const expected: BalancerConfig = {
          ...DEFAULTS,
          listen,
          algorithm,
          healthCheck: {
            ...DEFAULTS.healthCheck,
            interval: healthCheck.interval,
            timeout: healthCheck.timeout,
            unhealthyThreshold: healthCheck.unhealthyThreshold,
            healthyThreshold: healthCheck.healthyThreshold,
          },
          backends: config.backends.map(({ host, port, weight, healthCheckPath }) => ({
            ...DEFAULT_BACKEND,
            host,
            port,
            weight,
            healthCheckPath,
          })),
          session: on
            ? { ...DEFAULTS.session, mode: 'cookie', cookieName: session.cookieName, ttl: session.ttl }
            : DEFAULTS.session,
          admin:
            admin.token === ''
              ? DEFAULTS.admin
              : { ...DEFAULTS.admin, token: admin.token, drainTimeout: admin.drainTimeout },
        };
        expect(parseConfig(renderConfig(config))).toStrictEqual({ ok: true, config: expected });
      }),
    );
  });

  test('the text is what a person would write', () => {
    expect(renderConfig(PLAIN)).toBe(PLAIN_TEXT);
  });
});
