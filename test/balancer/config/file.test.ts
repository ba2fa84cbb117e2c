/** What a right file means, and that no file, however wrong, does worse than problems with a place in it. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_BACKEND, DEFAULTS } from '../../../src/balancer/config/config.ts';
import { formatConfigProblems, parseConfig } from '../../../src/balancer/config/file.ts';

const BASE = `
[loadbalancer]
listen_address = "0.0.0.0"
listen_port = 8080
algorithm = "round_robin"

[health_check]
interval_secs = 5
timeout_secs = 2
unhealthy_threshold = 3        # consecutive failures before removal   (default 3)
healthy_threshold = 2          # consecutive successes before return   (default 2)

[[backends]]
address = "127.0.0.1"
port = 3001
weight = 1                     # default 1
health_check_path = "/health"  # default "/health"
`;
const EXAMPLE = readFileSync(new URL('../../../examples/config.toml', import.meta.url), 'utf8');

function config(text: string) {
  const result = parseConfig(text);
  if (!result.ok) throw new Error(formatConfigProblems('config.toml', result.problems));
  return result.config;
}

describe('right files', () => {
  test('the base sections', () => {
    expect(config(BASE)).toStrictEqual({
      ...DEFAULTS,
      listen: { host: '0.0.0.0', port: 8080 },
      algorithm: 'round_robin',
      healthCheck: {
        ...DEFAULTS.healthCheck,
        interval: 5_000_000,
        timeout: 2_000_000,
        unhealthyThreshold: 3,
        healthyThreshold: 2,
      },
      backends: [{ ...DEFAULT_BACKEND, host: '127.0.0.1', port: 3001, weight: 1, healthCheckPath: '/health' }],
    });
  });

  test('a backend alone is enough: everything else has its default', () => {
    expect(config('[[backends]]\naddress = "127.0.0.1"\nport = 3001\n')).toStrictEqual(config(BASE));
  });

  test('the sections of the bonus', () => {
    const parsed = config(`${BASE}
[session]
enabled = true
cookie_name = "X-LB-Session"
ttl_secs = 3600                # >= 60

[admin]
auth_token = "..."
drain_timeout_secs = 30        # <= 300
`);
    expect(parsed).toStrictEqual({
      ...config(BASE),
      session: { ...DEFAULTS.session, mode: 'cookie', cookieName: 'X-LB-Session', ttl: 3_600_000_000 },
      admin: { ...DEFAULTS.admin, token: '...', drainTimeout: 30_000_000 },
    });
  });

  test('our own sections, fractions of seconds, and other ways to write TOML', () => {
    const parsed = config(`\ufeff
timeouts = { connect_secs = 0.25, idle_secs = 1e-7 }
loadbalancer.listen_port = 0
backends = [
  { address = "localhost", port = 1 },   # localhost is 127.0.0.1
  { address = '0:0::1', port = 0x1, weight = 256, "health_check_path" = "/a?b=%20" },
]
[health_check]\r
interval_secs = 0.2\r
[limits]
fields = 1_000
`);
    expect(parsed.timeouts).toEqual({ ...DEFAULTS.timeouts, connect: 250_000, idle: 1 });
    expect(parsed.listen).toEqual({ host: '0.0.0.0', port: 0 });
    expect(parsed.healthCheck).toEqual({ ...DEFAULTS.healthCheck, interval: 200_000 });
    expect(parsed.limits).toEqual({ ...DEFAULTS.limits, fields: 1000 });
    expect(parsed.backends).toStrictEqual([
      { ...DEFAULT_BACKEND, host: '127.0.0.1', port: 1 },
      { ...DEFAULT_BACKEND, host: '::1', port: 1, weight: 256, healthCheckPath: '/a?b=%20' },
    ]);
  });

  test("a backend's own probes, inline and as a table", () => {
    const { backends } = config(`
[[backends]]
address = "::1"
port = 1
health_check = { interval_secs = 1, jitter = 0.5, host = "a.test:80", expected_status = 204 }
[[backends]]
address = "::1"
port = 2
[backends.health_check]
method = "HEAD"
expected_status = "200-399"
[[backends]]
address = "::1"
port = 3
health_check.unhealthy_threshold = 1
`);
    expect(backends.map(({ healthCheck }) => healthCheck)).toStrictEqual([
      { interval: 1_000_000, jitter: 0.5, host: 'a.test:80', expectedStatus: { min: 204, max: 204 } },
      { method: 'HEAD', expectedStatus: { min: 200, max: 399 } },
      { unhealthyThreshold: 1 },
    ]);
  });

  test('field names are in lower case, tokens are as they are', () => {
    const parsed = config(`${BASE}
[session]
enabled = true
mode = "header"
header_name = "X-Tenant"
cookie_name = "Sid"
`);
    expect(parsed.session).toMatchObject({ mode: 'header', headerName: 'x-tenant', cookieName: 'Sid' });
  });

  test('a session that is not enabled is off, whatever its mode', () => {
    expect(config(`${BASE}[session]\nmode = "header"\n`).session).toEqual(DEFAULTS.session);
  });
});

describe('any text', () => {
  /** Never throws, and every problem stands inside the text and says all it has to. */
  function examine(text: string): void {
    const result = parseConfig(text);
    if (result.ok) return;
    const lines = text.replace(/^\ufeff/, '').split('\n');
    expect(result.problems.length).toBeGreaterThan(0);
    for (const problem of result.problems) {
      expect(problem.line).toBeGreaterThanOrEqual(1);
      expect(problem.line).toBeLessThanOrEqual(lines.length);
      expect(problem.column).toBeGreaterThanOrEqual(1);
      expect(problem.column).toBeLessThanOrEqual((lines[problem.line - 1] ?? '').length + 1);
      expect(problem.found).not.toBe('');
      expect(problem.expected).not.toBe('');
      expect(problem.advice).toMatch(/[.?]$|, for example: /);
    }
    // Nothing that a terminal acts on gets out of a file into a message.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(formatConfigProblems('f', result.problems)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }

  const TOKENS = [
    ...['[', ']', '[[', ']]', '{', '}', '=', '.', ',', '"', "'", '"""', "'''", '\\', '#', '\n', '\r\n', ' ', '\t'],
    ...['backends', 'loadbalancer', 'port', 'address', 'health_check', '__proto__', 'constructor', 'toString', 'x'],
    ...['1', '-0', '0x1', '1e400', 'nan', 'inf', '1979-05-27', '07:32:00', 'true', '"127.0.0.1"', '\u0000', '\ufeff'],
    ...['[[backends]]\n', 'a = 1\n', 'port = 3001\n', '[a.b]\n', '[[a]]\n', 'a.b = [1, {c = 2}]\n', '9'.repeat(30)],
  ];

  test('arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), examine), { numRuns: 300 });
  });

  test('arbitrary pieces of TOML', () => {
    const soup = fc.array(fc.constantFrom(...TOKENS), { maxLength: 30 }).map((tokens) => tokens.join(''));
    fc.assert(fc.property(soup, examine), { numRuns: 500 });
  });

  test('the example file with a few places overwritten', () => {
    const edit = fc.record({
      at: fc.nat(EXAMPLE.length),
      remove: fc.nat(12),
      insert: fc.oneof(fc.constantFrom('', ...TOKENS), fc.string({ maxLength: 4 })),
    });
    const mutated = fc
      .array(edit, { minLength: 1, maxLength: 4 })
      .map((edits) =>
        edits.reduce(
          (text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove),
          EXAMPLE.replaceAll(/ +#.*/g, ''),
        ),
      );
    fc.assert(fc.property(mutated, examine), { numRuns: 300 });
  });

  test('deep nesting and huge values', () => {
    examine(`a = ${'['.repeat(100_000)}`);
    examine(`a = ${'{a='.repeat(100_000)}`);
    examine(`${'a.'.repeat(50_000)}a = 1`);
    examine(`a = "${'x'.repeat(1_000_000)}"`);
    examine(`${'#\n'.repeat(100_000)}${'k'.repeat(100_000)} = 1`);
  });
});
