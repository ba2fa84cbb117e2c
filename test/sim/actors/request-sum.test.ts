/** What a backend can tell of a request by its sum alone: as it was sent, or what was done to it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_HEAD_LIMITS } from '../../../src/http1/limits.ts';
import { RequestHead } from '../../../src/http1/request-head.ts';
import { latin1Bytes } from '../../../src/kernel/bytes.ts';
import { RequestShape } from '../../../src/sim/actors/request-shape.ts';
import { bytesOf, FLAWS, flawsOf, sumOf } from '../../../src/sim/actors/request-sum.ts';
import { METHODS, PLAIN_STREAM, type RequestSpec, type StreamSpec } from '../../../src/sim/scenario/load-spec.ts';

const SPEC: RequestSpec = {
  share: 1,
  method: 'POST',
  path: '/up',
  body: 4096,
  headers: { 'X-User': 'Anna B', authorization: 'Basic eA==', 'x-of': 'me, $client' },
};

function text(id = 7, spec = SPEC, stream: Partial<StreamSpec> = {}): string {
  return new RequestShape(spec, { ...PLAIN_STREAM, ...stream }, '127.0.0.2:80').head(id, 'c3', '');
}

function headOf(raw: string): RequestHead {
  const head = new RequestHead(DEFAULT_HEAD_LIMITS);
  const bytes = latin1Bytes(raw);
  expect(head.scan(bytes, 0, bytes.length), raw).toBe(bytes.length);
  return head;
}

const flaws = (raw: string): number => flawsOf(headOf(raw));

describe('unchanged', () => {
  test('any request that the lab makes', () => {
    const specs = fc.record({
      share: fc.constant(1),
      method: fc.constantFrom(...METHODS),
      path: fc.constantFrom('/r', '/a/b.c', '/~x'),
      body: fc.integer({ min: 0, max: 1e6 }),
      headers: fc.dictionary(fc.constantFrom('x-a', 'X-User', 'accept'), fc.constantFrom('a', 'B c', '$client;q=1'), {
        maxKeys: 3,
      }),
    });
    const sessions = fc.constantFrom<StreamSpec['sessions']>({ kind: 'none' }, { kind: 'header', name: 'X-Session' });
    fc.assert(
      fc.property(specs, sessions, fc.integer({ min: 0, max: 1e9 - 1 }), (spec, use, id) => {
        const head = headOf(text(id, spec, { sessions: use }));
        // Every so many carry fields of their hop: those show, as nothing stands between here.
        expect(flawsOf(head) & ~FLAWS.hop).toBe(0);
        expect(bytesOf(head)).toBe(spec.body);
      }),
    );
  });

  test.each([
    ['in another order', (raw: string) => raw.replace(/(X-User: .*\r\n)([\s\S]*?)\r\n\r\n$/, '$2\r\n$1\r\n')],
    [
      'with names in another case',
      (raw: string) => raw.replace('X-User', 'x-USER').replace('X-Lbsim-Sum', 'x-lbsim-SUM'),
    ],
    ['with other spaces', (raw: string) => raw.replace('X-User: Anna B', 'X-User:  Anna B ')],
    [
      'with the fields of a proxy',
      (raw: string) =>
        raw.replace(
          '\r\n\r\n',
          '\r\nVia: 1.1 lb\r\nX-Forwarded-For: 1.2.3.4\r\nX-Request-ID: 5\r\nForwarded: for=x\r\n\r\n',
        ),
    ],
    ['with another framing', (raw: string) => raw.replace(/Transfer-Encoding: chunked/, 'Content-Length: 4096')],
    ['with cookies', (raw: string) => raw.replace('\r\n\r\n', '\r\nCookie: a=b\r\n\r\n')],
    ['to another Host', (raw: string) => raw.replace('127.0.0.2:80', 'b1')],
  ])('%s', (_, change) => {
    const changed = change(text());
    expect(changed).not.toBe(text());
    expect(flaws(changed)).toBe(0);
  });
});

describe('changed', () => {
  test.each([
    ['another method', (raw: string) => raw.replace('POST', 'PUT'), FLAWS.method],
    ['another target', (raw: string) => raw.replace('/up/', '/down/'), FLAWS.target],
    ['a query more', (raw: string) => raw.replace('?id=7', '?id=7&x'), FLAWS.target],
    ['a field less', (raw: string) => raw.replace(/X-User.*\r\n/, ''), FLAWS.field],
    ['another value', (raw: string) => raw.replace('Anna', 'Anne'), FLAWS.field],
    ['a value in another case', (raw: string) => raw.replace('Anna', 'anna'), FLAWS.field],
    ['a field twice', (raw: string) => raw.replace(/(X-User.*\r\n)/, '$1$1'), FLAWS.field],
    ['an authorization less', (raw: string) => raw.replace(/authorization.*\r\n/, ''), FLAWS.field],
    ['a field that nobody sent', (raw: string) => raw.replace('\r\n\r\n', '\r\nX-Evil: 1\r\n\r\n'), FLAWS.injected],
    ['a field for another', (raw: string) => raw.replace('X-User', 'X-Evil'), FLAWS.field | FLAWS.injected],
    ['a field of the hop', (raw: string) => raw.replace('\r\n\r\n', '\r\nx-lbsim-hop: 1\r\n\r\n'), FLAWS.hop],
    ['its Keep-Alive', (raw: string) => raw.replace('\r\n\r\n', '\r\nKeep-Alive: timeout=77\r\n\r\n'), FLAWS.hop],
    ['no sum', (raw: string) => raw.replace(/X-Lbsim-Sum.*\r\n/, ''), FLAWS.untold],
  ])('%s', (_, change, expected) => {
    expect(flaws(change(text()))).toBe(expected);
  });

  test('some requests carry fields of their hop, which show when they are passed on', () => {
    const hops = Array.from({ length: 160 }, (_, id) => flaws(text(id))).filter((found) => found === FLAWS.hop);
    expect(hops).toHaveLength(10);
  });
});

test('the sum of a whole request is the one that its shape makes', () => {
  const plain: RequestSpec = { share: 1, method: 'GET', path: '/r', body: 0, headers: { 'X-A': 'b' } };
  const sum = sumOf('GET', '/r/9?id=9', [
    ['user-agent', 'lbsim'],
    ['x-a', 'b'],
  ]);
  expect(text(9, plain)).toContain(`X-Lbsim-Sum: ${sum}\r\n`);
});
