/** Raw answers of servers that break the rules in ways which have split answers, or made half ones look whole. */
import { ok, type RawResponse, refused, X } from './raw-case.ts';

const LEAKED = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nleaked';
const bad = (name: string, rfc: string, bytes: string, problem: string): RawResponse => ({
  name,
  rfc,
  bytes: bytes + LEAKED,
  events: refused(problem),
});
const HEAD = ['200 [OK] 1.1 chunked keep', 'Transfer-Encoding: chunked'];
const badBody = (name: string, rfc: string, body: string, problem: string, data = ''): RawResponse => ({
  name,
  rfc,
  bytes: ok('Transfer-Encoding: chunked\r\n', body) + LEAKED,
  events: [...HEAD, ...(data === '' ? [] : [`body ${data}`]), ...refused(problem)],
});
const HINT = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
const HI = ['200 [OK] 1.1 length=2 keep', 'Content-Length: 2', 'body hi', 'end'];
const HI_BYTES = ok('Content-Length: 2\r\n', 'hi');

export const RAW_BAD_ANSWERS: readonly RawResponse[] = [
  // Framing in the head.
  ...['+2', '2,2', '2, 3', '0x2', '2 2', '', '2.0', '18446744073709551618', '-0', '2;', 'two', '1_0'].map((value) =>
    bad(`length ${JSON.stringify(value)}`, '6.3', ok(`Content-Length: ${value}\r\n`, 'hi'), 'length'),
  ),
  ...['chunked, identity', 'identity', 'xchunked', 'chunked\t', '', 'chunked, chunked', '"chunked"', 'chunked;q=1'].map(
    (value) =>
      bad(
        `coding ${JSON.stringify(value)}`,
        '6.3',
        ok(`Transfer-Encoding: ${value}\r\n`, '0\r\n\r\n'),
        'codingNotLast',
      ),
  ),
  ...['\x0bchunked', 'chunked\x00', '\x0cchunked'].map((value) =>
    bad(
      `coding ${JSON.stringify(value)}`,
      'RFC 9110, 5.5',
      ok(`Transfer-Encoding: ${value}\r\n`, '0\r\n\r\n'),
      'fieldValue',
    ),
  ),
  {
    ...bad('a coding before chunked', '6.1', ok('Transfer-Encoding: identity, chunked\r\n', '0\r\n\r\n'), ''),
    events: ['501 codingUnknown'],
  },
  bad(
    'chunked in two fields',
    '6.3',
    ok('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    'codingNotLast',
  ),
  bad(
    'coding with length',
    '6.3',
    ok('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', '0\r\n\r\n'),
    'lengthAndCoding',
  ),
  bad(
    'a kept connection of 1.0 with a coding',
    '6.1',
    'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'codingVersion',
  ),
  bad('a length behind a bare CR', '2.2', ok('X: y\rContent-Length: 2\r\n', 'hi'), 'lineEnd'),
  bad('a length behind a bare LF', '2.2', ok('X: y\nContent-Length: 2\r\n', 'hi'), 'lineEnd'),
  bad('a folded length', '5.2', ok('Content-Length:\r\n 2\r\n', 'hi'), 'fold'),
  bad('white space before the first field', '5.2', ok(' X: y\r\n'), 'fold'),
  bad('a split answer', '5.1', ok('X: y\r\nHTTP/1.1 200 OK\r\n'), 'fieldName'),
  bad('no name', '5.1', ok(': y\r\n'), 'fieldName'),
  bad('no colon', '5', ok('X\r\n'), 'fieldName'),
  bad('a NUL in a name', '5.1', ok('X\x00: y\r\n'), 'fieldName'),
  bad('DEL in a value', 'RFC 9110, 5.5', ok('X: \x7f\r\n'), 'fieldValue'),
  bad('an option in quotes', 'RFC 9110, 7.6.1', ok('Connection: "close"\r\nContent-Length: 2\r\n', 'hi'), 'connection'),
  bad(
    'options without a comma',
    'RFC 9110, 5.6.1',
    ok('Connection: close keep-alive\r\nContent-Length: 2\r\n', 'hi'),
    'connection',
  ),
  {
    ...bad('fields without end', 'RFC 6585, 5', ok('A: b\r\n'.repeat(200)), ''),
    events: ['431 tooManyFields'],
  },
  {
    ...bad('a head without end', 'RFC 6585, 5', ok(`A: ${X(600)}\r\n`), ''),
    limits: { lineBytes: 32, headBytes: 512, fields: 3 },
    events: ['431 headTooLarge'],
  },

  // Statuses without a body.
  {
    name: '204 with a coding has no body',
    rfc: '6.3',
    bytes: `HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n${HI_BYTES}`,
    events: ['204 [No Content] 1.1 none keep', 'Transfer-Encoding: chunked', 'end', ...HI],
  },
  {
    name: '204 with a chunked body all the same',
    rfc: '6.3',
    bytes: 'HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n',
    events: ['204 [No Content] 1.1 none keep', 'Transfer-Encoding: chunked', 'end', '400 statusLine'],
  },
  {
    name: '304 with a body all the same',
    rfc: 'RFC 9110, 15.4.5',
    bytes: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello',
    events: ['304 [Not Modified] 1.1 none keep', 'Content-Length: 5', 'end', '400 statusLine'],
  },
  {
    name: 'to HEAD with a body all the same',
    rfc: '6.3',
    methods: ['HEAD'],
    bytes: ok('Content-Length: 6\r\n', 'HTTP/1'),
    events: ['200 [OK] 1.1 none keep', 'Content-Length: 6', 'end', '400 truncated'],
  },
  {
    name: 'to HEAD with a body that is an answer',
    rfc: '6.3, 11.2',
    methods: ['HEAD', 'GET'],
    bytes: ok(`Content-Length: ${LEAKED.length}\r\n`, LEAKED),
    events: [
      '200 [OK] 1.1 none keep',
      `Content-Length: ${LEAKED.length}`,
      'end',
      '200 [OK] 1.1 length=6 keep',
      'Content-Length: 6',
      'body leaked',
      'end',
    ],
  },
  {
    name: 'bytes past the length',
    rfc: '6.3, 11.2',
    bytes: ok('Content-Length: 2\r\n', 'hi!'),
    events: [...HI, '400 statusLine'],
  },
  {
    name: 'an empty line past the length',
    rfc: '4',
    bytes: `${HI_BYTES}\r\n${HI_BYTES}`,
    events: [...HI, '400 statusLine'],
  },

  // Interim answers.
  {
    name: 'a hundred interim answers',
    rfc: 'RFC 9110, 15.2',
    bytes: HINT.repeat(100) + HI_BYTES,
    events: [...Array.from({ length: 100 }, () => ['interim 103 [Early Hints] 1.1', 'Link: </a>']).flat(), ...HI],
  },
  {
    name: 'interim answers that are larger together than a head may be',
    rfc: 'RFC 9110, 15.2; RFC 6585, 5',
    limits: { lineBytes: 32, headBytes: 2 * HINT.length, fields: 3 },
    bytes: HINT.repeat(2) + HI_BYTES + HINT.repeat(3) + HI_BYTES,
    events: [
      ...['interim 103 [Early Hints] 1.1', 'Link: </a>', 'interim 103 [Early Hints] 1.1', 'Link: </a>'],
      ...HI,
      ...['interim 103 [Early Hints] 1.1', 'Link: </a>', 'interim 103 [Early Hints] 1.1', 'Link: </a>'],
      '431 interimFlood',
    ],
  },
  {
    name: 'a change of protocols behind an interim answer',
    rfc: 'RFC 9110, 15.2.2',
    bytes: `${HINT}HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nraw`,
    events: ['interim 103 [Early Hints] 1.1', 'Link: </a>', '501 switching'],
  },
  {
    name: 'interim answers and then nonsense',
    rfc: 'RFC 9110, 15.2',
    bytes: `${HINT}SSH-2.0\r\n`,
    events: ['interim 103 [Early Hints] 1.1', 'Link: </a>', '400 statusLine'],
  },
  bad('an interim answer with a bad length', '6.3', 'HTTP/1.1 103 x\r\nContent-Length: -1\r\n\r\n', 'length'),
  bad('an interim answer with a bare LF', '2.2', 'HTTP/1.1 100 Continue\n\n', 'lineEnd'),

  // Chunks.
  ...['', 'g', '0x2', '+2', '-2', ' 2', '2 ', '10000000000000002', 'fffffffffffffffe', '0000000000002'].map((size) =>
    badBody(`chunk size ${JSON.stringify(size)}`, '7.1', `${size}\r\nhi\r\n0\r\n\r\n`, 'chunkSize'),
  ),
  badBody('LF behind a chunk size', '7.1', '2\nhi\r\n0\r\n\r\n', 'lineEnd'),
  badBody('bare CR behind a chunk size', '7.1', '2\rhi\r\n0\r\n\r\n', 'lineEnd'),
  badBody('nothing behind a chunk', '7.1', '2\r\nhi0\r\n\r\n', 'chunkEnd', 'hi'),
  badBody('LF behind a chunk', '7.1', '2\r\nhi\n0\r\n\r\n', 'chunkEnd', 'hi'),
  badBody('a chunk longer than its size', '7.1', '1\r\nhi\r\n0\r\n\r\n', 'chunkEnd', 'h'),
  badBody('a chunk of which an answer stands in its place', '7.1', '2\r\nhi\r\n', 'chunkSize', 'hi'),
  badBody('an extension that is none', '7.1.1', '2;\r\nhi\r\n0\r\n\r\n', 'chunkExtension'),
  badBody('an extension with a LF in quotes', '7.1.1', '2;a="\n"\r\nhi\r\n0\r\n\r\n', 'chunkExtension'),
  badBody('extensions without end', '7.1.1', `2;${X(4100)}\r\nhi\r\n0\r\n\r\n`, 'chunkExtension'),
  badBody(
    'a length in the trailers',
    'RFC 9110, 6.5.1',
    '2\r\nhi\r\n0\r\nContent-Length: 2\r\n\r\n',
    'trailerName',
    'hi',
  ),
  badBody(
    'a coding in the trailers',
    'RFC 9110, 6.5.1',
    '2\r\nhi\r\n0\r\nTransfer-Encoding: x\r\n\r\n',
    'trailerName',
    'hi',
  ),
  badBody('LF ends the trailers', '7.1.2', '2\r\nhi\r\n0\r\nT: v\r\n\n', 'lineEnd', 'hi'),
  badBody('a status line among the trailers', '7.1.2', '2\r\nhi\r\n0\r\n', 'fieldName', 'hi'),
  {
    name: 'the end before the last empty line',
    rfc: '8',
    bytes: ok('Transfer-Encoding: chunked\r\n', '2\r\nhi\r\n0\r\n'),
    events: [...HEAD, 'body hi', '400 truncated'],
  },
  {
    name: 'nothing at all',
    rfc: '8',
    bytes: 'H',
    events: refused('truncated'),
  },
];
