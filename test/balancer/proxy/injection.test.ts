/**
 * Nothing that the balancer writes can be made to hold a line end or a NUL, whatever clients and backends say in any
 * place; and nobody who only claims to speak for others is believed.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Play, Stage } from './harness.ts';
import { AWAIT_END, END, HEAD } from './raw-peer.ts';
import { readStrictRequests, readStrictResponses, type StrictMessage, valuesOf } from './strict-reader.ts';
import { playVirtually, SMOOTH } from './virtual-world.ts';

/** Line ends raw, escaped, and as what is left of wider characters when their upper byte is cut off. */
const EVIL = ['\r\n', '\r', '\n', '\0', '\v', '\f', '\x7f', '\x85', '%0d%0a', '%00', '\\r\\n', '\xc4\x8d\xc4\x8a'];
const PLAIN = ['a', 'Z', '7', '-', '.', '/', ':', ' ', '\t', '\xe9', '\xff', '"', ',', '[', ']', '@', '?'];
const INJECTED = ['X-Injected: 1', 'HTTP/1.1 200 OK', 'GET /injected HTTP/1.1', 'Content-Length: 0'];
const text = fc
  .array(fc.constantFrom(...PLAIN, ...PLAIN, ...EVIL, ...INJECTED), { maxLength: 5 })
  .map((parts) => parts.join(''));
/** Mostly nothing, so that most requests are evil in few places and some get through. */
const maybe = fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: text });

/** Never to be seen in what the balancer writes, besides bodies. */
const hasControls = (part: string) => [...part].some((c) => (c < ' ' && c !== '\t') || c === '\x7f');

function play(request: string, answer: string): Stage {
  const one: Play = {
    clients: [{ sends: [request, END, AWAIT_END], gets: '', ends: 'any' }],
    backends: [{ connections: Array.from({ length: 6 }, () => [HEAD, answer, END]) }],
    timeouts: {},
  };
  const { stage, leaks } = playVirtually(one, 1, SMOOTH);
  expect(leaks).toEqual([]);
  return stage;
}

function expectClean(messages: readonly StrictMessage[]): void {
  for (const { start, fields, trailers } of messages) {
    expect([start, ...fields.flat(), ...trailers.flat()].filter(hasControls)).toEqual([]);
  }
}

/** All that the backend read, and all that the client did. */
function seenBy(stage: Stage): { asked: StrictMessage[]; answered: StrictMessage[] } {
  const asked = (stage.backends[0] ?? []).flatMap((peer) => readStrictRequests(peer.received));
  const answered = readStrictResponses(stage.clients[0]?.received ?? '', ['GET']);
  return { asked, answered };
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

test('no client injects anything by its method, target, Host, fields or trailers', () => {
  let forwarded = 0;
  const parts = fc.tuple(maybe, maybe, maybe, maybe, maybe, maybe, fc.constantFrom('', 'http://h', 'http://'));
  fc.assert(
    fc.property(parts, ([method, target, host, name, value, trailer, origin]) => {
      const head = `GET${method} ${origin}/${target} HTTP/1.1\r\nHost: h${host}\r\nX${name}: ${value}\r\n`;
      const stage = play(`${head}Transfer-Encoding: chunked\r\n\r\n0\r\nT: ${trailer}\r\n\r\n`, OK);
      const { asked, answered } = seenBy(stage);
      expectClean([...asked, ...answered]);
      forwarded += asked.length;
      for (const [k, { fields, whole }] of asked.entries()) {
        const hosts = valuesOf(fields, 'host');
        expect(hosts.length).toBe(1);
        expect(valuesOf(fields, 'x-forwarded-host')).toEqual(hosts);
        expect(valuesOf(fields, 'x-forwarded-for')).toEqual(['127.0.0.1']);
        // Who is refused inside a body has not asked for anything.
        if (answered[k]?.status !== 200) expect(whole).toBe(false);
      }
      expect(answered.length).toBeGreaterThanOrEqual(Math.max(1, asked.length));
      for (const { status, body } of answered) if (status !== 200) expect(body).toMatch(/^[ -~]+\n$/);
    }),
    { numRuns: 400 },
  );
  expect(forwarded).toBeGreaterThan(100);
});

test('no backend injects anything by its reason, fields, trailers or interim answers', () => {
  let passed = 0;
  fc.assert(
    fc.property(fc.tuple(maybe, maybe, maybe, maybe, maybe), ([reason, name, value, trailer, hint]) => {
      const head = `HTTP/1.1 200 OK${reason}\r\nX${name}: ${value}\r\nTransfer-Encoding: chunked\r\n\r\n`;
      const interim = hint === '' ? '' : `HTTP/1.1 103 Hints${hint}\r\nLink: ${hint}\r\n\r\n`;
      const stage = play('GET / HTTP/1.1\r\nHost: h\r\n\r\n', `${interim}${head}2\r\nhi\r\n0\r\nT: ${trailer}\r\n\r\n`);
      const { answered } = seenBy(stage);
      expectClean(answered);
      const finals = answered.filter(({ status }) => status >= 200);
      expect(finals.length).toBeLessThanOrEqual(1);
      for (const { status } of finals) if (status === 200) passed++;
    }),
    { numRuns: 400 },
  );
  expect(passed).toBeGreaterThan(100);
});

const FAMILY = ['x-forwarded-for', 'x-real-ip', 'x-forwarded-host', 'x-forwarded-proto'];
const CLAIMS = [...FAMILY, 'forwarded', 'x-forwarded-port', 'x-forwarded-server', 'x-forwarded', 'x-forwarded-prefix'];
const anySpelling = (name: string) =>
  fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: name.length, maxLength: name.length }).map((choices) =>
    Array.from(name, (c, i) => {
      const [upper, under] = choices[i] ?? [false, false];
      return c === '-' && under ? '_' : upper ? c.toUpperCase() : c;
    }).join(''),
  );
const claim = fc.record({
  name: fc.constantFrom(...CLAIMS).chain(anySpelling),
  before: fc.constantFrom('', ' ', '\t', ' \t '),
  value: fc.constantFrom('6.6.6.6', '6.6.6.6, 127.0.0.1', '', '\xe9', 'for=6.6.6.6', 'evil', '::1', '127.0.0.1'),
});

test('forwarded_headers: whatever a client claims of earlier hops, in any spelling and place, the backend never hears it', () => {
  const nominations = fc.array(fc.constantFrom(...CLAIMS, 'x-stays', 'close'), { maxLength: 3 });
  fc.assert(
    fc.property(
      fc.array(claim, { minLength: 1, maxLength: 6 }),
      fc.array(claim, { maxLength: 2 }),
      nominations,
      fc.boolean(),
      (claims, late, nominated, old) => {
        const lines = [
          ...(old ? [] : ['Host: h']),
          ...claims.map(({ name, before, value }) => `${name}:${before}${value}`),
          'X-Mine: 1',
          ...(nominated.length > 0 ? [`Connection: ${nominated.join(', ')}`] : []),
        ];
        const start = `POST / HTTP/1.${old ? 0 : 1}\r\n${lines.join('\r\n')}\r\n`;
        const trailers = late.map(({ name, value }) => `${name}: ${value}\r\n`).join('');
        const body = old ? '\r\n' : `Transfer-Encoding: chunked\r\n\r\n0\r\n${trailers}\r\n`;
        const { asked, answered } = seenBy(play(start + body, OK));
        expect(answered.map(({ status }) => status)).toEqual([200]);
        const [{ fields = [], trailers: arrived = [] } = {}] = asked;
        const told = fields.filter(([name]) => /forwarded|real[-_]ip/i.test(name));
        expect(told).toEqual([
          ['X-Forwarded-For', '127.0.0.1'],
          ['X-Real-IP', '127.0.0.1'],
          ['X-Forwarded-Proto', 'http'],
          ...(old ? [] : [['X-Forwarded-Host', 'h']]),
        ]);
        expect(arrived).toEqual([]);
        expect(valuesOf(fields, 'x-mine')).toEqual(['1']);
      },
    ),
    { numRuns: 250 },
  );
});
