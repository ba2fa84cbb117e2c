/** What goes through unchanged, and what belongs to one hop only. */
import { CLOSES, DATE, get, message, ok, post, seen, seenGet, seenPost } from '../messages.ts';
import { answers, answersTo, backend, closed, open, type ProxyCase } from './case.ts';

const OK = ok('hello');
/** A request for `lines` reaches the backend as `reaches`. */
function request(name: string, rfc: string, lines: readonly string[], reaches: string): ProxyCase {
  return { name, rfc, clients: open(message(lines), OK), backends: backend(answers(OK)), sees: [[reaches]] };
}

/** An answer comes back as `gets`. */
function answer(name: string, rfc: string, text: string, gets: string): ProxyCase {
  return { name, rfc, clients: open(get(), gets), backends: backend(answers(text)), sees: [[seenGet()]] };
}

export const FORWARDING: readonly ProxyCase[] = [
  request('a plain request', '3', ['GET / HTTP/1.1', 'Host: h'], seenGet()),
  request(
    'path and query to the letter',
    '3.2.1',
    ['GET /a%2Fb//c/../d?x=%41&y=+;z HTTP/1.1', 'Host: h'],
    seenGet('/a%2Fb//c/../d?x=%41&y=+;z'),
  ),
  request(
    'an unknown method',
    'RFC 9110, 9.1',
    ['BREW /pot HTTP/1.1', 'Host: h'],
    seen(['BREW /pot HTTP/1.1', 'Host: h']),
  ),
  request(
    'methods are case-sensitive',
    'RFC 9110, 9.1',
    ['get / HTTP/1.1', 'Host: h'],
    seen(['get / HTTP/1.1', 'Host: h']),
  ),
  request(
    'end-to-end fields as they came: order, case, repeats, spaces, bytes beyond ASCII',
    'RFC 9110, 5.3',
    ['GET / HTTP/1.1', 'hOsT: h', 'X-B:1', 'x-a:  two  words ', 'X-B: \xe9', 'Cookie: a=b', 'X-Empty:'],
    seen(['GET / HTTP/1.1', 'hOsT: h', 'X-B:1', 'x-a:  two  words ', 'X-B: \xe9', 'Cookie: a=b', 'X-Empty:']),
  ),
  request(
    'hop-by-hop fields stay here',
    'RFC 9110, 7.6.1',
    [
      'GET / HTTP/1.1',
      'Host: h',
      'Connection: keep-alive',
      'Keep-Alive: timeout=5',
      'Proxy-Connection: x',
      'TE: trailers',
      'Trailer: x',
      'Upgrade: websocket',
      'X-Stays: 1',
    ],
    seenGet('/', 'X-Stays: 1'),
  ),
  request(
    'Max-Forwards of an OPTIONS is counted down',
    'RFC 9110, 7.6.2',
    ['OPTIONS /x HTTP/1.1', 'Host: h', 'Max-Forwards: 2'],
    seen(['OPTIONS /x HTTP/1.1', 'Host: h', 'Max-Forwards: 1']),
  ),
  request(
    'Max-Forwards of any other method is just a field',
    'RFC 9110, 7.6.2',
    ['GET /x HTTP/1.1', 'Host: h', 'Max-Forwards: 0'],
    seenGet('/x', 'Max-Forwards: 0'),
  ),
  {
    name: 'an OPTIONS that may go no further is answered here',
    rfc: 'RFC 9110, 7.6.2',
    clients: open(
      message(['OPTIONS * HTTP/1.1', 'Host: h', 'Max-Forwards: 0', 'Content-Length: 1'], 'x'),
      message(['HTTP/1.1 200 OK', 'Content-Type: text/plain; charset=utf-8', 'Content-Length: 0', DATE]),
    ),
  },
  {
    name: 'a TRACE that may go no further is refused, and shows nothing',
    rfc: 'RFC 9110, 9.3.8',
    clients: open(
      message(['TRACE / HTTP/1.1', 'Host: h', 'Max-Forwards: 0']),
      message(
        ['HTTP/1.1 501 Not Implemented', 'Content-Type: text/plain; charset=utf-8', 'Content-Length: 27', DATE],
        'TRACE is not offered here.\n',
      ),
    ),
  },
  request(
    'what Connection names stays here',
    'RFC 9110, 7.6.1',
    ['GET / HTTP/1.1', 'X-One: 1', 'Host: h', 'Connection: x-one, X-TWO', 'X-Two: 2', 'X-Three: 3'],
    seenGet('/', 'X-Three: 3'),
  ),
  request(
    'Connection cannot strip what routes the request',
    'RFC 9110, 7.6.1',
    ['GET / HTTP/1.1', 'Host: h', 'Connection: host, x-real-ip, x-forwarded-for'],
    seenGet(),
  ),
  {
    name: 'Connection cannot strip what frames the request',
    rfc: 'RFC 9110, 7.6.1',
    clients: open(post('abc', 'Connection: content-length'), OK),
    backends: backend(answersTo('abc', OK)),
    sees: [[seenPost('abc')]],
  },
  request(
    'who claims to be forwarded is not believed',
    'SPEC 2.6',
    [
      'GET / HTTP/1.1',
      'Host: h',
      'X-Forwarded-For: 1.2.3.4',
      'x-forwarded-for: 5.6.7.8',
      'X-REAL-IP: 9.9.9.9',
      'X-Forwarded-Host: evil',
      'X-Forwarded-Proto: https',
      'Forwarded: for=1.2.3.4;host=evil',
      'X-Forwarded-Port: 1',
      'X-Forwarded-Server: evil',
      'X_Forwarded_For: 1.2.3.4',
      'x-real_ip: 9.9.9.9',
    ],
    seenGet(),
  ),
  request(
    'absolute form',
    '3.2.2',
    ['GET http://other:8080/p?q HTTP/1.1', 'Host: h'],
    seen(['GET /p?q HTTP/1.1', 'Host: other:8080'], '', 'other:8080'),
  ),
  request(
    'absolute form without a path',
    '3.2.1',
    ['GET http://other HTTP/1.1', 'Host: h'],
    seen(['GET / HTTP/1.1', 'Host: other'], '', 'other'),
  ),
  request('OPTIONS *', '3.2.4', ['OPTIONS * HTTP/1.1', 'Host: h'], seen(['OPTIONS * HTTP/1.1', 'Host: h'])),
  request(
    'OPTIONS for a whole server in absolute form',
    '3.2.4',
    ['OPTIONS http://h HTTP/1.1', 'Host: h'],
    seen(['OPTIONS * HTTP/1.1', 'Host: h']),
  ),
  request(
    'an empty Host is the backend by its address',
    '3.2',
    ['GET / HTTP/1.1', 'Host:'],
    seen(['GET / HTTP/1.1', 'Host: {b0}'], '', null),
  ),
  {
    name: 'a body with its length',
    rfc: '6.2',
    clients: open(post('a\0b\xffc'), OK),
    backends: backend(answersTo('\xffc', OK)),
    sees: [[seenPost('a\0b\xffc')]],
  },
  {
    name: 'an empty body keeps its length',
    rfc: 'RFC 9110, 8.6',
    clients: open(post(''), OK),
    backends: backend(answers(OK)),
    sees: [[seenPost('')]],
  },
  {
    name: 'the answer to HEAD keeps its length and has no body',
    rfc: 'RFC 9110, 9.3.2',
    clients: open(
      message(['HEAD / HTTP/1.1', 'Host: h']) + get('/2'),
      message(['HTTP/1.1 200 OK', 'Content-Length: 99']) + OK,
    ),
    backends: backend(answers(message(['HTTP/1.1 200 OK', 'Content-Length: 99']), OK)),
    sees: [[seen(['HEAD / HTTP/1.1', 'Host: h']) + seenGet('/2')]],
  },
  answer(
    'status, reason and fields as they came',
    '4',
    message(
      ['HTTP/1.1 299 Very  odd \xe9', 'X-B: 1', 'x-a: 2', 'Set-Cookie: a', 'Set-Cookie: b', 'Content-Length: 1'],
      'x',
    ),
    message(
      ['HTTP/1.1 299 Very  odd \xe9', 'X-B: 1', 'x-a: 2', 'Set-Cookie: a', 'Set-Cookie: b', 'Content-Length: 1'],
      'x',
    ),
  ),
  answer(
    'a missing reason is filled in',
    '4',
    message(['HTTP/1.1 404', 'Content-Length: 0']),
    message(['HTTP/1.1 404 Not Found', 'Content-Length: 0']),
  ),
  answer(
    'hop-by-hop fields of the answer stay here',
    'RFC 9110, 7.6.1',
    ok('x', 'Connection: x-hop, keep-alive', 'X-Hop: 1', 'Keep-Alive: timeout=9', 'X-Stays: 1'),
    ok('x', 'X-Stays: 1'),
  ),
  answer(
    'a backend of HTTP/1.0 speaks 1.1 through us',
    'RFC 9110, 2.5',
    message(['HTTP/1.0 200 OK', 'Content-Length: 1'], 'x'),
    ok('x'),
  ),
  answer(
    '204 has no body and no length',
    'RFC 9110, 8.6',
    message(['HTTP/1.1 204 No Content', 'Content-Length: 0']),
    message(['HTTP/1.1 204 No Content']),
  ),
  answer(
    '304 keeps its length and has no body',
    'RFC 9110, 15.4.5',
    message(['HTTP/1.1 304 Not Modified', 'ETag: "a"', 'Content-Length: 7']),
    message(['HTTP/1.1 304 Not Modified', 'ETag: "a"', 'Content-Length: 7']),
  ),
  answer(
    'server errors are answers like others',
    'SPEC 2.7',
    message(['HTTP/1.1 503 Busy', 'Retry-After: 1', 'Content-Length: 0']),
    message(['HTTP/1.1 503 Busy', 'Retry-After: 1', 'Content-Length: 0']),
  ),
  {
    name: 'a client that says close gets its answer and the end',
    rfc: '9.6',
    clients: closed(get('/', CLOSES), ok('x', CLOSES)),
    backends: backend(answers(ok('x'))),
    sees: [[seenGet()]],
  },
  {
    name: 'a backend that says close does not close the client',
    rfc: '9.6',
    clients: open(get('/1') + get('/2'), ok('1') + ok('2')),
    backends: backend(answers(ok('1', CLOSES)), answers(ok('2'))),
    sees: [[seenGet('/1'), seenGet('/2')]],
  },
];
