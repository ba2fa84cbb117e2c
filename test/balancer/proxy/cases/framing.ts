/** Bodies of every kind, and answers of several parts, to clients of both versions. */
import { CLOSES, chunks, get, message, ok, post, seen, seenGet, seenPost } from '../messages.ts';
import { AWAIT_END, END, HEAD, pause, type Script, until } from '../raw-peer.ts';
import { answers, answersTo, backend, closed, open, type ProxyCase } from './case.ts';

const CHUNKED = 'Transfer-Encoding: chunked';
const chunkedPost = (body: string) => message(['POST / HTTP/1.1', 'Host: h', CHUNKED], body);
const seenChunked = (body: string) => message([seen(['POST / HTTP/1.1', 'Host: h', CHUNKED]).trimEnd()], body);
const chunkedOk = (body: string, ...fields: string[]) => message(['HTTP/1.1 200 OK', CHUNKED, ...fields], body);
/** A body that ends with the connection. */
const untilClose = (body: string): Script => [HEAD, message(['HTTP/1.1 200 OK', 'X-A: 1'], body), END];
const CONTINUE = message(['HTTP/1.1 100 Continue']);
const HINTS = message(['HTTP/1.1 103 Early Hints', 'Link: </a.css>']);
const get10 = (...fields: string[]) => message(['GET / HTTP/1.0', ...fields]);
const seen10 = seen(['GET / HTTP/1.1', 'Host: {b0}'], '', null);
const bare = (text: string, ...fields: string[]) => message(['HTTP/1.1 200 OK', 'X-A: 1', ...fields], text);

export const FRAMING: readonly ProxyCase[] = [
  {
    name: 'a chunked request',
    rfc: '7.1',
    clients: open(chunkedPost(chunks('abc', 'de')), ok('x')),
    backends: backend(answersTo('0\r\n\r\n', ok('x'))),
    sees: [[seenChunked(chunks('abcde'))]],
  },
  {
    name: 'a chunked request: extensions are dropped, trailers go on, but none that routes',
    rfc: '7.1.1, RFC 9110, 6.5.1',
    clients: open(
      chunkedPost('3;a="b;\\""\r\nabc\r\n00\r\nX-Sum:  7\r\nX-Forwarded-For: 6.6.6.6\r\nExpect: x\r\n\r\n'),
      ok('x'),
    ),
    backends: backend(answersTo('X-Sum: 7\r\n\r\n', ok('x'))),
    sees: [[seenChunked('3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n')]],
  },
  {
    name: 'a chunked answer with trailers',
    rfc: '7.1.2',
    clients: open(get(), chunkedOk('5\r\nhello\r\n0\r\nX-Sum: 7\r\n\r\n')),
    backends: backend(answers(chunkedOk('2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nX-Sum: 7\r\n\r\n'))),
    sees: [[seenGet()]],
  },
  {
    name: 'a chunked answer, and the connection is used again',
    rfc: '9.3',
    clients: open(get('/1') + get('/2'), chunkedOk(chunks('hello')) + ok('2')),
    backends: backend(answers(chunkedOk(chunks('h', 'ello')), ok('2'))),
    sees: [[seenGet('/1') + seenGet('/2')]],
  },
  {
    name: 'an empty chunked answer',
    rfc: '7.1',
    clients: open(get(), chunkedOk(chunks())),
    backends: backend(answers(chunkedOk(chunks()))),
    sees: [[seenGet()]],
  },
  {
    name: 'HEAD and 304 with a chunked coding have no body',
    rfc: '6.3',
    clients: open(
      message(['HEAD / HTTP/1.1', 'Host: h']) + get('/2') + get('/3'),
      `${message(['HTTP/1.1 200 OK'])}${message(['HTTP/1.1 304 Not Modified'])}${ok('3')}`,
    ),
    backends: backend(answers(chunkedOk(''), message(['HTTP/1.1 304 Not Modified', CHUNKED]), ok('3'))),
    sees: [[seen(['HEAD / HTTP/1.1', 'Host: h']) + seenGet('/2') + seenGet('/3')]],
  },
  {
    name: 'a body that ends with the connection is chunked for a 1.1 client',
    rfc: '6.3',
    clients: open(get('/1') + get('/2'), bare(chunks('hello'), CHUNKED) + ok('2')),
    backends: backend(untilClose('hello'), answers(ok('2'))),
    sees: [[seenGet('/1'), seenGet('/2')]],
  },
  {
    name: 'a body that ends with the connection ends a 1.0 client, too',
    rfc: '6.3',
    clients: closed(get10('Connection: keep-alive'), bare('hello', CLOSES)),
    backends: backend(untilClose('hello')),
    sees: [[seen10]],
  },
  {
    name: 'an empty body that ends with the connection',
    rfc: '6.3',
    clients: open(get(), bare(chunks(), CHUNKED)),
    backends: backend(untilClose('')),
    sees: [[seenGet()]],
  },
  {
    name: 'a chunked answer is plain to a 1.0 client, without its trailers',
    rfc: '6.1, 7',
    clients: closed(get10('Connection: keep-alive'), bare('hello', CLOSES)),
    backends: backend(answers(message(['HTTP/1.1 200 OK', 'X-A: 1', CHUNKED], '5\r\nhello\r\n0\r\nX-Sum: 7\r\n\r\n'))),
    sees: [[seen10]],
  },
  {
    name: 'a 1.0 client without a Host, which closes',
    rfc: '9.3, RFC 9110, 7.2',
    clients: closed(get10(), ok('x', CLOSES)),
    backends: backend(answers(ok('x'))),
    sees: [[seen10]],
  },
  {
    name: 'a 1.0 client that stays, with a Host',
    rfc: '9.3',
    clients: open(
      get10('Host: h', 'Connection: keep-alive') + get10('Connection: Keep-Alive'),
      ok('1', 'Connection: keep-alive') + ok('2', 'Connection: keep-alive'),
    ),
    backends: backend(answers(ok('1'), ok('2'))),
    sees: [[seenGet() + seen10]],
  },
  {
    name: '103 and then the answer',
    rfc: 'RFC 8297, 2',
    clients: open(get(), HINTS + HINTS + ok('x')),
    backends: backend([HEAD, HINTS, pause(5), HINTS, pause(5), ok('x')]),
    sees: [[seenGet()]],
  },
  {
    name: 'interim answers are not for 1.0 clients',
    rfc: 'RFC 9110, 15.2',
    clients: closed(get10('Host: h', 'Expect: 100-continue'), ok('x', CLOSES)),
    backends: backend(answers(CONTINUE + HINTS + ok('x'))),
    sees: [[seenGet('/', 'Expect: 100-continue')]],
  },
  {
    name: 'Expect: 100-continue, and the backend continues',
    rfc: 'RFC 9110, 10.1.1',
    clients: open(
      [message(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 3', 'Expect: 100-continue']), until(CONTINUE), 'abc'],
      CONTINUE + ok('x'),
    ),
    backends: backend([HEAD, CONTINUE, until('abc'), ok('x')]),
    sees: [[seenPost('abc', 'Expect: 100-continue')]],
  },
  {
    name: 'Expect: 100-continue, and the backend refuses before the body',
    rfc: 'RFC 9110, 10.1.1',
    clients: closed(
      message(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 3', 'Expect: 100-continue']),
      message(['HTTP/1.1 417 No', 'Content-Length: 0', CLOSES]),
    ),
    backends: backend(answers(message(['HTTP/1.1 417 No', 'Content-Length: 0']))),
    sees: [[seen(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 3', 'Expect: 100-continue'])]],
  },
  {
    name: 'an answer before the request is whole ends the connection, and is delivered though the client sends on',
    rfc: '9.6',
    clients: closed(
      [
        message(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 9'], 'abc'),
        until('early'),
        'def',
        pause(5),
        AWAIT_END,
        'ghi',
      ],
      ok('early', CLOSES),
    ),
    backends: backend([until('abc'), ok('early')]),
    sees: [[seen(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 9'], 'abc')]],
  },
  {
    name: 'a body before the connection to the backend is open',
    rfc: '6.2',
    clients: open(post('x'.repeat(1000)) + post('y'.repeat(30)), ok('1') + ok('2')),
    backends: backend([until('x'.repeat(1000)), ok('1'), until('y'.repeat(30)), ok('2')]),
    sees: [[seenPost('x'.repeat(1000)) + seenPost('y'.repeat(30))]],
  },
  {
    name: 'an answer is complete by its length though the backend stays open and silent',
    rfc: '6.3',
    clients: open(get('/1') + get('/2'), ok('1') + ok('2')),
    backends: backend([HEAD, ok('1'), HEAD, pause(20), ok('2')]),
    sees: [[seenGet('/1') + seenGet('/2')]],
  },
];
