/**
 * Raw requests that have smuggled other requests past pairs of servers: each holds something that two readers read
 * differently. Behind every one that is refused stands a request that nobody may read as one.
 */
import { CHUNKED, chunked, get, PLAIN, post, type RawCase, refused, X } from './raw-case.ts';

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n';
const bad = (name: string, rfc: string, bytes: string, problem: string): RawCase => ({
  name,
  rfc,
  bytes: bytes + SMUGGLED,
  events: refused(problem),
});
/** Refused in the body: the head is well. */
const badBody = (name: string, rfc: string, body: string, problem: string, data = ''): RawCase => ({
  name,
  rfc,
  bytes: chunked(body) + SMUGGLED,
  events: [...CHUNKED, ...(data === '' ? [] : [`body ${data}`]), ...refused(problem)],
});
const line = (text: string, body = '0\r\n\r\n') => post(`${text}\r\n`, body);

export const RAW_SMUGGLING: readonly RawCase[] = [
  // CL.TE and TE.CL, in every order and disguise.
  bad('CL.TE', '6.1', post('Content-Length: 6\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\nG'), 'lengthAndCoding'),
  bad('TE.CL', '6.1', post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', '5c\r\n'), 'lengthAndCoding'),
  bad(
    'CL.TE with other fields between',
    '6.1',
    post('Content-Length: 6\r\nX: y\r\ntransfer-encoding:chunked\r\n', '0\r\n\r\nG'),
    'lengthAndCoding',
  ),
  bad(
    'TE.TE: a second coding in another case',
    '6.3',
    line('Transfer-Encoding: chunked\r\nTransfer-encoding: cow'),
    'codingNotLast',
  ),
  bad(
    'TE.TE: the false one first',
    '6.3',
    line('Transfer-Encoding: cow\r\nTransfer-Encoding: chunked'),
    'codingNotLast',
  ),
  bad('TE.CL with a length of zero', '6.1', line('Transfer-Encoding: chunked\r\nContent-Length: 0'), 'lengthAndCoding'),
  bad('CL.0: a body with GET is one all the same', '6.3', get('Content-Length: x\r\n'), 'length'),
  {
    name: 'GET with a body',
    rfc: 'RFC 9110, 9.3.1',
    bytes: `${get(`Content-Length: ${SMUGGLED.length}\r\n`)}${SMUGGLED}${get('')}`,
    events: [
      `GET / 1.1 host=h length=${SMUGGLED.length} keep`,
      'Host: h',
      `Content-Length: ${SMUGGLED.length}`,
      `body ${SMUGGLED}`,
      'end',
      ...PLAIN,
      'end',
    ],
  },
  {
    name: 'HEAD with a body',
    rfc: 'RFC 9110, 9.3.2',
    bytes: `${get('Content-Length: 2\r\n').replace('GET', 'HEAD')}hi${get('')}`,
    events: ['HEAD / 1.1 host=h length=2 keep', 'Host: h', 'Content-Length: 2', 'body hi', 'end', ...PLAIN, 'end'],
  },
  {
    name: 'OPTIONS * with a chunked body',
    rfc: '3.2.4',
    bytes: `${chunked('1\r\nx\r\n0\r\n\r\n').replace('POST /', 'OPTIONS *')}${get('')}`,
    events: [
      'OPTIONS * 1.1 host=h chunked keep',
      'Host: h',
      'Transfer-Encoding: chunked',
      'body x',
      'end',
      ...PLAIN,
      'end',
    ],
  },

  // Names of codings that some take for chunked.
  ...['chunked, identity', 'x', 'chunked;', 'chunked; foo=bar', "'chunked'", 'chu nked', 'chunked,'].map((value) =>
    bad(`coding ${JSON.stringify(value)}`, '6.3', line(`Transfer-Encoding: ${value}`), 'codingNotLast'),
  ),
  ...[', chunked', 'identity, chunked', 'chunked-x, chunked', 'deflate,gzip,chunked', 'x ,\tchunked'].map(
    (value): RawCase => ({
      name: `coding ${JSON.stringify(value)}`,
      rfc: '6.1',
      bytes: line(`Transfer-Encoding: ${value}`) + SMUGGLED,
      events: ['501 codingUnknown'],
    }),
  ),
  ...['\x0cchunked', 'chunked\x0b', 'chunked\x00', '\x00chunked', 'chun\x7fked', 'chunked\x1f', '\x08chunked'].map(
    (value) =>
      bad(`coding ${JSON.stringify(value)}`, 'RFC 9110, 5.5', line(`Transfer-Encoding: ${value}`), 'fieldValue'),
  ),
  ...['\xa0chunked', 'chunked\xa0', '\x85chunked', 'chunke\xe4'].map((value) =>
    bad(`coding ${JSON.stringify(value)}`, '6.3', line(`Transfer-Encoding: ${value}`), 'codingNotLast'),
  ),
  ...[
    'Transfer-Encoding ',
    'Transfer-Encoding\x00',
    'Transfer-Encoding\x0b',
    'Transfer\xadEncoding',
    'Transfer Encoding',
    '"Transfer-Encoding"',
  ].map((name) => bad(`the name ${JSON.stringify(name)}`, '5.1', line(`${name}: chunked`), 'fieldName')),
  bad('a coding behind a bare CR', '2.2', line('X: y\rTransfer-Encoding: chunked'), 'lineEnd'),
  bad('a coding behind a bare LF', '2.2', line('X: y\nTransfer-Encoding: chunked'), 'lineEnd'),
  bad('a coding behind CR CR LF', '2.2', line('X: y\r\r\nTransfer-Encoding: chunked'), 'lineEnd'),
  bad('a coding behind LF CR', '2.2', line('X: y\n\rTransfer-Encoding: chunked'), 'lineEnd'),
  bad('a coding folded before its value', '5.2', line('Transfer-Encoding:\r\n chunked'), 'fold'),
  bad('a coding folded behind its value', '5.2', line('Transfer-Encoding: chunked\r\n , gzip'), 'fold'),
  bad('a coding in a line that begins with white space', '5.2', line('X: y\r\n\tTransfer-Encoding: chunked'), 'fold'),
  bad('a length in a line that begins with white space', '5.2', line('X: y\r\n Content-Length: 5'), 'fold'),
  {
    name: 'a coding that Connection names still frames',
    rfc: 'RFC 9110, 7.6.1',
    bytes: `${post('Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n', '1\r\nx\r\n0\r\n\r\n')}${get('')}`,
    events: [
      'POST / 1.1 host=h chunked keep',
      'Host: h',
      'Connection: Transfer-Encoding',
      'Transfer-Encoding: chunked',
      'body x',
      'end',
      ...PLAIN,
      'end',
    ],
  },

  // Lengths.
  ...['5, 6', '5,\t5', ' 5 5', '+0', '-0', '٥', '0b101', '1e1', '5\xa0', '\xa05', '0x', '0X5', '1_0', '05 ;'].map(
    (value) =>
      bad(`length ${JSON.stringify(value)}`, '6.3', line(`Content-Length: ${latin1(value)}`, 'hello'), 'length'),
  ),
  ...['18446744073709551621', '4294967301000000', '-18446744073709551611', X(40).replaceAll('x', '9')].map((value) =>
    bad(`length ${value}, which overflows`, 'RFC 9110, 8.6', line(`Content-Length: ${value}`, 'hello'), 'length'),
  ),
  bad('lengths of different zeros', '6.3', line('Content-Length: 5\r\nContent-Length: 05', 'hello'), 'lengthRepeated'),
  bad('a length, then an empty one', '6.3', line('Content-Length: 5\r\nContent-Length:', 'hello'), 'lengthRepeated'),
  bad('a length behind a NUL', 'RFC 9110, 5.5', line('Content-Length: \x005', 'hello'), 'fieldValue'),
  bad('a length with a NUL behind', 'RFC 9110, 5.5', line('Content-Length: 5\x00', 'hello'), 'fieldValue'),

  // Chunks.
  ...['10000000000000005', 'fffffffffffffffb', '8000000000000005', '100000000000000000005', '0000000000005'].map(
    (size) =>
      badBody(`chunk size ${size}, which overflows somewhere`, '7.1', `${size}\r\nhello\r\n0\r\n\r\n`, 'chunkSize'),
  ),
  ...['5h', '5_', '5.', "5'", '５', '5,', '0X5', '5\x0b', '5\xa0', '\t5'].map((size) =>
    badBody(`chunk size ${JSON.stringify(size)}`, '7.1', `${latin1(size)}\r\nhello\r\n0\r\n\r\n`, 'chunkSize'),
  ),
  badBody('CR CR LF behind a chunk size', '7.1', '5\r\r\nhello\r\n0\r\n\r\n', 'lineEnd'),
  badBody('LF CR behind a chunk', '7.1', '5\r\nhello\n\r0\r\n\r\n', 'chunkEnd', 'hello'),
  badBody('a space behind a chunk', '7.1', '5\r\nhello \r\n0\r\n\r\n', 'chunkEnd', 'hello'),
  badBody('a second CR LF behind a chunk', '7.1', '5\r\nhello\r\n\r\n0\r\n\r\n', 'chunkSize', 'hello'),
  badBody('a chunk that hides the next request', '7.1', `2\r\nxx\r\n${SMUGGLED}`, 'chunkSize', 'xx'),
  badBody('TERM.EXT: LF ends an extension', '7.1.1', '5;\nxx\r\nhello\r\n0\r\n\r\n', 'chunkExtension'),
  badBody('EXT.TERM: CR inside an extension', '7.1.1', '5;a\rb\r\nhello\r\n0\r\n\r\n', 'lineEnd'),
  badBody('an extension with a LF in quotes', '7.1.1', '5;a="\n"\r\nhello\r\n0\r\n\r\n', 'chunkExtension'),
  badBody('a quote that ends behind the line', '7.1.1', '5;a="x\r\nhello\r\n0\r\n\r\n"', 'chunkExtension'),
  badBody('an extension of the last chunk that is none', '7.1.1', '0;\r\n\r\n', 'chunkExtension'),
  badBody('extensions without end', '7.1.1', `5;${X(4100)}\r\nhello\r\n0\r\n\r\n`, 'chunkExtension'),
  badBody(
    'extensions without end, a few in each chunk',
    '7.1.1',
    `1;${X(499)}\r\nx\r\n`.repeat(9),
    'chunkExtension',
    X(8),
  ),
  badBody('a trailer behind white space', '5.2', '0\r\n T: v\r\n\r\n', 'fold'),
  badBody('a trailer with white space before its colon', '5.1', '0\r\nT : v\r\n\r\n', 'fieldName'),
  badBody('a trailer with a NUL', 'RFC 9110, 5.5', '0\r\nT: \x00\r\n\r\n', 'fieldValue'),
  badBody('a bare CR in a trailer', '2.2', '0\r\nT: a\rb\r\n\r\n', 'lineEnd'),
  badBody('a request line among the trailers', '7.1.2', `0\r\n${SMUGGLED}`, 'fieldName'),
  badBody('Keep-Alive in the trailers', 'RFC 9110, 6.5.1', '0\r\nKeep-Alive: 5\r\n\r\n', 'trailerName'),

  // The start of a request.
  bad('a space before the request line', '3', ` ${get('')}`, 'method'),
  bad('a tab before the request line', '3', `\t${get('')}`, 'method'),
  bad('a NUL before the request line', '3', `\x00${get('')}`, 'method'),
  bad('a byte order mark', '3', `\xef\xbb\xbf${get('')}`, 'method'),
  bad('a bare CR before the request line', '2.2', `\r${get('')}`, 'lineEnd'),
  bad('two versions', '3', get('').replace('HTTP/1.1', 'HTTP/1.1 HTTP/1.1'), 'version'),
  bad('a vertical tab for a space', '3', get('').replace('/ HTTP', '/\x0bHTTP'), 'target'),
  bad('a form feed for a space', '3', get('').replace('GET /', 'GET\x0c/'), 'method'),
  bad('a NUL in the target', '3.2', get('').replace('/ ', '/\x00 '), 'target'),
  bad('CR in the target', '3.2', get('').replace('/ ', '/\rX: y '), 'version'),
  bad('LF in the target', '3.2', get('').replace('/ ', '/\nX: y '), 'lineEnd'),
  bad('HTTP/1.01', '2.3', get('').replace('1.1', '1.01'), 'version'),
  bad('HTTP/ 1.1', '2.3', get('').replace('/1.1', '/ 1.1'), 'version'),
  bad('another name for HTTP', '2.3', get('').replace('HTTP', 'HTTPS'), 'version'),
  {
    name: 'HTTP/0.9 said aloud',
    rfc: 'RFC 9110, 15.6.6',
    bytes: get('').replace('1.1', '0.9') + SMUGGLED,
    events: ['505 versionUnsupported'],
  },
  bad('a backslash before the authority', '3.2', get('').replace('/ ', '\\\\evil '), 'target'),
  bad('the scheme alone', '3.2.2', get('').replace('/ ', 'http:/ '), 'target'),
  bad('a scheme without slashes', '3.2.2', get('').replace('/ ', 'http:h/ '), 'target'),
  bad('an absolute form with a fragment', '3.2.2', get('').replace('/ ', 'http://h/#f '), 'target'),
  bad('an absolute form with a port of letters', '3.2.2', get('').replace('/ ', 'http://h:x/ '), 'target'),

  // Host.
  ...['h h', 'h\th', 'h@i', 'h/', 'h?x', 'h\\i', 'h#i', 'h:8:0', '"h"', '<h>', '[h]', '[]', 'h%zz', 'h:-1', 'é'].map(
    (value) =>
      bad(`Host ${JSON.stringify(value)}`, '3.2', `GET / HTTP/1.1\r\nHost: ${latin1(value)}\r\n\r\n`, 'hostInvalid'),
  ),
  {
    name: 'a comma is a character of names like others',
    rfc: 'RFC 3986, 3.2.2',
    bytes: get('').replace('Host: h', 'Host: h,i'),
    events: ['GET / 1.1 host=h,i none keep', 'Host: h,i', 'end'],
  },
  bad('Host twice, different', '3.2', get('Host: evil\r\n'), 'hostRepeated'),
  bad('Host twice, the second one empty', '3.2', get('Host:\r\n'), 'hostRepeated'),
  bad('Host twice beside an absolute form', '3.2.2', get('Host: i\r\n').replace(' / ', ' http://a/ '), 'hostRepeated'),
  bad('a bad Host beside an absolute form', '3.2.2', 'GET http://a/ HTTP/1.1\r\nHost: a b\r\n\r\n', 'hostInvalid'),
  bad('white space before the colon of Host', '5.1', 'GET / HTTP/1.1\r\nHost : h\r\n\r\n', 'fieldName'),
  bad('a folded Host', '5.2', 'GET / HTTP/1.1\r\nHost:\r\n h\r\n\r\n', 'fold'),
];

/** UTF-8 on the wire, as somebody would send it. */
function latin1(text: string): string {
  return /[^\0-\xff]/.test(text) ? Buffer.from(text).toString('latin1') : text;
}
