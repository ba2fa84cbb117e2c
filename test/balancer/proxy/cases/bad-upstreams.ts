/** Backends that break the exchange: 502, 504 or a cut connection, never an answer that only looks whole. */
import { DEFAULT_HEAD_LIMITS } from '../../../../src/http1/limits.ts';
import { CLOSES, chunks, failure, get, message, ok, seen, seenGet } from '../messages.ts';
import { AWAIT_END, CLOSE, END, HEAD, pause, RESET, type Script, STOP_READING, type Step, until } from '../raw-peer.ts';
import { backend, closed, cut, open, type ProxyCase } from './case.ts';

const TWO = get('/1') + get('/2');
const CHUNKED = 'Transfer-Encoding: chunked';
const SHORT = { response: 300_000 };

/** The backend does this with the first request's connection: 502, and the client's next request is as good as ever. */
function bad(name: string, rfc: string, ...does: Step[]): ProxyCase {
  return {
    name,
    rfc,
    clients: open(TWO, failure(502) + ok('2')),
    backends: backend([HEAD, ...does], [HEAD, ok('2')]),
    sees: [[seenGet('/1'), seenGet('/2')]],
    errors: 1,
  };
}

/** The answer begins, and is never whole: the client sees a reset. */
function broken(name: string, rfc: string, whole: string, ...does: Step[]): ProxyCase {
  return { name, rfc, clients: cut(get(), whole), backends: backend([HEAD, ...does]), sees: [[seenGet()]], errors: 1 };
}

/** Too slow, in one way or another. */
function late(name: string, does: Script): ProxyCase {
  return {
    name,
    rfc: 'SPEC 2.7',
    clients: open(TWO, failure(504) + ok('2')),
    backends: backend([HEAD, ...does], [HEAD, ok('2')]),
    sees: [[seenGet('/1'), seenGet('/2')]],
    errors: 1,
    timeouts: SHORT,
  };
}

const HINTS = message(['HTTP/1.1 103 Early Hints']);
const start = (length: number, body: string) => message(['HTTP/1.1 200 OK', `Content-Length: ${length}`], body);
const chunkedOk = (body: string) => message(['HTTP/1.1 200 OK', CHUNKED], body);
/** What the client would have, were the body whole. */
const whole = chunkedOk(chunks('abcdef'));

export const BAD_UPSTREAMS: readonly ProxyCase[] = [
  bad('no HTTP at all', '4', 'SSH-2.0-OpenSSH_9.6\r\n'),
  bad('an answer of HTTP/0.9', '4', '<html>hello</html>', END),
  bad('an answer of HTTP/2', 'RFC 9110, 15.6.6', message(['HTTP/2.0 200 OK', 'Content-Length: 1'], 'x')),
  bad('a status of two digits', '4', message(['HTTP/1.1 20 OK', 'Content-Length: 0'])),
  bad('a status beyond 599', 'RFC 9110, 15', message(['HTTP/1.1 999 Wow', 'Content-Length: 0'])),
  bad('two lengths', '6.3', message(['HTTP/1.1 200 OK', 'Content-Length: 1', 'Content-Length: 2'], 'xy')),
  bad('a length that is none', '6.3', message(['HTTP/1.1 200 OK', 'Content-Length: x'], 'x')),
  bad('a negative length', '6.3', message(['HTTP/1.1 200 OK', 'Content-Length: -1'])),
  bad('both framings', '6.1', message(['HTTP/1.1 200 OK', 'Content-Length: 1', CHUNKED], chunks('x'))),
  bad('an unknown coding', '6.1', message(['HTTP/1.1 200 OK', 'Transfer-Encoding: gzip, chunked'], chunks('x'))),
  bad('a coding in HTTP/1.0', '6.1', message(['HTTP/1.0 200 OK', CHUNKED], chunks('x'))),
  bad('white space before a colon', '5.1', message(['HTTP/1.1 200 OK', 'Content-Length : 1'], 'x')),
  bad('a folded field', '5.2', message(['HTTP/1.1 200 OK', 'X: a', ' b', 'Content-Length: 0'])),
  bad('bare line feeds', '2.2', 'HTTP/1.1 200 OK\nContent-Length: 0\n\n'),
  bad(
    'a change of protocols that nobody asked for',
    'RFC 9110, 15.2.2',
    message(['HTTP/1.1 101 Switching Protocols', 'Upgrade: x', 'Connection: upgrade']),
  ),
  bad('an endless head', 'SPEC 2.7', `HTTP/1.1 200 OK\r\n${'X-Endless: yes\r\n'.repeat(4000)}`),
  bad('an endless line', 'SPEC 2.7', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(50_000)}`),
  bad('the end before an answer', '9.6', END),
  bad('a close before an answer', '9.6', CLOSE),
  bad('a reset before an answer', '9.6', RESET),
  bad('the end inside the head', '8', 'HTTP/1.1 200 OK\r\nContent-Le', END),
  bad('a reset inside the head', '8', 'HTTP/1.1 200 OK\r\nContent-Le', pause(10), RESET),
  {
    ...bad('the end behind an interim answer', 'RFC 9110, 15.2', message(['HTTP/1.1 103 Early Hints']), pause(10), END),
    clients: open(TWO, message(['HTTP/1.1 103 Early Hints']) + failure(502) + ok('2')),
  },
  {
    ...bad('interim answers without end', 'RFC 9110, 15.2', { flood: 10_000_000, with: HINTS }, AWAIT_END),
    clients: open(TWO, HINTS.repeat(DEFAULT_HEAD_LIMITS.headBytes / HINTS.length) + failure(502) + ok('2')),
    virtualOnly: true,
  },
  broken('the end inside a body with a length', '8', start(6, 'abcdef'), start(6, 'abc'), END),
  broken('a close inside a body with a length', '8', start(6, 'abcdef'), start(6, 'abc'), CLOSE),
  broken('a reset inside a body with a length', '8', start(6, 'abcdef'), start(6, 'abc'), pause(10), RESET),
  broken('the end inside a chunk', '8', whole, chunkedOk('6\r\nabc'), END),
  broken('the end between chunks', '8', whole, chunkedOk('3\r\nabc\r\n'), END),
  broken('the end before the last empty line', '8', whole, chunkedOk('6\r\nabcdef\r\n0\r\n'), END),
  broken('a reset between chunks', '8', whole, chunkedOk('3\r\nabc\r\n'), pause(10), RESET),
  broken('a chunk size that is none', '7.1', whole, chunkedOk('3\r\nabc\r\nzz\r\n')),
  broken('a chunk longer than it says', '7.1', whole, chunkedOk('3\r\nabcdef\r\n0\r\n\r\n')),
  broken('a trailer that frames', 'RFC 9110, 6.5.1', whole, chunkedOk('6\r\nabcdef\r\n0\r\nContent-Length: 6\r\n\r\n')),
  broken(
    'a reset inside a body that ends with the connection',
    '8',
    whole,
    message(['HTTP/1.1 200 OK'], 'abc'),
    pause(10),
    RESET,
  ),
  {
    name: 'a reset inside a body that ends with the connection, for a 1.0 client',
    rfc: '8',
    clients: cut(message(['GET / HTTP/1.0', 'Host: h']), message(['HTTP/1.1 200 OK', CLOSES], 'abc!')),
    backends: backend([HEAD, message(['HTTP/1.1 200 OK'], 'abc'), pause(10), RESET]),
    sees: [[seenGet()]],
    errors: 1,
  },
  {
    name: 'bytes past Content-Length never leak into the next answer',
    rfc: '6.3, 11.2',
    clients: open([get('/1'), until('1!'), pause(20), get('/2')], ok('1!') + ok('2')),
    backends: backend([HEAD, `${ok('1!')}${ok('leaked')}`], [HEAD, ok('2')]),
    sees: [[seenGet('/1'), seenGet('/2')]],
  },
  {
    name: 'a body where HEAD allows none never leaks into the next answer',
    rfc: '6.3',
    clients: open([message(['HEAD /1 HTTP/1.1', 'Host: h']), HEAD, pause(20), get('/2')], start(5, '') + ok('2')),
    backends: backend([HEAD, ok('HTTP/')], [HEAD, ok('2')]),
    sees: [[seen(['HEAD /1 HTTP/1.1', 'Host: h']), seenGet('/2')]],
  },
  {
    name: 'unasked bytes on an idle connection: it is not used again',
    rfc: '9.2',
    clients: open([get('/1'), until('1!'), pause(60), get('/2')], ok('1!') + ok('2')),
    backends: backend([HEAD, ok('1!'), pause(10), ok('leaked')], [HEAD, ok('2')]),
    sees: [[seenGet('/1'), seenGet('/2')]],
    errors: 0,
  },
  late('no answer', []),
  late('half a head', ['HTTP/1.1 200 OK\r\n']),
  late('a head that drips', [{ drip: 'HTTP/1.1 200 OK\r\nX: yyyyyyyyyyyyyyyyyyyyyy', every: 10_000 }]),
  {
    ...late('interim answers and no more', [message(['HTTP/1.1 103 Early Hints']), AWAIT_END]),
    clients: open(TWO, message(['HTTP/1.1 103 Early Hints']) + failure(504) + ok('2')),
  },
  {
    ...broken('a stall inside a body with a length', 'SPEC 2.7', start(6, 'abcdef'), start(6, 'abc')),
    timeouts: SHORT,
  },
  { ...broken('a stall between chunks', 'SPEC 2.7', whole, chunkedOk('3\r\nabc\r\n')), timeouts: SHORT },
  {
    name: 'a body that drips is not late as long as something comes',
    rfc: 'SPEC 2.7',
    clients: open(get(), start(9, 'abcdefghi')),
    backends: backend([HEAD, start(9, ''), { drip: 'abcdefghi', every: 100_000 }]),
    sees: [[seenGet()]],
    timeouts: SHORT,
    virtualOnly: true,
  },
  {
    name: 'an answer that comes too late is not taken for the next one',
    rfc: 'SPEC 2.7',
    clients: open([get('/1'), until('answer.\n'), get('/2')], failure(504) + ok('2')),
    backends: backend([HEAD, pause(310), ok('late')], [HEAD, pause(50), ok('2')]),
    sees: [[seenGet('/1'), seenGet('/2')]],
    timeouts: SHORT,
    virtualOnly: true,
  },
];

/** Kept apart: the client's connection does not outlive it. */
export const NEVER_READS: readonly ProxyCase[] = [
  {
    name: 'a backend that never reads the body',
    rfc: 'SPEC 2.7',
    clients: closed(
      message(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 9000000'], 'x'.repeat(2_000_000)),
      failure(504, CLOSES),
    ),
    backends: backend([STOP_READING, pause(1000), CLOSE]),
    sees: [['']],
    timeouts: { response: 150_000, request: 400_000 },
    virtualOnly: true,
    errors: 1,
  },
];
