/** Which field lines go on, against a definition line by line; and what backends are told of the client. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyFields } from '../../../src/balancer/proxy/copy-fields.ts';
import { forwardClient, plainHost } from '../../../src/balancer/proxy/forwarding.ts';
import { FieldId } from '../../../src/http1/field-id.ts';
import { DEFAULT_HEAD_LIMITS } from '../../../src/http1/limits.ts';
import { RequestHead } from '../../../src/http1/request-head.ts';

const HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
/** Those cannot be nominated away: they frame, route or are the balancer's to write. */
const KEPT = [
  'host',
  'content-length',
  'expect',
  'x-forwarded-for',
  'x-real-ip',
  'x-forwarded-host',
  'x-forwarded-proto',
];

function headOf(lines: readonly string[]): RequestHead {
  const head = new RequestHead(DEFAULT_HEAD_LIMITS);
  const text = `POST / HTTP/1.1\r\nHost: h\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
  expect(head.scan(text)).toBe(text.length);
  return head;
}

const name = fc.constantFrom(
  'Accept',
  'x-a',
  'X-B',
  'x-c',
  'TE',
  'Keep-Alive',
  'UPGRADE',
  'Trailer',
  'Proxy-Connection',
  'Expect',
  'X-Forwarded-For',
  'X-Real-IP',
);
const line = fc.tuple(name, fc.constantFrom('', ' 1', '  two  words ', '\tx')).map(([key, value]) => `${key}:${value}`);
const nominating = fc
  .array(fc.constantFrom('x-a', 'X-B', 'close', 'keep-alive', 'host', 'Accept', 'x-forwarded-for'), {
    minLength: 1,
    maxLength: 3,
  })
  .map((names) => `Connection: ${names.join(', ')}`);

test('the lines that stay are those that the definition keeps, to the byte', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 6, arbitrary: line }, { weight: 1, arbitrary: nominating }), { maxLength: 20 }),
      (lines) => {
        const nominated = lines
          .filter((one) => one.startsWith('Connection:'))
          .flatMap((one) =>
            one
              .slice(11)
              .toLowerCase()
              .split(',')
              .map((part) => part.trim()),
          );
        const stays = (one: string): boolean => {
          const key = one.slice(0, one.indexOf(':')).toLowerCase();
          return !HOP.includes(key) && (KEPT.includes(key) || !nominated.includes(key));
        };
        const expected = ['Host: h', ...lines].filter(stays);
        expect(copyFields(headOf(lines), () => false)).toBe(expected.map((one) => `${one}\r\n`).join(''));
      },
    ),
  );
});

test('what is dropped by id goes, at the start, in the middle and at the end', () => {
  const head = headOf(['X-Real-IP: 1', 'A: 1', 'x-real-ip: 2', 'X-Real-IP: 3', 'B: 2', 'X-REAL-IP: 4']);
  expect(copyFields(head, (id) => id === FieldId.XRealIp)).toBe('Host: h\r\nA: 1\r\nB: 2\r\n');
  expect(copyFields(head, () => true)).toBe('A: 1\r\nB: 2\r\n');
});

test('forwarded_headers: the client by its address, the host that it asked for, and http', () => {
  expect(forwardClient.fields(headOf([]), '10.0.0.7')).toBe(
    'X-Forwarded-For: 10.0.0.7\r\nX-Real-IP: 10.0.0.7\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: h\r\n',
  );
});

test('forwarded_headers: what the client claims in them is replaced, and nothing else', () => {
  const replaced = Object.entries(FieldId).filter(([, id]) => forwardClient.replaces(id));
  expect(replaced.map(([key]) => key)).toEqual([
    'XForwardedFor',
    'XRealIp',
    'XForwardedHost',
    'XForwardedProto',
    'Forwarded',
  ]);
});

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['::1', '::1'],
  ['2001:db8::1', '2001:db8::1'],
])('%s is %s to backends', (host, plain) => {
  expect(plainHost(host)).toBe(plain);
});
