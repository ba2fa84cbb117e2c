import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatHostPort, parseIpLiteral } from '../../../src/balancer/config/ip-literal.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['localhost', '127.0.0.1'],
  ['LocalHost', '127.0.0.1'],
  ['::1', '::1'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['::ffff:a00:1', '10.0.0.1'],
  ['fe80::1%eth0', 'fe80::1%eth0'],
  ['010.0.0.1', null],
  ['0x7f.0.0.1', null],
  ['::ffff:010.0.0.1', null],
  ['10.0.1', null],
  ['2130706433', null],
  ['10.0.0.256', null],
  ['10.0.0.1 ', null],
  ['[::1]', null],
  ['example.org', null],
  ['a:b', null],
  ['', null],
])('%j -> %j', (text, expected) => {
  expect(parseIpLiteral(text)).toBe(expected);
});

test('what comes out is canonical: it goes in again unchanged', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const host = parseIpLiteral(text);
      expect(host).not.toBeNull();
      expect(parseIpLiteral(host ?? '')).toBe(host);
    }),
    { numRuns: 1000 },
  );
});

test('IPv6 takes brackets before a port', () => {
  expect(formatHostPort('::1', 80)).toBe('[::1]:80');
  expect(formatHostPort('10.0.0.1', 80)).toBe('10.0.0.1:80');
});
