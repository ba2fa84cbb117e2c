/**
 * Valid messages made wrong: single bytes turned, put in and taken out, the end cut off, and lines that people have
 * smuggled requests with. Most of it is refused; what is accepted all the same has to be understood as Node does.
 */
import fc from 'fast-check';
import type { Generated } from './messages.ts';

/** Bytes that mean something in HTTP, and such as only look as if. */
const SIGNIFICANT = '\r\n\t :;,="\\0159afxHh-+._/?#@[]%*\0\x0b\x0c\x1f\x7f\x80\x85\xa0\xff';

const SNIPPETS = [
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  '\n\n',
  '0\r\n\r\n',
  '0\r\n',
  '\r\n ',
  '\r\n\t',
  ' \r\n',
  ':',
  ' :',
  '\t:',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: xchunked\r\n',
  'Transfer-Encoding : chunked\r\n',
  'Transfer-Encoding:\tchunked\r\n',
  'Transfer-Encoding: chunked\t\r\n',
  'Transfer-Encoding:\x0bchunked\r\n',
  'Transfer-Encoding: identity\r\n',
  'Transfer-Encoding: gzip, chunked\r\n',
  'Transfer-Encoding: chunked, chunked\r\n',
  'Transfer-Encoding:\r\n chunked\r\n',
  'Transfer-Encoding\r\n: chunked\r\n',
  'Content-Length: 0\r\n',
  'Content-Length: 5\r\n',
  'Content-Length: +5\r\n',
  'Content-Length: 5, 5\r\n',
  'Content-Length: 0x5\r\n',
  'Content-Length: -1\r\n',
  'Content-Length:\r\n',
  'Content-Length: 99999999999999999999\r\n',
  'Content-Length: 5 5\r\n',
  'Content-Length: 000000005\r\n',
  'Connection: close\r\n',
  'Connection: keep-alive\r\n',
  'Connection: upgrade\r\n',
  'Connection: close foo\r\n',
  'Connection: foo close\r\n',
  'Connection: foo, close\r\n',
  'Connection: keep-alive,\r\n',
  'Connection: close\t,x\r\n',
  'Connection:\r\n',
  'Connection: Transfer-Encoding\r\n',
  'Proxy-Connection: close\r\n',
  'Upgrade: websocket\r\n',
  'Connection: upgrade\r\nUpgrade: h2c\r\n',
  'Expect: 100-continue\r\n',
  'Expect: x\r\n',
  'Host: a\r\n',
  'Host: a:80x\r\n',
  'Host:\r\n',
  'Trailer: X\r\n',
  'TE: trailers\r\n',
  'X\0: y\r\n',
  'X: \0\r\n',
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 204 No\r\n\r\n',
  'HTTP/1.1 304 No\r\n\r\n',
  'HTTP/1.1 100 Go on\r\n\r\n',
  'HTTP/1.1 101 Other\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
  'HTTP/1.0 200 OK\r\n',
  'GET / HTTP/1.1\r\n',
  'GET / HTTP/1.0\r\n\r\n',
  'GET /\r\n',
  'HEAD / HTTP/1.1\r\n',
  'CONNECT a:1 HTTP/1.1\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '5\r\nhello\r\n',
  '05;a=b\r\nhello\r\n',
  '5 \r\nhello\r\n',
  '5\nhello\n',
  '0x5\r\nhello\r\n',
  'fffffffffffffffff\r\n',
];

type Edit = (text: string) => string;

/** A place in a text of any length: places inside, or at the start of one of its lines. */
const place = fc.tuple(fc.nat(0xffff), fc.boolean()).map(([part, atLine]) => (text: string) => {
  const at = Math.floor((part * (text.length + 1)) / 0x10000);
  if (!atLine) return at;
  const line = text.indexOf('\r\n', at);
  return line < 0 ? at : line + 2;
});
const significant = fc.nat(SIGNIFICANT.length - 1).map((i) => SIGNIFICANT.charAt(i));
const byte = fc.oneof(
  significant,
  fc.nat(255).map((code) => String.fromCharCode(code)),
);

const insert = (at: number, text: string, added: string) => text.slice(0, at) + added + text.slice(at);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(place, byte).map(
      ([where, c]): Edit =>
        (text) => {
          const at = where(text);
          return text.slice(0, at) + c + text.slice(at + 1);
        },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(place, byte).map(
      ([where, c]): Edit =>
        (text) =>
          insert(where(text), text, c),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(place, fc.constantFrom(...SNIPPETS)).map(
      ([where, snippet]): Edit =>
        (text) =>
          insert(where(text), text, snippet),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(place, fc.integer({ min: 1, max: 4 })).map(
      ([where, n]): Edit =>
        (text) => {
          const at = where(text);
          return text.slice(0, at) + text.slice(at + n);
        },
    ),
  },
  {
    weight: 1,
    arbitrary: place.map(
      (where): Edit =>
        (text) =>
          text.slice(0, where(text)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(place, place).map(
      ([from, to]): Edit =>
        (text) => {
          const a = from(text);
          return insert(to(text), text, text.slice(a, a + 12));
        },
    ),
  },
);
const edits = fc.array(edit, { minLength: 1, maxLength: 4 });

/** The bytes of a stream after some edits, and the methods it came with. */
export function mutated(stream: fc.Arbitrary<Generated>): fc.Arbitrary<{ bytes: string; methods: readonly string[] }> {
  return fc.tuple(stream, edits).map(([{ bytes, methods }, all]) => ({
    bytes: all.reduce((text, change) => change(text), bytes),
    methods,
  }));
}

/** Streams of nothing but such lines behind a start line: fewer are well formed, more are dangerous. */
export function hostile(start: readonly string[]): fc.Arbitrary<{ bytes: string; methods: readonly string[] }> {
  const message = fc
    .tuple(
      fc.constantFrom(...start),
      fc.array(fc.constantFrom(...SNIPPETS), { maxLength: 4 }),
      fc.array(fc.constantFrom(...SNIPPETS), { maxLength: 3 }),
    )
    .map(([line, head, body]) => `${line}${head.join('')}\r\n${body.join('')}`);
  return fc
    .array(message, { minLength: 1, maxLength: 3 })
    .map((all) => ({ bytes: all.join(''), methods: ['GET', 'HEAD', 'GET'] }));
}

export const REQUEST_STARTS = [
  'GET / HTTP/1.1\r\nHost: a\r\n',
  'POST http://b/ HTTP/1.1\r\nhost:a\r\n',
  'POST / HTTP/1.0\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: a\r\n',
];
export const RESPONSE_STARTS = [
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 200\r\n',
  'HTTP/1.0 200 OK\r\n',
  'HTTP/1.1 204 No\r\n',
  'HTTP/1.1 304 No\r\n',
  'HTTP/1.1 103 Hints\r\n',
  'HTTP/1.1 500 x\r\n',
];
