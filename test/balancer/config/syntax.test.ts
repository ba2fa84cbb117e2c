/** Text that isn't TOML: each of the parser's reasons has its own plain words, and the right position. */
import { describe, expect, test } from 'vitest';
import { formatConfigProblems, parseConfig } from '../../../src/balancer/config/file.ts';

test.each([
  [' = 1', 2, 'a key'],
  ['a..b = 1', 3, 'a key between the dots'],
  ['"""a""" = 1', 1, 'a key in single-line quotes'],
  ['a b = 1', 3, 'a key of letters, digits, "_" and "-", then "="'],
  ['abc', 1, 'key = value, or a closed [table]'],
  ['a = 1\na = 2', 1, 'each key and [table] once'],
  ['a = {b = 1, b = 2}', 13, 'each key and [table] once'],
  ['a = [1 2]', 8, 'a comma or the closing bracket'],
  ['a = {', 5, 'the closing "}"'],
  ['a = [', 5, 'the closing "]"'],
  [`a = ${'['.repeat(40)}`, 37, 'tables and arrays nested a few levels deep'],
  ['a = 01', 5, 'a number without leading zeros'],
  ['a = 1__0', 7, 'underscores only between digits'],
  ['a = 12x', 7, 'digits only'],
  ['a = 1.', 5, 'a complete number'],
  ['a = 1979-99-99', 5, 'a number, or a text in double quotes'],
  ['a = round_robin', 5, 'a number, true, false, or a text in double quotes'],
  ['a = "\u0001"', 6, 'printable text'],
  ['a = "\\uzzzz"', 8, 'hexadecimal digits'],
  ['a = "\\ud800"', 6, 'the code of a character'],
  ['a = "\\q"', 7, 'an escape that TOML knows'],
  ['a = """\\ x"""', 8, 'the end of the line after "\\"'],
  ['a = "', 5, 'the closing quote'],
  ['[[a]', 5, '"]]"'],
  ['a = 1 b = 2', 7, 'the end of the line'],
])('%j', (text, column, expected) => {
  const result = parseConfig(`# first\n${text}`);
  const problems = result.ok ? [] : result.problems;
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ line: text.includes('\n') ? 3 : 2, column, path: '', expected });
});

const LB = '[loadbalancer]\nlisten_port = 80\n';

describe('the usual slips', () => {
  test.each([
    [
      'a quote that is not closed',
      `${LB}algorithm = "random\nthreads = 1`,
      '3:20',
      'the closing quote',
      /Close the text/,
    ],
    ['the same with CRLF', `${LB}algorithm = "random\r\nthreads = 1`, '3:20', 'the closing quote', /Close the text/],
    ['the same in single quotes', `${LB}algorithm = 'random\n`, '3:20', 'the closing quote', /Close the text/],
    ['many lines not closed', `${LB}algorithm = """random\n`, '3:13', 'the closing quote', /begins with/],
    ['a header without "]"', '[loadbalancer\nlisten_port = 80', '1:14', '"]"', /Close the header/],
    ['one with a comment', '[loadbalancer # ours\nlisten_port = 80', '1:15', '"]"', /Close the header/],
    ['one at the end', `${LB}[session`, '3:2', '"]"', /Close the header/],
    ['a double header without "]]"', `${LB}[[backends\nport = 1`, '3:11', '"]]"', /Close the header/],
    [
      'single brackets after double',
      '[[backends]]\nport = 1\n[backends]',
      '3:2',
      '[[backends]] for each one',
      /double brackets/,
    ],
    [
      'single brackets twice',
      '[backends]\nport = 1\n[backends]',
      '3:2',
      '[[backends]] for each one',
      /double brackets/,
    ],
    [
      'double brackets after single',
      '[backends]\nport = 1\n[[backends]]',
      '3:3',
      '[[backends]] for each one',
      /double/,
    ],
    [
      'an empty list before',
      'backends = []\n[[backends]]\nport = 1',
      '2:3',
      '[[backends]] for each one',
      /Remove line 1/,
    ],
    ['an address', '[[backends]]\naddress=127.0.0.1\nport = 1', '2:9', 'the address in double quotes', /double quotes/],
    ['a block', `${LB}trusted_proxies = [10.0.0.0/8]`, '3:20', 'the address in double quotes', /double quotes/],
    [
      'an address with a port',
      '[[backends]]\naddress = 10.0.0.1:80 # x',
      '2:11',
      'the address in double quotes',
      /quotes/,
    ],
    ['a colon', `${LB}threads: 1`, '3:8', '"=" between key and value', /in place of the ":"/],
    ['JSON', '{\n  "loadbalancer": { "listen_port": 80 } }', '1:1', 'TOML', /Write it in TOML/],
    ['a list in JSON', '\n[ { "port": 80 } ]', '2:3', 'TOML', /Write it in TOML/],
    ['YAML', '# ours\nloadbalancer:\n  listen_port: 80', '2:13', 'TOML', /Write it in TOML/],
    ['YAML with a start', '---\nbackends:\n- port: 1', '1:4', 'TOML', /Write it in TOML/],
  ])('%s', (_name, text, position, expected, advice) => {
    const result = parseConfig(text);
    const [problem] = result.ok ? [] : result.problems;
    expect(problem).toMatchObject({ path: '', expected, advice: expect.stringMatching(advice) });
    expect(`${problem?.line}:${problem?.column}`).toBe(position);
  });

  test.each(['{ "admin": { "auth_token": "hush" } }', 'admin:\n  auth_token: hush', '[admin]\nauth_token = 1.2.3.4'])(
    'show no secret: %j',
    (text) => {
      const result = parseConfig(text);
      expect(formatConfigProblems('lb', result.ok ? [] : result.problems)).not.toMatch(/hush|1\.2\.3/);
    },
  );
});

test('shows the line, printable and cut short', () => {
  const result = parseConfig(`a = "\u001b[31m${'x'.repeat(100)}`);
  expect(formatConfigProblems('lb.toml', result.ok ? [] : result.problems)).toBe(
    `lb.toml:1:6: found "a = \\"\\u001b[31m${'x'.repeat(50)}…", expected printable text
    Remove the control character, or write it as an escape such as \\t.`,
  );
});
