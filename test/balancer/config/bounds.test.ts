/** The bounds of every key of our own tables, and that each key's advice is good. */
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { type ConfigProblem, parseConfig } from '../../../src/balancer/config/file.ts';
import { TABLES_BY_NAME } from '../../../src/balancer/config/tables.ts';

const BACKEND = '[[backends]]\naddress = "127.0.0.1"\nport = 3001\n';

function problems(text: string): readonly ConfigProblem[] {
  const result = parseConfig(text);
  return result.ok ? [] : result.problems;
}

/** A file that says `line` in the table with this header, and nothing else that matters. */
function file(header: string, line: string): string {
  if (header !== '[[backends]]') return `${BACKEND}${header}\n${line}\n`;
  const key = line.replace(/ =.*/s, '');
  const rest = BACKEND.split('\n').filter((other) => !other.startsWith(`${key} =`));
  return `${rest.join('\n')}${line}\n`;
}

describe('a value', () => {
  const right: readonly (readonly [header: string, ...lines: string[]])[] = [
    ['[loadbalancer]', 'threads = 1', 'threads = 64', 'hash_query = true', 'hash_header = "X"', 'slow_start_secs = 0'],
    ['[loadbalancer]', 'trusted_proxies = ["10.0.0.0/8", "::1", "fd00::/8", "10.0.0.1"]', 'via = "lb-1"', 'via = ""'],
    ['[loadbalancer]', 'access_log = "off"', 'access_log = "json"', 'access_log = "combined"'],
    ['[health_check]', 'jitter = 0', 'jitter = 1', 'method = "OPTIONS"', 'method = "PROPFIND"', 'method = "x"'],
    ['[health_check]', 'host = ""', 'host = "a.test"', 'host = "[::1]:80"', 'initial = "unhealthy"'],
    ['[health_check]', 'expected_status = "200"', 'expected_status = 204', 'expected_status = "200-599"'],
    ['[passive_health]', 'consecutive_failures = 0', 'ejection_secs = 0.5', 'max_ejection_secs = 86400'],
    ['[[backends]]', 'max_connections = 0', 'health_check = {}', 'health_check = { host = "" }'],
    ['[session]', 'ttl_secs = 60', 'ttl_secs = 31536000', 'cookie_name = "a!b"', 'path = "/a,b"', 'capacity = 1'],
    ['[session]', 'secret = "0123456789abcdef"', 'secret = "ééééééééé ööööööö"', 'same_site = "Strict"'],
    ['[admin]', 'auth_token = "x"', 'auth_token = "a=b/c+d.~"', 'drain_timeout_secs = 300'],
    ['[retries]', 'attempts = 1', 'attempts = 100', 'budget = 0', 'budget = 1'],
    ['[limits]', 'queue = 0', 'backends = 4096', 'connections = 1'],
  ];
  const rightCases = right.flatMap(([header, ...lines]) => lines.map((line) => [header, line] as const));
  test.each(rightCases)('%s %s', (header, line) => {
    expect(problems(file(header, line))).toEqual([]);
  });

  const wrong: readonly (readonly [header: string, line: string, expected: string, advice: string])[] = [
    ['[loadbalancer]', 'threads = 0', 'an integer from 1 to 64', 'threads = 1'],
    ['[loadbalancer]', 'threads = 65', 'an integer from 1 to 64', 'threads = 1'],
    ['[loadbalancer]', 'hash_header = ""', 'the name of a field', 'at least one character'],
    ['[loadbalancer]', 'hash_header = "X-User:"', 'the name of a field', 'Leave out the colon'],
    ['[loadbalancer]', 'hash_header = "X User"', 'the name of a field', 'Leave out the spaces'],
    ['[loadbalancer]', 'hash_query = "true"', 'true or false', 'Remove the quotes around true.'],
    ['[loadbalancer]', 'hash_query = 1', 'true or false', 'hash_query = false'],
    ['[loadbalancer]', 'via = "a b"', 'a name of letters, digits', 'Leave out the spaces'],
    ['[loadbalancer]', 'via = "lb\\r\\nX: y"', 'a name of letters, digits', 'Leave out every other character.'],
    ['[loadbalancer]', 'access_log = "jsn"', '"off", "json" or "combined"', 'Did you mean "json"?'],
    ['[loadbalancer]', 'access_log = true', '"off", "json" or "combined"', 'access_log = "off"'],
    ['[loadbalancer]', 'slow_start_secs = -1', 'seconds from 0 to 86400', 'slow_start_secs = 0'],
    ['[loadbalancer]', 'slow_start_secs = "1500ms"', 'seconds from 0', 'Write it in seconds, as a number: 1.5.'],
    ['[loadbalancer]', 'trusted_proxies = "10.0.0.0/8"', 'a list of blocks', 'Put it into brackets: ["10.0.0.0/8"].'],
    ['[loadbalancer]', 'trusted_proxies = true', 'a list of blocks', 'trusted_proxies = ["10.0.0.0/8"]'],
    ['[health_check]', 'jitter = 10', 'a share from 0 to 1', 'Write 0.1 for 10 %.'],
    ['[health_check]', 'jitter = -0.1', 'a share from 0 to 1', 'jitter = 0.1'],
    ['[health_check]', 'interval_secs = "5s"', 'seconds, more than 0', 'Write it in seconds, as a number: 5.'],
    ['[health_check]', 'interval_secs = "2 days"', 'seconds, more than 0', 'interval_secs = 5'],
    ['[health_check]', 'interval_secs = "48h"', 'seconds, more than 0', 'interval_secs = 5'],
    ['[health_check]', 'method = "get"', 'a method such as "GET"', 'Write it in capitals: "GET".'],
    ['[health_check]', 'method = "CONNECT"', 'not "CONNECT"', 'take "GET"'],
    ['[health_check]', 'method = "connect"', 'not "CONNECT"', 'take "GET"'],
    ['[health_check]', 'method = "GET /"', 'a method such as "GET"', 'Leave out the spaces.'],
    ['[health_check]', 'host = "http://a.test/"', 'a host name', 'without a scheme or a path'],
    ['[health_check]', 'host = "a.test\\r\\nX: y"', 'a host name', 'as in a URL'],
    ['[health_check]', 'host = "user@a.test"', 'a host name', 'as in a URL'],
    [
      '[health_check]',
      'expected_status = "299-200"',
      'a status from 200 to 599',
      'Put the lower end first: "200-299".',
    ],
    ['[health_check]', 'expected_status = "2xx"', 'a status from 200 to 599', 'expected_status = "200-299"'],
    ['[health_check]', 'expected_status = 101', 'a status from 200 to 599', 'expected_status = "200-299"'],
    ['[health_check]', 'expected_status = [200]', 'a status from 200 to 599', 'expected_status = "200-299"'],
    ['[health_check]', 'initial = "Unhealthy"', '"healthy" or "unhealthy"', 'Did you mean "unhealthy"?'],
    ['[passive_health]', 'consecutive_failures = -1', 'an integer of at least 0', 'consecutive_failures = 0'],
    ['[passive_health]', 'ejection_secs = 0', 'seconds, more than 0', 'ejection_secs = 10'],
    ['[[backends]]', 'max_connections = -1', 'an integer of at least 0', 'max_connections = 0'],
    ['[[backends]]', 'health_check = "/ok"', 'a table', 'health_check = { interval_secs = 1 }'],
    ['[session]', 'enabled = "yes"', 'true or false', 'enabled = false'],
    ['[session]', 'mode = "off"', '"cookie" or "header"', 'not one of the available'],
    ['[session]', 'cookie_name = "a;b"', 'a name of letters, digits', 'Leave out every other character.'],
    ['[session]', 'ttl_secs = 59.9', 'seconds from 60 to 31536000', 'ttl_secs = 3600'],
    ['[session]', 'secret = "0123456789abcde"', 'a text of at least 16 characters', 'Take a longer one'],
    ['[session]', 'secret = 1', 'a text of at least 16 characters', 'secret = "'],
    ['[session]', 'path = "a"', 'a path that starts with "/"', 'Start it with "/".'],
    ['[session]', 'path = "/;Domain=x"', 'without ";"', 'Percent-encode spaces, semicolons'],
    ['[session]', 'secure = true', '"auto", "always" or "never"', 'secure = "auto"'],
    ['[session]', 'same_site = "lax"', '"Lax", "Strict" or "None"', 'Did you mean "Lax"?'],
    ['[session]', 'capacity = 0', 'an integer from 1', 'capacity = 65536'],
    ['[admin]', 'auth_token = ""', 'not empty', 'leave the key out'],
    ['[admin]', 'auth_token = "a b"', 'visible ASCII without spaces', 'Take a token without spaces.'],
    ['[admin]', 'drain_timeout_secs = 301', 'seconds, more than 0 and at most 300', 'drain_timeout_secs = 30'],
    ['[retries]', 'attempts = 0', 'an integer from 1 to 100', 'attempts = 5'],
    ['[retries]', 'budget = 20', 'a share from 0 to 1', 'Write 0.2 for 20 %.'],
    ['[timeouts]', 'stall_secs = 0', 'seconds, more than 0', 'stall_secs = 30'],
    ['[limits]', 'backends = 4097', 'an integer from 1 to 4096', 'backends = 256'],
    ['[backends.health_check]', 'interval_secs = 0', 'seconds, more than 0', 'interval_secs = 5'],
  ];
  test.each(wrong)('%s %s', (header, line, expected, advice) => {
    const [problem, ...others] = problems(file(header, line));
    expect(others).toEqual([]);
    expect(problem?.expected).toContain(expected);
    expect(problem?.advice).toContain(advice);
  });

  test.each([
    ['10.0.0.0/33', 'from 0 to 32, not 33'],
    ['fd00::/129', 'from 0 to 128, not 129'],
    ['10.0.0.0/', 'from 0 to 32, not nothing'],
    ['lb.test', 'Names are not looked up in DNS'],
    ['10.0.1', 'Names are not looked up in DNS'],
    ['::ffff:10.0.0.0/104', 'without "::ffff:"'],
  ])('trusted_proxies with %s, told at the element', (block, advice) => {
    const line = `trusted_proxies = ["::1", "${block}"]`;
    const [problem, ...others] = problems(file('[loadbalancer]', line));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ path: 'loadbalancer.trusted_proxies[1]', column: line.indexOf(`"${block}`) + 1 });
    expect(problem?.advice).toContain(advice);
  });

  test('trusted_proxies with what is no text', () => {
    const [problem] = problems(file('[loadbalancer]', 'trusted_proxies = [1]'));
    expect(problem).toMatchObject({ found: 'the number 1', advice: 'Change it, for example: "10.0.0.0/8"' });
  });
});

describe('what is written as the advice shows it is right', () => {
  const keys = [...TABLES_BY_NAME.values()].flatMap((table) => table.keys.map((key) => [table.header, key] as const));

  test.each(keys)('%s %s', (header, key) => {
    const wrong = problems(file(header, `${key} = 1979-05-27`)).find(({ found }) => found === 'a date or time');
    const example = /(?:for example: |Write a table: )(\w+ = (?:\{.*?\}|.*))/.exec(wrong?.advice ?? '')?.[1] ?? '';
    expect(Object.keys(parse(example))).toEqual([key]);
    const paths = problems(file(header, example)).map(({ path }) => path);
    // An address that takes two keys still misses the other one.
    expect(paths.filter((path) => !/^admin\.listen_/.test(path))).toEqual([]);
    expect(paths).not.toContain(`admin.${key}`);
  });
});
