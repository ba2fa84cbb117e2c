/** What wrong files are told: where, what was found, what was expected, what to do. */
import { describe, expect, test } from 'vitest';
import { type ConfigProblem, formatConfigProblems, parseConfig } from '../../../src/balancer/config/file.ts';

const BACKEND = '[[backends]]\naddress = "127.0.0.1"\nport = 3001\n';

function problems(text: string): readonly ConfigProblem[] {
  const result = parseConfig(text);
  return result.ok ? [] : result.problems;
}

function only(text: string): ConfigProblem {
  const [problem, ...others] = problems(text);
  expect(others).toEqual([]);
  if (problem === undefined) throw new Error('no problem found');
  return problem;
}

describe('a value out of bounds or of the wrong kind', () => {
  const cases: readonly (readonly [table: string, line: string, found: string, expected: string, advice: string])[] = [
    ['loadbalancer', 'listen_port = -1', 'the number -1', 'an integer from 0 to 65535', 'listen_port = 8080'],
    ['loadbalancer', 'listen_port = 65536', 'the number 65536', 'an integer from 0 to 65535', 'listen_port = 8080'],
    ['loadbalancer', 'listen_port = "80"', 'the string "80"', 'an integer from 0 to 65535', 'Remove the quotes'],
    ['loadbalancer', 'listen_address = 1', 'the number 1', 'IPv4 or IPv6', 'listen_address = "0.0.0.0"'],
    ['loadbalancer', 'listen_address = "lb.test"', 'the string "lb.test"', 'IPv4 or IPv6', 'not looked up in DNS'],
    ['loadbalancer', 'listen_address = "10.0.0.1:80"', 'the string', 'IPv4 or IPv6', 'port under its own key'],
    ['loadbalancer', 'listen_address = "[::1]"', 'the string', 'IPv4 or IPv6', '"::1" without brackets'],
    ['loadbalancer', 'listen_address = "http://10.0.0.1"', 'the string', 'IPv4 or IPv6', 'without a scheme'],
    ['loadbalancer', 'listen_address = "10.0.0.256"', 'the string', 'IPv4 or IPv6', 'Check the digits'],
    ['loadbalancer', 'algorithm = "sorted"', 'the string "sorted"', '"round_robin"', 'not one of the available'],
    ['loadbalancer', 'algorithm = "sorted"', 'the string "sorted"', '"uri_hash" or "header_hash"', 'not one of'],
    ['loadbalancer', 'algorithm = "iphash"', 'the string "iphash"', '"ip_hash"', 'Did you mean "ip_hash"?'],
    ['loadbalancer', 'algorithm = "round-robin"', '"round-robin"', '"round_robin"', 'Did you mean "round_robin"?'],
    ['loadbalancer', 'algorithm = true', 'the boolean true', '"round_robin"', 'algorithm = "round_robin"'],
    ['health_check', 'interval_secs = 0', 'the number 0', 'seconds, more than 0', 'interval_secs = 5'],
    ['health_check', 'interval_secs = inf', 'the number inf', 'seconds, more than 0', 'interval_secs = 5'],
    ['health_check', 'interval_secs = nan', 'the number nan', 'seconds, more than 0', 'interval_secs = 5'],
    ['health_check', 'interval_secs = 07:32:00', 'a date or time', 'seconds, more than 0', 'interval_secs = 5'],
    ['health_check', 'timeout_secs = -0.1', 'the number -0.1', 'seconds, more than 0', 'timeout_secs = 2'],
    ['health_check', 'timeout_secs = [2]', 'an array of 1', 'seconds, more than 0', 'timeout_secs = 2'],
    ['health_check', 'unhealthy_threshold = 0', 'the number 0', 'at least 1', 'unhealthy_threshold = 3'],
    ['health_check', 'healthy_threshold = 1.5', 'the number 1.5', 'an integer of at least 1', 'healthy_threshold = 2'],
    ['timeouts', 'connect_secs = 1e9', 'the number 1000000000', 'at most 86400', 'connect_secs = 2'],
    ['limits', 'fields = {}', 'a table', 'an integer from 16 to 10000', 'fields = 128'],
    ['limits', 'line_bytes = 99999999999999999999', '99999999999999999999', 'an integer', 'line_bytes = 8192'],
  ];

  test.each(cases)('[%s] %s', (table, line, found, expected, advice) => {
    const problem = only(`${BACKEND}[${table}]\n${line}\n`);
    const column = line.indexOf('= ') + 3;
    expect(problem).toMatchObject({ line: 5, column, path: `${table}.${line.split(' ')[0]}` });
    expect(problem.found).toContain(found);
    expect(problem.expected).toContain(expected);
    expect(problem.advice).toContain(advice);
  });

  test.each([
    ['port = 0', 'an integer from 1 to 65535', 'port = 3001'],
    ['port = 3001.5', 'an integer from 1 to 65535', 'port = 3001'],
    ['port = 1\nweight = 257', 'an integer from 1 to 256', 'weight = 1'],
    ['port = 1\nhealth_check_path = "health"', 'starts with "/"', 'Start it with "/".'],
    ['port = 1\nhealth_check_path = "/a b"', 'visible ASCII', 'Percent-encode'],
    ['port = 1\nhealth_check_path = "/a\\r\\nX: y"', 'visible ASCII', 'Percent-encode'],
    ['port = 1\nhealth_check_path = "/a#b"', 'visible ASCII', 'leave out any "#"'],
  ])('a backend with %s', (lines, expected, advice) => {
    const problem = only(`[[backends]]\naddress = "::1"\n${lines}\n`);
    expect(problem.path).toBe(`backends[0].${lines.split('\n').at(-1)?.split(' ')[0]}`);
    expect(problem.expected).toContain(expected);
    expect(problem.advice).toContain(advice);
  });
});

describe('keys and tables', () => {
  test.each([
    ['[loadbalancer]\nlisten_adress = "::"', 'loadbalancer.listen_adress', 'Did you mean listen_address?'],
    ['[health_checks]', 'health_checks', 'Did you mean [health_check]?'],
    ['[loadbalancer]\nweight = 1', 'loadbalancer.weight', 'weight belongs under [[backends]]: move it there.'],
    ['[loadbalancer]\nzzz = 1', 'loadbalancer.zzz', 'Remove it: nothing reads it.'],
    ['[sesion]\nenabled = true', 'sesion', 'Did you mean [session]?'],
    ['[session]\nttl = 60', 'session.ttl', 'Did you mean ttl_secs?'],
    ['[session]\nsamesite = "Lax"', 'session.samesite', 'Did you mean same_site?'],
    ['[session]\nauth_token = "x"', 'session.auth_token', 'auth_token belongs under [admin]: move it there.'],
    ['backends = []', 'backends[0].backends', 'Remove it: each [[backends]] table is one of them.'],
    ['[loadbalancer]\nbackends = 9', 'loadbalancer.backends', 'backends belongs under [limits]: move it there.'],
    [
      '[loadbalancer]\nbackends = [{ port = 1 }]',
      'loadbalancer.backends',
      'Move it out of [loadbalancer]: it is written as [[backends]], on a line of its own.',
    ],
    ['[passive_health]\nejection = 1', 'passive_health.ejection', 'Did you mean ejection_secs?'],
    ['[loadbalancer]\nport = 80', 'loadbalancer.port', 'Did you mean listen_port?'],
    ['[admin]\ntoken = "x"', 'admin.token', 'Did you mean auth_token?'],
    ['[retry]\nattempts = 1', 'retry', 'Did you mean [retries]?'],
    ['[backends.probes]\nx = 1', 'backends[0].probes', 'Remove it: nothing reads it.'],
    [
      '[backends.health_check]\ninitial = "healthy"',
      'backends[0].health_check.initial',
      'initial belongs under [health_check]: move it there.',
    ],
    ['[backends.health_check]\ninterval = 1', 'backends[0].health_check.interval', 'Did you mean interval_secs?'],
    [
      'interval_secs = 1',
      'backends[0].interval_secs',
      'interval_secs belongs under [backends.health_check]: move it there.',
    ],
    ['max_conns = 1', 'backends[0].max_conns', 'Did you mean max_connections?'],
    ['host = "::1"', 'backends[0].host', 'Did you mean address?'],
    ['[__proto__]\nx = 1', '__proto__', 'Remove it: nothing reads it.'],
    ['[limits."a b"]\nx = 1', 'limits."a b"', 'Remove it: nothing reads it.'],
  ])('unknown: %s', (lines, path, advice) => {
    const text = `${BACKEND}${lines}`;
    const problem = only(text);
    expect(problem).toMatchObject({ path, advice });
    expect(problem.expected).toMatch(/^one of /);
    const name = path.split('.').at(-1) ?? '';
    expect(text.split('\n')[problem.line - 1]?.slice(problem.column - 1)).toMatch(new RegExp(`^${name}`));
  });

  test('a missing key is told at the header of its table', () => {
    expect(only(`${BACKEND}  [[ backends ]] # second\naddress = "::1"\n`)).toMatchObject({
      ...{ line: 4, column: 6, path: 'backends[1].port', found: 'nothing', expected: 'an integer from 1 to 65535' },
      advice: 'Add it, for example: port = 3001',
    });
  });

  test.each([
    ['', 1, 'nothing', 'a line [[backends]]'],
    ['[loadbalancer]\n', 1, 'nothing', 'a line [[backends]]'],
    ['\nbackends = []', 2, 'an empty array', 'a line [[backends]]'],
    ['\n[backends]\nport = 1', 2, 'a table', 'double brackets'],
    ['\nbackends = "::1"', 2, 'the string "::1"', 'a line [[backends]]'],
  ])('no backends: %j', (text, line, found, advice) => {
    const problem = only(text);
    expect(problem).toMatchObject({ line, path: 'backends', found, expected: 'at least one [[backends]] table' });
    expect(problem.advice).toContain(advice);
  });

  test.each([
    ['loadbalancer = 1', 'the number 1'],
    ['loadbalancer = 1979-05-27', 'a date or time'],
    ['[[loadbalancer]]', 'an array of 1'],
  ])('no table: %s', (text, found) => {
    const [problem] = problems(`${text}\n${BACKEND}`);
    expect(problem).toMatchObject({ line: 1, path: 'loadbalancer', found, expected: 'a table' });
    expect(problem?.advice).toContain('a line [loadbalancer]');
  });
});

describe('duplicate backends', () => {
  test.each(['127.0.0.1', 'localhost', '::ffff:127.0.0.1'])('%s is the same address', (address) => {
    const problem = only(`${BACKEND}[[backends]]\naddress = "${address}"\nport = 3001\n`);
    expect(problem).toMatchObject({ line: 5, column: 11, path: 'backends[1].address' });
    expect(problem.found).toBe('127.0.0.1:3001 a second time (backends[0] on line 2 has it)');
  });

  test('are told together with other problems, also of the same backend', () => {
    const text = `[x]\n${BACKEND}${BACKEND}weight = 0\n`;
    expect(problems(text).map(({ path }) => path)).toEqual(['x', 'backends[1].address', 'backends[1].weight']);
  });

  test('another port is another backend', () => {
    expect(problems(`${BACKEND}[[backends]]\naddress = "127.0.0.1"\nport = 3002\n`)).toEqual([]);
  });
});

test('all problems of a file at once, in its order, as text', () => {
  const text = `[loadbalancer]
algoritm = "round_robin"
listen_port = "80"
[[backends]]
address = "example.org"
`;
  const keys =
    'listen_address, listen_port, algorithm, threads, hash_header, hash_query, trusted_proxies, via, access_log, slow_start_secs';
  const tables =
    '[loadbalancer], [health_check], [passive_health], [[backends]], [session], [admin], [retries], [timeouts], [limits]';
  expect(formatConfigProblems('lb.toml', problems(`${text}[cache]`))).toBe(
    `lb.toml:2:1: loadbalancer.algoritm: found an unknown key, expected one of ${keys}
    Did you mean algorithm?
lb.toml:3:15: loadbalancer.listen_port: found the string "80", expected an integer from 0 to 65535
    Remove the quotes around 80.
lb.toml:4:3: backends[0].port: found nothing, expected an integer from 1 to 65535
    Add it, for example: port = 3001
lb.toml:5:11: backends[0].address: found the string "example.org", expected an IPv4 or IPv6 address, or "localhost"
    Names are not looked up in DNS: write the IP address that the name stands for.
lb.toml:6:2: cache: found an unknown table, expected one of the tables ${tables}
    Remove it: nothing reads it.`,
  );
});

test('a wrong secret is told of, and never shown', () => {
  const file = `[[backends]]
address = "127.0.0.1"
port = 1
[admin]
auth_token = "hush hush"
[session]
secret = "too short"
`;
  const text = formatConfigProblems('lb.toml', problems(file));
  expect(text).toContain('lb.toml:5:14: admin.auth_token: found a text that is not shown here');
  expect(text).toContain('lb.toml:7:10: session.secret: found a text that is not shown here');
  expect(text).not.toMatch(/hush|too short/);
});

describe('a secret is never shown', () => {
  const others = '[[backends]]\naddress = "127.0.0.1"\nport = 1\n';

  test.each([
    ['a quote that is missing', '[admin]\nauth_token = "hush-hush'],
    ['no quotes', '[admin]\nauth_token = hush-hush'],
    ['no equals sign', '[admin]\nauth_token "hush-hush"'],
    ['in another language', '[admin]\nauth_token: hush-hush'],
    ['given twice', '[session]\nsecret = "hush-hush 1234567"\nsecret = "hush-hush 1234567"'],
    ['a key that is wrong, too', '[session]\nsercet = "hush-hush'],
    ['a key by another word', '[admin]\npassword = "hush-hush'],
    ['a key of no known word, in a table with secrets', '[admin]\nadmins = "hush-hush'],
    ['in an inline table', 'admin = { auth_token = "hush-hush" drain_timeout_secs = 1 }'],
    ['behind a header', '[admin] auth_token = "hush-hush"'],
    ['over several lines', '[session]\nsecret = """\nabc\nhush-hush== \\x\n"""'],
    ['two lines that became one', '[admin]\ndrain_timeout_secs = 3 tok = "hush-hush"'],
    ['a bad escape', '[session]\nsecret = "hush-hush\\q 12345678"'],
    ['a dotted key', 'admin.auth_token = "hush-hush'],
    ['a quoted key', '[admin]\n"auth_token" = "hush-hush'],
    ['a text in the place of its table', 'admin = "hush-hush"'],
    ['something that is no text', '[admin]\nauth_token = 4817321\n[session]\nsecret = 48173214817321481732'],
  ])('%s', (_name, text) => {
    const told = formatConfigProblems('lb.toml', problems(`${text}\n${others}`));
    expect(told).toMatch(/not shown here/);
    expect(told).not.toMatch(/hush|4817/);
  });

  test.each([
    ['[loadbalancer]\nlisten_port = 80_80_', 'found "listen_port = 80_80_"'],
    ['[admin]\nauth_token = "hush-hush"\n[loadbalancer]\nlisten_prot 8080', 'found "listen_prot 8080"'],
    ['[admin]\ndrain_timeout_secs = 30s', 'found "drain_timeout_secs = 30s"'],
    ['[admin]\nauth_token = "hush-hush"\ndrain_timeout_secs = 30s', 'found "drain_timeout_secs = 30s"'],
    ['[admin\nauth_token = "hush-hush"', 'found "[admin"'],
  ])('and the rest is: %j', (text, found) => {
    const told = formatConfigProblems('lb.toml', problems(text));
    expect(told).toContain(found);
    expect(told).not.toMatch(/hush/);
  });
});
