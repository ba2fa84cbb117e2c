/** Lines of the access log: what they say, and that no client can make one say something else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccessEntry } from '../../../src/balancer/proxy/access-log.ts';
import { accessLine } from '../../../src/balancer/serve/access-log-format.ts';

const ENTRY: AccessEntry = {
  client: '192.0.2.7',
  method: 'GET',
  target: '/a?b=c',
  minor: 1,
  referer: 'http://example.com/',
  userAgent: 'curl/8.5.0',
  status: 200,
  bytes: 2326,
  duration: 1234.4,
  backend: '127.0.0.1:3001',
  reason: '',
  aborted: false,
  problem: '',
  wall: Date.UTC(2026, 9, 1, 3, 5, 36, 789),
};

const NOTHING: AccessEntry = { ...ENTRY, method: '', target: '', referer: '', userAgent: '', backend: '', bytes: 0 };

describe('json', () => {
  test('one object with the same keys in the same order, whatever is in it', () => {
    expect(accessLine(ENTRY, 'json')).toBe(
      '{"time":"2026-10-01T03:05:36.789Z","client":"192.0.2.7","method":"GET","target":"/a?b=c","protocol":"HTTP/1.1",' +
        '"status":200,"bytes":2326,"duration_us":1234,"backend":"127.0.0.1:3001","reason":"","aborted":false,' +
        '"referer":"http://example.com/","user_agent":"curl/8.5.0","problem":""}\n',
    );
    const cut = { ...ENTRY, reason: 'stall_timeout', aborted: true } as const;
    expect(JSON.parse(accessLine(cut, 'json'))).toMatchObject({ status: 200, reason: 'stall_timeout', aborted: true });
    const empty = JSON.parse(accessLine({ ...NOTHING, status: 0 }, 'json'));
    expect(Object.keys(empty)).toEqual(Object.keys(JSON.parse(accessLine(ENTRY, 'json'))));
    expect(empty).toMatchObject({ method: '', target: '', protocol: '', status: 0, backend: '' });
  });
});

describe('combined', () => {
  test('as nginx and Apache write it', () => {
    expect(accessLine(ENTRY, 'combined')).toBe(
      '192.0.2.7 - - [01/Oct/2026:03:05:36 +0000] "GET /a?b=c HTTP/1.1" 200 2326 "http://example.com/" "curl/8.5.0"\n',
    );
  });

  test('what is not there, and no answer at all', () => {
    expect(accessLine({ ...NOTHING, status: 400 }, 'combined')).toMatch(/ "-" 400 0 "-" "-"\n$/);
    expect(accessLine({ ...ENTRY, status: 0, minor: 0 }, 'combined')).toContain(' "GET /a?b=c HTTP/1.0" 000 ');
  });

  test('quotes, backslashes and bytes that are no visible ASCII are escaped as nginx does', () => {
    const userAgent = 'a"b\\c\td\x7f\x9b\xff\n';
    expect(accessLine({ ...ENTRY, userAgent }, 'combined')).toContain('"a\\x22b\\x5Cc\\x09d\\x7F\\x9B\\xFF\\x0A"\n');
  });
});

describe('whatever a client sends', () => {
  const nasty = fc.oneof(
    fc.constantFrom(
      '\n',
      '\r\n',
      '"',
      '\\',
      '" 200 0 "-" "-"\n',
      '","status":200}\n{"',
      '\u2028',
      '\x1b[2J',
      '\x9b',
      '\\"',
      '\0',
    ),
    fc.nat(255).map((code) => String.fromCharCode(code)),
    fc.string(),
  );
  const text = fc.array(nasty, { maxLength: 12 }).map((parts) => parts.join(''));
  const entry = fc.record({ method: text, target: text, referer: text, userAgent: text });

  test('json: one line of visible ASCII, from which everything is read back', () => {
    fc.assert(
      fc.property(entry, (given) => {
        const line = accessLine({ ...ENTRY, ...given }, 'json');
        expect(line).toMatch(/^[\x20-\x7e]*\n$/);
        const { method, target, referer, user_agent, status, backend } = JSON.parse(line);
        expect({ method, target, referer, userAgent: user_agent }).toEqual(given);
        expect([status, backend]).toEqual([200, ENTRY.backend]);
      }),
      { numRuns: 1000 },
    );
  });

  test('combined: one line of visible ASCII with the same parts, from which everything is read back', () => {
    const LINE = /^(\S+) - - \[([^\]]+)\] "([^"]*)" (\d{3}) (\d+) "([^"]*)" "([^"]*)"\n$/;
    const plain = (part: string): string =>
      part.replace(/\\x([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    const latin = fc.array(nasty, { maxLength: 12 }).map((parts) => parts.join('').replace(/[^\0-\xff]/g, ''));
    fc.assert(
      fc.property(fc.record({ target: latin, referer: latin, userAgent: latin }), (given) => {
        const line = accessLine({ ...ENTRY, ...given }, 'combined');
        expect(line).toMatch(/^[\x20-\x7e]*\n$/);
        const [, client, , request, status, bytes, referer, userAgent] = LINE.exec(line) ?? [];
        expect([client, status, bytes]).toEqual([ENTRY.client, '200', '2326']);
        expect(plain(request ?? '')).toBe(`GET ${given.target} HTTP/1.1`);
        expect(plain(referer ?? '')).toBe(given.referer === '' ? '-' : given.referer);
        expect(plain(userAgent ?? '')).toBe(given.userAgent === '' ? '-' : given.userAgent);
      }),
      { numRuns: 1000 },
    );
  });
});
