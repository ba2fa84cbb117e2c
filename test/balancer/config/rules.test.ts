/** Rules between keys: each is told where the file breaks it, with what to do, and never for a key that is wrong itself. */
import { describe, expect, test } from 'vitest';
import { type ConfigProblem, parseConfig } from '../../../src/balancer/config/file.ts';

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

describe('same_site = "None"', () => {
  test('is refused with secure = "never"', () => {
    expect(only(`${BACKEND}[session]\nsame_site = "None"\nsecure = "never"\n`)).toMatchObject({
      ...{ line: 6, column: 10, path: 'session.secure', expected: '"auto" or "always" with it' },
      found: 'the string "never" beside same_site = "None"',
      advice: 'Browsers refuse such a cookie: change secure, or same_site to "Lax" or "Strict".',
    });
  });

  test.each(['"auto"', '"always"'])('goes with secure = %s', (secure) => {
    expect(problems(`${BACKEND}[session]\nsame_site = "None"\nsecure = ${secure}\n`)).toEqual([]);
  });

  test('goes with the default', () => {
    expect(problems(`${BACKEND}[session]\nsame_site = "None"\n`)).toEqual([]);
  });
});

describe('the address of the admin API', () => {
  test.each([
    ['listen_address = "127.0.0.1"', 'listen_port', 'listen_port = 8081'],
    ['listen_port = 8081', 'listen_address', 'listen_address = "127.0.0.1"'],
  ])('%s alone', (line, missing, example) => {
    const problem = only(`${BACKEND}[admin]\n${line}\n`);
    expect(problem).toMatchObject({ line: 4, column: 2, path: `admin.${missing}`, found: 'nothing' });
    expect(problem.advice).toMatch(new RegExp(`or add it, for example: ${example}$`));
    expect(problems(`${BACKEND}[admin]\n${line}\n${example}\n`)).toEqual([]);
  });

  test.each([
    ['listen_address = "127.0.0.1"\nlisten_port = 80', '127.0.0.1', 80],
    ['listen_address = "localhost"\nlisten_port = 80', '127.0.0.1', 80],
    ['', '0.0.0.0', 8080],
  ])('is not the one of the clients: %j', (main, host, port) => {
    const text = `${BACKEND}[admin]\nlisten_address = "${host}"\nlisten_port = ${port}\n[loadbalancer]\n${main}\n`;
    expect(only(text)).toMatchObject({
      ...{ line: 6, column: 15, path: 'admin.listen_port', found: `${host}:${port}, where clients are served` },
      expected: 'an address of its own',
    });
  });

  test.each([
    ['127.0.0.1', 81, 80],
    ['127.0.0.2', 80, 80],
    // Any free port, so not the same one.
    ['127.0.0.1', 0, 0],
  ])('%s:%d is another than 127.0.0.1:%d', (host, port, main) => {
    const text = `[loadbalancer]\nlisten_address = "127.0.0.1"\nlisten_port = ${main}\n`;
    expect(problems(`${text}[admin]\nlisten_address = "${host}"\nlisten_port = ${port}\n${BACKEND}`)).toEqual([]);
  });
});

describe('ejections', () => {
  test.each([
    ['ejection_secs = 301', 5, 'ejection_secs', 301],
    ['max_ejection_secs = 9.5', 5, 'max_ejection_secs', 10],
    ['ejection_secs = 2\nmax_ejection_secs = 1', 6, 'max_ejection_secs', 2],
  ])('%s', (lines, line, key, least) => {
    const problem = only(`${BACKEND}[passive_health]\n${lines}\n`);
    expect(problem).toMatchObject({ line, path: `passive_health.${key}` });
    expect(problem.advice).toBe(`Raise max_ejection_secs, for example: max_ejection_secs = ${least}`);
  });

  test('may all be as long as the first', () => {
    expect(problems(`${BACKEND}[passive_health]\nejection_secs = 300\n`)).toEqual([]);
  });
});

describe('the number of backends', () => {
  const backends = (count: number): string =>
    Array.from({ length: count }, (_, index) => `[[backends]]\naddress = "::1"\nport = ${index + 1}\n`).join('');

  test('is at most what the limits say, told at the first too many', () => {
    expect(only(`${backends(4)}[limits]\nbackends = 2\n`)).toMatchObject({
      ...{
        line: 7,
        column: 3,
        path: 'backends[2]',
        found: '4 backends',
        expected: 'at most 2, as limits.backends says',
      },
      advice: 'Remove some, or set backends = 4 or more under [limits].',
    });
    expect(problems(`${backends(2)}[limits]\nbackends = 2\n`)).toEqual([]);
  });

  test('is at most the default where they say nothing', () => {
    expect(problems(backends(256))).toEqual([]);
    expect(only(backends(257)).path).toBe('backends[256]');
  });
});

test('a key that is wrong itself breaks no rule besides', () => {
  const text = `${BACKEND}
[session]
same_site = "None"
secure = "no"
[passive_health]
ejection_secs = 86401
[limits]
backends = 0
[admin]
listen_address = "0.0.0.0"
listen_port = "8080"
`;
  expect(problems(text).map(({ path }) => path)).toEqual([
    'session.secure',
    'passive_health.ejection_secs',
    'limits.backends',
    'admin.listen_port',
  ]);
});

test('rules, duplicates and wrong values are told together, in the order of the text', () => {
  const text = `[admin]
listen_port = 1
[session]
secure = "never"
ttl_secs = 1
same_site = "None"
${BACKEND}${BACKEND}[cache]
`;
  expect(problems(text).map(({ path }) => path)).toEqual([
    'admin.listen_address',
    'session.secure',
    'session.ttl_secs',
    'backends[1].address',
    'cache',
  ]);
});

describe('a backend that is the balancer itself', () => {
  const backend = (address: string, port: number) => `[[backends]]\naddress = "${address}"\nport = ${port}\n`;
  const listen = (address: string, port: number) =>
    `[loadbalancer]\nlisten_address = "${address}"\nlisten_port = ${port}\n`;

  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['0.0.0.0', 'localhost'],
    ['0.0.0.0', '127.9.9.9'],
    ['0.0.0.0', '0.0.0.0'],
    ['::', '::1'],
    ['::', '127.0.0.1'],
    ['10.0.0.1', '::ffff:10.0.0.1'],
  ])('listening on %s: %s is refused', (own, address) => {
    expect(only(listen(own, 80) + backend('10.0.0.2', 80) + backend(address, 80))).toMatchObject({
      ...{ path: 'backends[1].port', line: 9, column: 8 },
      found: expect.stringContaining('where the balancer itself listens'),
      advice: expect.stringContaining('forward its requests to itself'),
    });
  });

  test.each([
    ['127.0.0.1', '127.0.0.1', 81],
    ['127.0.0.1', '127.0.0.2', 80],
    ['0.0.0.0', '10.0.0.1', 80],
    ['0.0.0.0', '::1', 80],
  ])('listening on %s port 80: %s port %i is another', (own, address, port) => {
    expect(problems(listen(own, 80) + backend(address, port))).toEqual([]);
  });

  test('the address of the admin API is its own, too', () => {
    const admin = '[admin]\nlisten_address = "127.0.0.1"\nlisten_port = 3001\n';
    expect(only(`${BACKEND}${admin}`).path).toBe('backends[0].port');
  });
});
