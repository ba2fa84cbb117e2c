/** Answers as raw bytes, and what the codec must make of them: a server may be as wrong as a client. */
import type { HeadLimits } from '../../src/http1/limits.ts';
import { RAW_BAD_ANSWERS } from './raw-bad-answers.ts';
import { ok, type RawResponse, refused, X } from './raw-case.ts';

const SMALL: HeadLimits = { lineBytes: 32, headBytes: 64, fields: 3 };
const empty = (status: string, lines = '') => `HTTP/1.1 ${status}\r\n${lines}\r\n`;
const OK_2 = ['200 [OK] 1.1 length=2 keep', 'Content-Length: 2', 'body hi', 'end'];

export const RAW_RESPONSES: readonly RawResponse[] = [
  // Bodies.
  { name: 'a body of a length', rfc: '6.3', bytes: ok('Content-Length: 2\r\n', 'hi'), events: OK_2 },
  {
    name: 'answers one after the other',
    rfc: '9.3.2',
    bytes: ok('Content-Length: 2\r\n', 'hi') + ok('Content-Length: 0\r\n') + ok('Content-Length: 2\r\n', 'hi'),
    events: [...OK_2, '200 [OK] 1.1 none keep', 'Content-Length: 0', 'end', ...OK_2],
  },
  {
    name: 'chunked with a trailer',
    rfc: '7.1',
    bytes: ok('Transfer-Encoding: chunked\r\n', '2\r\nhi\r\n0\r\nT: v\r\n\r\n'),
    events: ['200 [OK] 1.1 chunked keep', 'Transfer-Encoding: chunked', 'body hi', 'trailer T: v', 'end'],
  },
  {
    name: 'a body that ends with the connection',
    rfc: '6.3',
    bytes: ok('', 'hi\r\n\r\nHTTP/1.1 200 OK\r\n\r\n'),
    events: ['200 [OK] 1.1 close close', 'body hi\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', 'end'],
  },
  {
    name: 'an empty body that ends with the connection',
    rfc: '6.3',
    bytes: ok('Connection: keep-alive\r\n'),
    events: ['200 [OK] 1.1 close close', 'Connection: keep-alive', 'end'],
  },
  {
    name: 'HTTP/1.0 with a length closes',
    rfc: '9.3',
    bytes: ok('Content-Length: 2\r\n', 'hi').replace('1.1', '1.0'),
    events: ['200 [OK] 1.0 length=2 close', ...OK_2.slice(1)],
  },
  {
    name: 'HTTP/1.0 persists when it says so',
    rfc: '9.3',
    bytes: `${ok('Connection: keep-alive\r\nContent-Length: 2\r\n', 'hi').replace('1.1', '1.0')}${ok('Content-Length: 2\r\n', 'hi')}`,
    events: ['200 [OK] 1.0 length=2 keep', 'Connection: keep-alive', ...OK_2.slice(1), ...OK_2],
  },
  {
    name: 'nothing is read behind a close',
    rfc: '9.6',
    bytes: ok('Connection: close\r\nContent-Length: 2\r\n', `hi${ok('Content-Length: 2\r\n', 'hi')}`),
    events: ['200 [OK] 1.1 length=2 close', 'Connection: close', ...OK_2.slice(1)],
  },
  {
    name: 'a body cut short',
    rfc: '8',
    bytes: ok('Content-Length: 5\r\n', 'hi'),
    events: ['200 [OK] 1.1 length=5 keep', 'Content-Length: 5', 'body hi', '400 truncated'],
  },
  {
    name: 'a chunked body cut short',
    rfc: '8',
    bytes: ok('Transfer-Encoding: chunked\r\n', '5\r\nhi'),
    events: ['200 [OK] 1.1 chunked keep', 'Transfer-Encoding: chunked', 'body hi', '400 truncated'],
  },

  // No bodies.
  {
    name: 'to HEAD with a length',
    rfc: '6.3',
    methods: ['HEAD', 'GET'],
    bytes: ok('Content-Length: 5\r\n') + ok('Content-Length: 2\r\n', 'hi'),
    events: ['200 [OK] 1.1 none keep', 'Content-Length: 5', 'end', ...OK_2],
  },
  {
    name: 'to HEAD with a coding',
    rfc: '6.3',
    methods: ['HEAD', 'GET'],
    bytes: ok('Transfer-Encoding: chunked\r\n') + ok('Content-Length: 2\r\n', 'hi'),
    events: ['200 [OK] 1.1 none keep', 'Transfer-Encoding: chunked', 'end', ...OK_2],
  },
  {
    name: 'to HEAD with neither stays open',
    rfc: '6.3',
    methods: ['HEAD'],
    bytes: ok(''),
    events: ['200 [OK] 1.1 none keep', 'end'],
  },
  {
    name: 'to head in lower case, which is another method',
    rfc: 'RFC 9110, 9.1',
    methods: ['head'],
    bytes: ok('Content-Length: 2\r\n', 'hi'),
    events: OK_2,
  },
  ...['204 No Content', '304 Not Modified'].map((status) => ({
    name: `${status} with a length has no body`,
    rfc: '6.3',
    bytes: `${empty(status, 'Content-Length: 5\r\n')}${ok('Content-Length: 2\r\n', 'hi')}`,
    events: [`${status.replace(' ', ' [')}] 1.1 none keep`, 'Content-Length: 5', 'end', ...OK_2],
  })),
  {
    name: '304 with a coding has no body',
    rfc: '6.3',
    bytes: empty('304 Not Modified', 'Transfer-Encoding: chunked\r\n') + ok('Content-Length: 2\r\n', 'hi'),
    events: ['304 [Not Modified] 1.1 none keep', 'Transfer-Encoding: chunked', 'end', ...OK_2],
  },
  {
    name: '204 with a body all the same: it is not taken for an answer',
    rfc: '6.3',
    bytes: empty('204 No Content', 'Content-Length: 5\r\n').concat('hello'),
    events: ['204 [No Content] 1.1 none keep', 'Content-Length: 5', 'end', '400 statusLine'],
  },
  {
    name: '205 has a body like any other',
    rfc: '6.3',
    bytes: ok('Content-Length: 2\r\n', 'hi').replace('200 OK', '205 Reset'),
    events: ['205 [Reset] 1.1 length=2 keep', ...OK_2.slice(1)],
  },

  // Interim answers.
  {
    name: 'interim answers before the final one',
    rfc: 'RFC 9110, 15.2',
    bytes: `${empty('100 Continue')}${empty('103 Early Hints', 'Link: </a>\r\n')}${ok('Content-Length: 2\r\n', 'hi')}`,
    events: ['interim 100 [Continue] 1.1', 'interim 103 [Early Hints] 1.1', 'Link: </a>', ...OK_2],
  },
  {
    name: 'an interim answer to HEAD',
    rfc: 'RFC 9110, 15.2',
    methods: ['HEAD', 'GET'],
    bytes: empty('100') + ok('Content-Length: 2\r\n') + ok('Content-Length: 2\r\n', 'hi'),
    events: ['interim 100 [] 1.1', '200 [OK] 1.1 none keep', 'Content-Length: 2', 'end', ...OK_2],
  },
  {
    name: 'an interim answer with a length has no body',
    rfc: '6.3',
    bytes: empty('103 Early Hints', 'Content-Length: 5\r\n') + ok('Content-Length: 2\r\n', 'hi'),
    events: ['interim 103 [Early Hints] 1.1', 'Content-Length: 5', ...OK_2],
  },
  {
    name: 'an interim answer that closes',
    rfc: '9.6',
    bytes: empty('103 x', 'Connection: close\r\n') + ok(''),
    events: refused('interimClose'),
  },
  {
    name: 'an interim answer in HTTP/1.0',
    rfc: 'RFC 9110, 15.2',
    bytes: 'HTTP/1.0 100 Continue\r\n\r\n',
    events: refused('interimClose'),
  },
  {
    name: 'a change of protocols',
    rfc: 'RFC 9110, 7.8',
    bytes: empty('101 x', 'Upgrade: y\r\n'),
    events: ['501 switching'],
  },
  {
    name: 'half a final answer behind an interim one',
    rfc: '8',
    bytes: `${empty('100')}HTTP/1.1 2`,
    events: ['interim 100 [] 1.1', '400 truncated'],
  },

  // The status line.
  { name: 'no reason', rfc: '4', bytes: empty('204 '), events: ['204 [] 1.1 none keep', 'end'] },
  { name: 'no space before no reason', rfc: '4', bytes: empty('204'), events: ['204 [] 1.1 none keep', 'end'] },
  {
    name: 'obs-text and tabs in the reason',
    rfc: '4',
    bytes: empty('204 \ta\xe9'),
    events: ['204 [\ta\xe9] 1.1 none keep', 'end'],
  },
  { name: 'a control in the reason', rfc: '4', bytes: empty('204 a\x00'), events: refused('statusLine') },
  ...['20', '2000', '099', '600', '2x0', ' 200', '+20', '200\tOK', '200:'].map((status) => ({
    name: `status ${JSON.stringify(status)}`,
    rfc: '4; RFC 9110, 15',
    bytes: empty(status),
    events: refused('statusLine'),
  })),
  ...['http/1.1 200', 'HTTP/1.1200', 'HTTP/11 200', 'HTTP/1.10 200', 'HTTP 200', 'ICY 200', '\r\nHTTP/1.1 200'].map(
    (line) => ({
      name: `status line ${JSON.stringify(line)}`,
      rfc: '4',
      bytes: `${line}\r\n\r\n`,
      events: refused('statusLine'),
    }),
  ),
  { name: 'HTTP/2.0', rfc: '2.3', bytes: 'HTTP/2.0 200 OK\r\n\r\n', events: ['505 versionUnsupported'] },
  { name: 'LF ends the status line', rfc: '2.2', bytes: 'HTTP/1.1 200 OK\n\r\n', events: refused('lineEnd') },
  { name: 'bare CR in the status line', rfc: '2.2', bytes: 'HTTP/1.1 200 O\rK\r\n\r\n', events: refused('lineEnd') },
  {
    name: 'line exactly at the limit',
    rfc: '4',
    bytes: empty(`204 ${X(19)}`),
    limits: SMALL,
    events: [`204 [${X(19)}] 1.1 none keep`, 'end'],
  },
  {
    name: 'line one over the limit',
    rfc: '4',
    bytes: empty(`204 ${X(20)}`),
    limits: SMALL,
    events: ['414 lineTooLong'],
  },

  // Fields.
  {
    name: 'two lengths',
    rfc: '6.3',
    bytes: ok('Content-Length: 2\r\nContent-Length: 3\r\n', 'hi!'),
    events: refused('lengthRepeated'),
  },
  {
    name: 'the same length twice',
    rfc: '6.3',
    bytes: ok('Content-Length: 2\r\nContent-Length: 2\r\n', 'hi'),
    events: refused('lengthRepeated'),
  },
  { name: 'a list of lengths', rfc: '6.3', bytes: ok('Content-Length: 2, 2\r\n', 'hi'), events: refused('length') },
  { name: 'a length below zero', rfc: '6.3', bytes: ok('Content-Length: -1\r\n'), events: refused('length') },
  {
    name: 'length with coding',
    rfc: '6.3',
    bytes: ok('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    events: refused('lengthAndCoding'),
  },
  {
    name: 'length with coding to HEAD',
    rfc: '6.3',
    methods: ['HEAD'],
    bytes: ok('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n'),
    events: refused('lengthAndCoding'),
  },
  {
    name: 'a coding without chunked',
    rfc: '6.3',
    bytes: ok('Transfer-Encoding: gzip\r\n', 'x'),
    events: refused('codingNotLast'),
  },
  {
    name: 'another coding before chunked',
    rfc: '6.1',
    bytes: ok('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'),
    events: ['501 codingUnknown'],
  },
  {
    name: 'coding in HTTP/1.0',
    rfc: '6.1',
    bytes: ok('Transfer-Encoding: chunked\r\n', '0\r\n\r\n').replace('1.1', '1.0'),
    events: refused('codingVersion'),
  },
  { name: 'a folded line', rfc: '5.2', bytes: ok('X: a\r\n b\r\n'), events: refused('fold') },
  { name: 'space before the colon', rfc: '5.1', bytes: ok('X : a\r\n'), events: refused('fieldName') },
  { name: 'NUL in a value', rfc: 'RFC 9110, 5.5', bytes: ok('X: \x00\r\n'), events: refused('fieldValue') },
  {
    name: 'Host means nothing here',
    rfc: 'RFC 9110, 7.2',
    bytes: empty('204', 'Host: @\r\nHost: @\r\n'),
    events: ['204 [] 1.1 none keep', 'Host: @', 'Host: @', 'end'],
  },
  {
    name: 'head exactly at the limit',
    rfc: 'RFC 6585, 5',
    bytes: empty('204', `A: ${X(43)}\r\n`),
    limits: SMALL,
    events: ['204 [] 1.1 none keep', `A: ${X(43)}`, 'end'],
  },
  {
    name: 'head one over the limit',
    rfc: 'RFC 6585, 5',
    bytes: empty('204', `A: ${X(44)}\r\n`),
    limits: SMALL,
    events: ['431 headTooLarge'],
  },
  ...RAW_BAD_ANSWERS,
];
