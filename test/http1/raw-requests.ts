/**
 * Requests as raw bytes, and what the codec must make of them. Refused with 400 unless the RFC names another status.
 * The line of a head reads: method, target, version, path when it differs, host, body, whether the connection stays.
 */
import type { HeadLimits } from '../../src/http1/limits.ts';

export interface RawCase {
  readonly name: string;
  /** Latin1 text, one character a byte. */
  readonly bytes: string;
  /** The section it rests on; RFC 9112 unless said otherwise. */
  readonly rfc: string;
  readonly events: readonly string[];
  readonly limits?: HeadLimits;
}

const SMALL: HeadLimits = { lineBytes: 32, headBytes: 128, fields: 3 };
/** A head with these further lines behind Host, and nothing behind it. */
const get = (lines: string) => `GET / HTTP/1.1\r\nHost: h\r\n${lines}\r\n`;
const post = (lines: string, body: string) => `POST / HTTP/1.1\r\nHost: h\r\n${lines}\r\n${body}`;
const chunked = (body: string) => post('Transfer-Encoding: chunked\r\n', body);
const host = (value: string) => `GET / HTTP/1.1\r\nHost: ${value}\r\n\r\n`;

const PLAIN = ['GET / 1.1 host=h none keep', 'Host: h'];
const CHUNKED = ['POST / 1.1 host=h chunked keep', 'Host: h', 'Transfer-Encoding: chunked'];
const bodied = (length: string, data: string) => [
  `POST / 1.1 host=h length=${Number(length)} keep`,
  'Host: h',
  `Content-Length: ${length}`,
  `body ${data}`,
  'end',
];
const refused = (problem: string) => [`400 ${problem}`];
const X = (count: number) => 'x'.repeat(count);

export const RAW_REQUESTS: readonly RawCase[] = [
  // Whole messages.
  { name: 'a plain request', rfc: '3', bytes: get(''), events: [...PLAIN, 'end'] },
  {
    name: 'HTTP/1.0 without Host closes',
    rfc: '3.2, 9.3',
    bytes: 'GET / HTTP/1.0\r\n\r\n',
    events: ['GET / 1.0 host= none close', 'end'],
  },
  {
    name: 'HTTP/1.0 persists when it says so',
    rfc: '9.3',
    bytes: 'GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n',
    events: ['GET / 1.0 host= none keep', 'Connection: Keep-Alive', 'end', 'GET /2 1.0 host= none close', 'end'],
  },
  {
    name: 'close goes before keep-alive',
    rfc: '9.3',
    bytes: 'GET / HTTP/1.0\r\nConnection: keep-alive, CLOSE\r\n\r\n',
    events: ['GET / 1.0 host= none close', 'Connection: keep-alive, CLOSE', 'end'],
  },
  {
    name: 'nothing is read behind a close',
    rfc: '9.6',
    bytes: `${get('Connection: close\r\n')}GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n`,
    events: ['GET / 1.1 host=h none close', 'Host: h', 'Connection: close', 'end'],
  },
  {
    name: 'a body of a length, then the next request',
    rfc: '6.3',
    bytes: post('Content-Length: 5\r\n', `hello${get('')}`),
    events: [...bodied('5', 'hello'), ...PLAIN, 'end'],
  },
  {
    name: 'a body that looks like a request',
    rfc: '6.3',
    bytes: post('Content-Length: 18\r\n', 'GET / HTTP/1.0\r\n\r\n'),
    events: bodied('18', 'GET / HTTP/1.0\r\n\r\n'),
  },
  {
    name: 'length zero',
    rfc: '6.2',
    bytes: post('Content-Length: 0\r\n', get('')),
    events: ['POST / 1.1 host=h none keep', 'Host: h', 'Content-Length: 0', 'end', ...PLAIN, 'end'],
  },
  {
    name: 'length with leading zeros and white space around it',
    rfc: 'RFC 9110, 8.6',
    bytes: post('Content-Length: \t005 \t\r\n', 'hello'),
    events: bodied('005', 'hello'),
  },
  {
    name: 'chunks, extensions and trailers',
    rfc: '7.1',
    bytes: chunked('5;a;b=c;d="e;\\"\t"\r\nhello\r\n00A\r\n0123456789\r\n000;z\r\nT: v\r\nU:\r\n\r\n'),
    events: [...CHUNKED, 'body hello0123456789', 'trailer T: v', 'trailer U: ', 'end'],
  },
  {
    name: 'chunked in any case, pipelined',
    rfc: '7',
    bytes: `${post('transfer-ENCODING: cHuNkEd\r\n', '0\r\n\r\n')}${get('')}`,
    events: ['POST / 1.1 host=h chunked keep', 'Host: h', 'transfer-ENCODING: cHuNkEd', 'end', ...PLAIN, 'end'],
  },
  {
    name: 'empty lines before requests',
    rfc: '2.2',
    bytes: `\r\n\r\n${get('')}\r\n${get('')}\r\n`,
    events: [...PLAIN, 'end', ...PLAIN, 'end'],
  },
  { name: 'sixteen empty lines', rfc: '2.2', bytes: `${'\r\n'.repeat(16)}${get('')}`, events: [...PLAIN, 'end'] },
  { name: 'seventeen empty lines', rfc: '2.2', bytes: `${'\r\n'.repeat(17)}${get('')}`, events: refused('emptyLines') },
  { name: 'nothing', rfc: '8', bytes: '', events: [] },
  { name: 'half a line end', rfc: '2.2', bytes: '\r', events: [] },
  {
    name: 'obs-text and tabs in a value',
    rfc: 'RFC 9110, 5.5',
    bytes: get('X: \xe9\t\xff\r\nEmpty:\r\n'),
    events: [...PLAIN, 'X: \xe9\t\xff', 'Empty: ', 'end'],
  },
  {
    name: 'a name of every kind of token character',
    rfc: 'RFC 9110, 5.6.2',
    bytes: get("!#$%&'*+-.^_`|~09Az: v\r\n"),
    events: [...PLAIN, "!#$%&'*+-.^_`|~09Az: v", 'end'],
  },

  // The method.
  {
    name: 'a method that nobody knows',
    rfc: '3.1',
    bytes: get('').replace('GET', 'g~T'),
    events: ['g~T / 1.1 host=h none keep', 'Host: h', 'end'],
  },
  { name: 'a method with a control', rfc: '3.1', bytes: get('').replace('GET', 'G\x00T'), events: refused('method') },
  { name: 'a method with a bracket', rfc: '3.1', bytes: get('').replace('GET', 'G(T'), events: refused('method') },
  { name: 'no method', rfc: '3.1', bytes: ` ${get('')}`, events: refused('method') },
  { name: 'a tab behind the method', rfc: '3', bytes: get('').replace('GET ', 'GET\t'), events: refused('method') },
  { name: 'something that is not HTTP', rfc: '3', bytes: '\x16\x03\x01\x02', events: refused('method') },
  {
    name: 'CONNECT',
    rfc: 'RFC 9110, 9.3.6',
    bytes: 'CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n',
    events: ['501 connect'],
  },
  {
    name: 'CONNECT with a path',
    rfc: 'RFC 9110, 9.3.6',
    bytes: get('').replace('GET', 'CONNECT'),
    events: ['501 connect'],
  },
  {
    name: 'a method too long',
    rfc: '3',
    bytes: `${X(33)} / HTTP/1.1\r\n`,
    limits: SMALL,
    events: ['501 methodTooLong'],
  },

  // The target.
  {
    name: 'absolute form: its authority goes before Host',
    rfc: '3.2.2',
    bytes: 'GET http://a:80/p?q HTTP/1.1\r\nHost: b\r\n\r\n',
    events: ['GET http://a:80/p?q 1.1 path=/p?q host=a:80 none keep', 'Host: b', 'end'],
  },
  {
    name: 'absolute form without a path',
    rfc: '3.2.1',
    bytes: 'GET HTTP://[::1]?q HTTP/1.1\r\nHost: b\r\n\r\n',
    events: ['GET HTTP://[::1]?q 1.1 path=/?q host=[::1] none keep', 'Host: b', 'end'],
  },
  {
    name: 'absolute form still needs Host',
    rfc: '3.2.2',
    bytes: 'GET http://a/ HTTP/1.1\r\n\r\n',
    events: refused('hostMissing'),
  },
  {
    name: 'user information',
    rfc: 'RFC 9110, 4.2.4',
    bytes: 'GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n\r\n',
    events: refused('target'),
  },
  {
    name: 'user information behind a path of the authority',
    rfc: '3.2.2',
    bytes: 'GET http://a\\@b/ HTTP/1.1\r\nHost: a\r\n\r\n',
    events: refused('target'),
  },
  {
    name: 'no authority',
    rfc: 'RFC 9110, 4.2.1',
    bytes: 'GET http:///p HTTP/1.1\r\nHost: a\r\n\r\n',
    events: refused('target'),
  },
  {
    name: 'a port alone',
    rfc: 'RFC 9110, 4.2.1',
    bytes: 'GET http://:80/ HTTP/1.1\r\nHost: a\r\n\r\n',
    events: refused('target'),
  },
  {
    name: 'another scheme',
    rfc: '3.2.2',
    bytes: 'GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n',
    events: refused('target'),
  },
  { name: 'authority form', rfc: '3.2.3', bytes: 'GET h:80 HTTP/1.1\r\nHost: h\r\n\r\n', events: refused('target') },
  {
    name: 'asterisk form',
    rfc: '3.2.4',
    bytes: 'OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n',
    events: ['OPTIONS * 1.1 host=h none keep', 'Host: h', 'end'],
  },
  {
    name: 'OPTIONS on a server in absolute form',
    rfc: '3.2.4',
    bytes: 'OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n',
    events: ['OPTIONS http://a 1.1 path=* host=a none keep', 'Host: a', 'end'],
  },
  { name: 'asterisk with GET', rfc: '3.2.4', bytes: 'GET * HTTP/1.1\r\nHost: h\r\n\r\n', events: refused('target') },
  { name: 'a fragment', rfc: '3.2', bytes: get('').replace('/ ', '/#f '), events: refused('target') },
  { name: 'a control in the target', rfc: '3.2', bytes: get('').replace('/ ', '/\x01 '), events: refused('target') },
  { name: 'obs-text in the target', rfc: '3.2', bytes: get('').replace('/ ', '/\xe9 '), events: refused('target') },
  { name: 'two spaces before the target', rfc: '3', bytes: get('').replace(' /', '  /'), events: refused('target') },
  { name: 'a space in the target', rfc: '3.2', bytes: get('').replace('/ ', '/a b '), events: refused('version') },
  {
    name: 'line exactly at the limit',
    rfc: '3',
    bytes: `GET /${X(18)} HTTP/1.1\r\nHost: h\r\n\r\n`,
    limits: SMALL,
    events: [`GET /${X(18)} 1.1 host=h none keep`, 'Host: h', 'end'],
  },
  {
    name: 'line one over the limit',
    rfc: '3',
    bytes: `GET /${X(19)} HTTP/1.1\r\nHost: h\r\n\r\n`,
    limits: SMALL,
    events: ['414 lineTooLong'],
  },
  {
    name: 'empty lines do not count for the line',
    rfc: '2.2, 3',
    bytes: `\r\n\r\nGET /${X(18)} HTTP/1.1\r\nHost: h\r\n\r\n`,
    limits: SMALL,
    events: [`GET /${X(18)} 1.1 host=h none keep`, 'Host: h', 'end'],
  },

  // The version.
  { name: 'HTTP/0.9', rfc: '3', bytes: 'GET /\r\n', events: refused('version') },
  { name: 'lower case', rfc: '2.3', bytes: get('').replace('HTTP', 'http'), events: refused('version') },
  { name: 'two digits', rfc: '2.3', bytes: get('').replace('1.1', '1.10'), events: refused('version') },
  { name: 'no digits', rfc: '2.3', bytes: get('').replace('1.1', '1.x'), events: refused('version') },
  { name: 'a comma', rfc: '2.3', bytes: get('').replace('1.1', '1,1'), events: refused('version') },
  { name: 'a space behind it', rfc: '3', bytes: get('').replace('1.1', '1.1 '), events: refused('version') },
  {
    name: 'HTTP/2.0',
    rfc: 'RFC 9110, 15.6.6',
    bytes: get('').replace('1.1', '2.0'),
    events: ['505 versionUnsupported'],
  },
  { name: 'HTTP/1.2', rfc: 'RFC 9110, 6.2', bytes: get('').replace('1.1', '1.2'), events: ['505 versionUnsupported'] },
  {
    name: 'the preface of HTTP/2',
    rfc: 'RFC 9113, 3.4',
    bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    events: ['505 versionUnsupported'],
  },

  // Lines.
  {
    name: 'LF ends the request line',
    rfc: '2.2',
    bytes: 'GET / HTTP/1.1\nHost: h\r\n\r\n',
    events: refused('lineEnd'),
  },
  { name: 'LF ends a field line', rfc: '2.2', bytes: 'GET / HTTP/1.1\r\nHost: h\n\r\n', events: refused('lineEnd') },
  { name: 'LF ends the head', rfc: '2.2', bytes: 'GET / HTTP/1.1\r\nHost: h\r\n\n', events: refused('lineEnd') },
  { name: 'LF before the request', rfc: '2.2', bytes: `\n${get('')}`, events: refused('lineEnd') },
  { name: 'bare CR in a value', rfc: '2.2', bytes: get('X: a\rb\r\n'), events: refused('lineEnd') },
  { name: 'two CRs', rfc: '2.2', bytes: get('X: a\r\r\n'), events: refused('lineEnd') },
  {
    name: 'bare CR behind the version',
    rfc: '2.2',
    bytes: 'GET / HTTP/1.1\rHost: h\r\n\r\n',
    events: refused('lineEnd'),
  },
  { name: 'a folded line', rfc: '5.2', bytes: get('X: a\r\n b\r\n'), events: refused('fold') },
  {
    name: 'a folded Transfer-Encoding',
    rfc: '5.2',
    bytes: post('Transfer-Encoding:\r\n\tchunked\r\n', '0\r\n\r\n'),
    events: refused('fold'),
  },
  {
    name: 'white space before the first field',
    rfc: '2.2',
    bytes: 'GET / HTTP/1.1\r\n Host: h\r\n\r\n',
    events: refused('fold'),
  },
  {
    name: 'space before the colon',
    rfc: '5.1',
    bytes: post('Content-Length : 5\r\n', 'hello'),
    events: refused('fieldName'),
  },
  {
    name: 'tab before the colon',
    rfc: '5.1',
    bytes: post('Transfer-Encoding\t: chunked\r\n', '0\r\n\r\n'),
    events: refused('fieldName'),
  },
  { name: 'no name', rfc: '5.1', bytes: get(': v\r\n'), events: refused('fieldName') },
  { name: 'no colon', rfc: '5', bytes: get('Field\r\n'), events: refused('fieldName') },
  { name: 'obs-text in a name', rfc: '5.1', bytes: get('X\xe9: v\r\n'), events: refused('fieldName') },
  { name: 'NUL in a name', rfc: '5.1', bytes: get('X\x00: v\r\n'), events: refused('fieldName') },
  { name: 'NUL in a value', rfc: 'RFC 9110, 5.5', bytes: get('X: a\x00b\r\n'), events: refused('fieldValue') },
  { name: 'DEL in a value', rfc: 'RFC 9110, 5.5', bytes: get('X: \x7f\r\n'), events: refused('fieldValue') },
  {
    name: 'fields exactly at the limit',
    rfc: 'RFC 6585, 5',
    bytes: get('A: 1\r\nB: 2\r\n'),
    limits: SMALL,
    events: [...PLAIN, 'A: 1', 'B: 2', 'end'],
  },
  {
    name: 'one field over the limit',
    rfc: 'RFC 6585, 5',
    bytes: get('A: 1\r\nB: 2\r\nC: 3\r\n'),
    limits: SMALL,
    events: ['431 tooManyFields'],
  },
  {
    name: 'head exactly at the limit',
    rfc: 'RFC 6585, 5',
    bytes: get(`A: ${X(96)}\r\n`),
    limits: SMALL,
    events: [...PLAIN, `A: ${X(96)}`, 'end'],
  },
  {
    name: 'head one over the limit',
    rfc: 'RFC 6585, 5',
    bytes: get(`A: ${X(97)}\r\n`),
    limits: SMALL,
    events: ['431 headTooLarge'],
  },

  // Host.
  { name: 'no Host', rfc: '3.2', bytes: 'GET / HTTP/1.1\r\n\r\n', events: refused('hostMissing') },
  { name: 'Host twice, the same', rfc: '3.2', bytes: get('host: h\r\n'), events: refused('hostRepeated') },
  {
    name: 'Host twice in HTTP/1.0',
    rfc: '3.2',
    bytes: get('Host: i\r\n').replace('1.1', '1.0'),
    events: refused('hostRepeated'),
  },
  { name: 'an empty Host', rfc: '3.2', bytes: host(''), events: ['GET / 1.1 host= none keep', 'Host: ', 'end'] },
  {
    name: 'an IPv6 Host',
    rfc: 'RFC 3986, 3.2.2',
    bytes: host('[fe80::1]:8080'),
    events: ['GET / 1.1 host=[fe80::1]:8080 none keep', 'Host: [fe80::1]:8080', 'end'],
  },
  {
    name: 'Host with an empty port',
    rfc: 'RFC 3986, 3.2.3',
    bytes: host('h:'),
    events: ['GET / 1.1 host=h: none keep', 'Host: h:', 'end'],
  },
  { name: 'Host with user information', rfc: '3.2', bytes: host('u@h'), events: refused('hostInvalid') },
  { name: 'Host with a path', rfc: '3.2', bytes: host('h/p'), events: refused('hostInvalid') },
  { name: 'Host as a list', rfc: '3.2', bytes: host('h, i'), events: refused('hostInvalid') },
  { name: 'Host with a port of letters', rfc: '3.2', bytes: host('h:80x'), events: refused('hostInvalid') },
  { name: 'Host with two ports', rfc: '3.2', bytes: host('h:80:80'), events: refused('hostInvalid') },
  { name: 'Host with a port too large', rfc: '3.2', bytes: host('h:65536'), events: refused('hostInvalid') },
  { name: 'Host of a port alone', rfc: '3.2', bytes: host(':80'), events: refused('hostInvalid') },
  { name: 'Host with an open bracket', rfc: '3.2', bytes: host('[::1'), events: refused('hostInvalid') },
  { name: 'Host with text behind its bracket', rfc: '3.2', bytes: host('[::1]x'), events: refused('hostInvalid') },
  { name: 'Host with half an escape', rfc: '3.2', bytes: host('h%4'), events: refused('hostInvalid') },

  // Content-Length.
  ...['', '+5', '-5', '0x5', '5 5', '5,5', '5, 5', '5.0', '5;', 'five', "'5'", '\x0b5', '9'.repeat(16)].map(
    (value) => ({
      name: `length ${JSON.stringify(value)}`,
      rfc: '6.3',
      bytes: post(`Content-Length: ${value}\r\n`, 'hello'),
      events: refused(value.includes('\x0b') ? 'fieldValue' : 'length'),
    }),
  ),
  {
    name: 'two lengths',
    rfc: '6.3',
    bytes: post('Content-Length: 5\r\nContent-Length: 6\r\n', 'hello!'),
    events: refused('lengthRepeated'),
  },
  {
    name: 'the same length twice',
    rfc: '6.3',
    bytes: post('Content-Length: 5\r\ncontent-length: 5\r\n', 'hello'),
    events: refused('lengthRepeated'),
  },
  {
    name: 'length with coding',
    rfc: '6.1',
    bytes: post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    events: refused('lengthAndCoding'),
  },
  {
    name: 'coding with length zero',
    rfc: '6.1',
    bytes: post('Transfer-Encoding: chunked\r\nContent-Length: 0\r\n', '0\r\n\r\n'),
    events: refused('lengthAndCoding'),
  },
  {
    name: 'a body cut short',
    rfc: '8',
    bytes: post('Content-Length: 5\r\n', 'hell'),
    events: [...bodied('5', 'hell').slice(0, 4), '400 truncated'],
  },

  // Transfer-Encoding.
  ...[
    'xchunked',
    'chunke',
    'chunked, chunked',
    'chunked, gzip',
    'identity',
    '',
    ',chunked,',
    '"chunked"',
    'chunked;q=1',
    'chunked chunked',
    'gzip',
    'gzip chunked',
  ].map((value) => ({
    name: `coding ${JSON.stringify(value)}`,
    rfc: '6.3',
    bytes: post(`Transfer-Encoding: ${value}\r\n`, '0\r\n\r\n'),
    events: refused('codingNotLast'),
  })),
  {
    name: 'another coding before chunked',
    rfc: '6.1',
    bytes: post('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'),
    events: ['501 codingUnknown'],
  },
  {
    name: 'coding behind a vertical tab',
    rfc: 'RFC 9110, 5.5',
    bytes: post('Transfer-Encoding: \x0bchunked\r\n', '0\r\n\r\n'),
    events: refused('fieldValue'),
  },
  {
    name: 'coding behind a tab',
    rfc: '5',
    bytes: post('Transfer-Encoding:\t chunked  \r\n', '0\r\n\r\n'),
    events: [...CHUNKED, 'end'],
  },
  ...['chunked\t', 'chunked \t', 'chunked\t '].map((value) => ({
    name: `coding ${JSON.stringify(value)}: a tab behind it`,
    rfc: '6.3, stricter than 5',
    bytes: post(`Transfer-Encoding: ${value}\r\n`, '0\r\n\r\n'),
    events: refused('codingNotLast'),
  })),
  {
    name: 'coding in two fields',
    rfc: '7',
    bytes: post('Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    events: refused('codingNotLast'),
  },
  {
    name: 'chunked in two fields',
    rfc: '7',
    bytes: post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    events: refused('codingNotLast'),
  },
  {
    name: 'coding in HTTP/1.0',
    rfc: '6.1',
    bytes: chunked('0\r\n\r\n').replace('1.1', '1.0'),
    events: refused('codingVersion'),
  },
  {
    name: 'a name that only looks like it',
    rfc: '5.1',
    bytes: get('Transfer_Encoding: chunked\r\n'),
    events: [...PLAIN, 'Transfer_Encoding: chunked', 'end'],
  },

  // Chunks.
  ...['', 'g', '0x5', '+5', '-5', ' 5', '5 ', '5\t', '5\x00', '1000000000000', 'fffffffffffffffff'].map((size) => ({
    name: `chunk size ${JSON.stringify(size)}`,
    rfc: '7.1',
    bytes: chunked(`${size}\r\nhello\r\n0\r\n\r\n`),
    events: [...CHUNKED, '400 chunkSize'],
  })),
  {
    name: 'LF behind a chunk size',
    rfc: '7.1',
    bytes: chunked('5\nhello\r\n0\r\n\r\n'),
    events: [...CHUNKED, '400 lineEnd'],
  },
  {
    name: 'bare CR behind a chunk size',
    rfc: '7.1',
    bytes: chunked('5\rhello\r\n0\r\n\r\n'),
    events: [...CHUNKED, '400 lineEnd'],
  },
  {
    name: 'LF behind a chunk',
    rfc: '7.1',
    bytes: chunked('5\r\nhello\n0\r\n\r\n'),
    events: [...CHUNKED, 'body hello', '400 chunkEnd'],
  },
  {
    name: 'nothing behind a chunk',
    rfc: '7.1',
    bytes: chunked('5\r\nhello0\r\n\r\n'),
    events: [...CHUNKED, 'body hello', '400 chunkEnd'],
  },
  {
    name: 'a chunk longer than its size',
    rfc: '7.1',
    bytes: chunked('4\r\nhello\r\n0\r\n\r\n'),
    events: [...CHUNKED, 'body hell', '400 chunkEnd'],
  },
  {
    name: 'bare CR behind a chunk',
    rfc: '7.1',
    bytes: chunked('5\r\nhello\r0\r\n\r\n'),
    events: [...CHUNKED, 'body hello', '400 chunkEnd'],
  },
  ...[';', ';=a', ';a=', ';a b', ' ;a', ';a =b', ';a="b', ';a="b"c', ';a="\x00"', ';a=b\x7f', ';;a', ';a="\n"'].map(
    (extension) => ({
      name: `chunk extension ${JSON.stringify(extension)}`,
      rfc: '7.1.1',
      bytes: chunked(`5${extension}\r\nhello\r\n0\r\n\r\n`),
      events: [...CHUNKED, extension.startsWith(' ') ? '400 chunkSize' : '400 chunkExtension'],
    }),
  ),
  {
    name: 'LF behind an extension',
    rfc: '7.1.1',
    bytes: chunked('5;a\nhello\r\n0\r\n\r\n'),
    events: [...CHUNKED, '400 lineEnd'],
  },
  {
    name: 'LF ends the trailers',
    rfc: '7.1.2',
    bytes: chunked('0\r\nT: v\r\n\n'),
    events: [...CHUNKED, '400 lineEnd'],
  },
  { name: 'LF ends a chunked body', rfc: '7.1', bytes: chunked('0\r\n\n'), events: [...CHUNKED, '400 lineEnd'] },
  {
    name: 'coding in the trailers',
    rfc: 'RFC 9110, 6.5.1',
    bytes: chunked('0\r\nTransfer-Encoding: chunked\r\n\r\n'),
    events: [...CHUNKED, '400 trailerName'],
  },
  {
    name: 'length in the trailers',
    rfc: 'RFC 9110, 6.5.1',
    bytes: chunked('0\r\nA: b\r\ncontent-length: 5\r\n\r\n'),
    events: [...CHUNKED, '400 trailerName'],
  },
  {
    name: 'Connection in the trailers',
    rfc: 'RFC 9110, 6.5.1',
    bytes: chunked('0\r\nConnection: close\r\n\r\n'),
    events: [...CHUNKED, '400 trailerName'],
  },
  {
    name: 'Host in the trailers',
    rfc: 'RFC 9110, 6.5.1',
    bytes: chunked('0\r\nHost: i\r\n\r\n'),
    events: [...CHUNKED, '400 trailerName'],
  },
  { name: 'a folded trailer', rfc: '5.2', bytes: chunked('0\r\nT: v\r\n w\r\n\r\n'), events: [...CHUNKED, '400 fold'] },
  {
    name: 'too many trailers',
    rfc: 'RFC 6585, 5',
    bytes: chunked('0\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n'),
    limits: SMALL,
    events: [...CHUNKED, '431 tooManyFields'],
  },
  {
    name: 'trailers exactly at the limit',
    rfc: 'RFC 6585, 5',
    bytes: chunked(`0\r\nA: ${X(121)}\r\n\r\n`),
    limits: SMALL,
    events: [...CHUNKED, `trailer A: ${X(121)}`, 'end'],
  },
  {
    name: 'trailers one over the limit',
    rfc: 'RFC 6585, 5',
    bytes: chunked(`0\r\nA: ${X(122)}\r\n\r\n`),
    limits: SMALL,
    events: [...CHUNKED, '431 headTooLarge'],
  },
  {
    name: 'a chunked body cut short',
    rfc: '8',
    bytes: chunked('5\r\nhello\r\n0\r\n'),
    events: [...CHUNKED, 'body hello', '400 truncated'],
  },
  { name: 'a chunk of which nothing came', rfc: '8', bytes: chunked('f\r\n'), events: [...CHUNKED, '400 truncated'] },

  // Connection.
  {
    name: 'empty elements in Connection',
    rfc: 'RFC 9110, 5.6.1',
    bytes: get('Connection: ,\t, close ,\r\n'),
    events: ['GET / 1.1 host=h none close', 'Host: h', 'Connection: ,\t, close ,', 'end'],
  },
  {
    name: 'close in a second Connection',
    rfc: '9.6',
    bytes: get('Connection: x\r\nConnection: Close\r\n'),
    events: ['GET / 1.1 host=h none close', 'Host: h', 'Connection: x', 'Connection: Close', 'end'],
  },
  {
    name: 'close inside a longer word',
    rfc: '9.6',
    bytes: get('Connection: closed\r\n'),
    events: [...PLAIN, 'Connection: closed', 'end'],
  },
  {
    name: 'options parted by white space alone',
    rfc: 'RFC 9110, 5.6.1',
    bytes: get('Connection: close foo\r\n'),
    events: refused('connection'),
  },
  {
    name: 'an option in quotes',
    rfc: 'RFC 9110, 7.6.1',
    bytes: get('Connection: "close"\r\n'),
    events: refused('connection'),
  },

  // The end.
  { name: 'half a request line', rfc: '8', bytes: 'GET / HT', events: refused('truncated') },
  { name: 'half a head', rfc: '8', bytes: 'GET / HTTP/1.1\r\nHost: h\r\n', events: refused('truncated') },
  {
    name: 'a bad half head',
    rfc: '8',
    bytes: `GET / HTTP/1.1\r\nHost: h\r\nX: ${X(64)}\x00`,
    events: refused('fieldValue'),
  },
  {
    name: 'a good request, then a bad one',
    rfc: '9.3.2',
    bytes: `${get('')}GET /\x7f HTTP/1.1\r\n\r\n`,
    events: [...PLAIN, 'end', '400 target'],
  },
];
