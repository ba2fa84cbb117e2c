/** What clients do to a connection: pipelining, half-closing, dawdling, aborting. */
import { CLOSES, failure, get, message, ok, post, seen, seenGet, seenPost } from '../messages.ts';
import { AWAIT_END, CLOSE, END, HEAD, pause, RESET, until } from '../raw-peer.ts';
import { answers, backend, closed, open, type ProxyCase } from './case.ts';

const json = (body: string, ...fields: string[]) => message(['HTTP/1.1 200 OK', 'Content-Type: application/json', `Content-Length: ${body.length}`, ...fields], body);
const HEALTH = '{"status":"healthy","healthy_backends":1,"total_backends":1}';
const notFound = message(
  ['HTTP/1.1 404 Not Found', 'Content-Type: text/plain; charset=utf-8', 'Content-Length: 66'],
  'There is no such page here; there are /lb/health and /lb/metrics.\n',
);
const notAllowed = message(
  ['HTTP/1.1 405 Method Not Allowed', 'Content-Type: text/plain; charset=utf-8', 'Content-Length: 36', 'Allow: GET, HEAD'],
  'Only GET and HEAD are possible here.\n'.slice(0, 36),
);

export const CLIENTS: readonly ProxyCase[] = [
  {
    name: 'pipelined requests are answered in their order',
    rfc: '9.3.2',
    clients: open(get('/1') + post('two') + get('/3'), ok('1') + ok('2') + ok('3')),
    backends: backend([HEAD, ok('1'), until('two'), ok('2'), HEAD, ok('3')]),
    sees: [[seenGet('/1') + seenPost('two') + seenGet('/3')]],
    selects: [3],
  },
  {
    name: "the balancer's own pages take their turn among pipelined requests",
    rfc: '9.3.2',
    clients: open(
      get('/lb/health') + get('/1') + get('/lb/health?x') + get('/lb/nothing') + get('/2') + get('/lb/health', CLOSES),
      json(HEALTH) + ok('1') + json(HEALTH) + notFound + ok('2') + json(HEALTH, CLOSES),
    ).map((client) => ({ ...client, ends: 'closed' })),
    backends: backend([HEAD, pause(10), ok('1'), HEAD, pause(10), ok('2')]),
    sees: [[seenGet('/1') + seenGet('/2')]],
  },
  {
    name: 'own pages: HEAD has no body, POST is refused with its body read',
    rfc: 'RFC 9110, 9.3.2, 15.5.6',
    clients: open(
      message(['HEAD /lb/health HTTP/1.1', 'Host: h']) +
        message(['POST /lb/health HTTP/1.1', 'Host: h', 'Content-Length: 4'], 'GET ') +
        get('http://h/lb/health'),
      message(['HTTP/1.1 200 OK', 'Content-Type: application/json', `Content-Length: ${HEALTH.length}`]) +
        notAllowed.replace('36', '37') + '\n' + json(HEALTH),
    ),
  },
  {
    name: 'own pages for a client of HTTP/1.0',
    rfc: '9.3',
    clients: closed(message(['GET /lb/health HTTP/1.0', 'Connection: keep-alive']), json(HEALTH, CLOSES)),
  },
  {
    name: 'own pages: half a body and the end is refused at once',
    rfc: '8',
    clients: closed([message(['POST /lb/health HTTP/1.1', 'Host: h', 'Content-Length: 4'], 'ab'), END], /^HTTP\/1\.1 400 /),
  },
  {
    name: 'nothing is read behind a request that says close',
    rfc: '9.6',
    clients: closed(get('/1', CLOSES) + get('/2'), ok('1', CLOSES)),
    backends: backend(answers(ok('1'))),
    sees: [[seenGet('/1')]],
    selects: [1],
  },
  {
    name: 'a half-closed client gets its answer',
    rfc: '9.6',
    clients: [{ sends: [get(), END, until('slow')], gets: ok('slow'), ends: 'any' }],
    backends: backend([HEAD, pause(20), ok('slow')]),
    sees: [[seenGet()]],
  },
  {
    name: 'a half-closed client gets all of its pipelined answers, and the end',
    rfc: '9.6',
    clients: [{ sends: [get('/1') + get('/2') + get('/lb/health'), END, AWAIT_END], gets: ok('1') + ok('2') + json(HEALTH), ends: 'any' }],
    backends: backend([HEAD, pause(10), ok('1'), HEAD, pause(10), ok('2')]),
    sees: [[seenGet('/1') + seenGet('/2')]],
  },
  {
    name: 'half a request behind a whole one, and the end',
    rfc: '8',
    clients: closed([`${get('/1')}GET /2 HT`, END], /^HTTP\/1\.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP\/1\.1 400 .*truncated|ended inside/s),
    backends: backend([HEAD, pause(10), ok('1')]),
    sees: [[seenGet('/1')]],
  },
  {
    name: 'half a body and the end',
    rfc: '8',
    clients: closed([message(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 9'], 'abc'), END], /^HTTP\/1\.1 400 /),
    backends: backend([until('abc')]),
    sees: [[seen(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 9'], 'abc')]],
    errors: 0,
  },
  {
    name: 'a connection without a request is closed in silence',
    rfc: '9.6',
    clients: [{ sends: [END, AWAIT_END], gets: '', ends: 'any' }],
  },
  {
    name: 'empty lines before a request are skipped',
    rfc: '2.2',
    clients: open(`\r\n${get('/1')}\r\n\r\n${get('/2')}`, ok('1') + ok('2')),
    backends: backend(answers(ok('1'), ok('2'))),
    sees: [[seenGet('/1') + seenGet('/2')]],
  },
  {
    name: 'a client that aborts frees its backend, and is not its error',
    rfc: 'SPEC 2.8',
    clients: [
      { sends: [get('/1'), pause(20), RESET], gets: '', ends: 'any' },
      { sends: get('/2'), gets: ok('2'), ends: 'open' },
    ],
    backends: backend([HEAD, AWAIT_END, END], answers(ok('2'))),
    sees: [[seenGet('/1'), seenGet('/2')]],
    errors: 0,
  },
  {
    name: 'a client that aborts inside the answer',
    rfc: 'SPEC 2.8',
    clients: [{ sends: [get(), until('abc'), RESET], gets: message(['HTTP/1.1 200 OK', 'Content-Length: 6'], 'abc'), ends: 'any' }],
    backends: backend([HEAD, message(['HTTP/1.1 200 OK', 'Content-Length: 6'], 'abc'), AWAIT_END]),
    sees: [[seenGet()]],
    errors: 0,
  },
  {
    name: 'a client that aborts inside its body',
    rfc: 'SPEC 2.8',
    clients: [{ sends: [message(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 6'], 'abc'), pause(20), RESET], gets: '', ends: 'any' }],
    backends: backend([until('abc'), AWAIT_END]),
    sees: [[seen(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 6'], 'abc')]],
    errors: 0,
  },
  {
    name: 'a client that closes with pipelined requests behind',
    rfc: '9.3.2',
    clients: [{ sends: [get('/1') + get('/2'), until('1'), until('\r\n\r\n'), CLOSE], gets: /^HTTP\/1\.1 200/, ends: 'any' }],
    backends: backend([HEAD, ok('1'), HEAD, AWAIT_END]),
    sees: [[seenGet('/1') + seenGet('/2')]],
  },
  {
    name: 'a head that drips too long',
    rfc: 'RFC 9110, 15.5.9',
    clients: closed(['GET / HTTP/1.1\r\nHo', { drip: 'st: hhhhhhhhhhhhhhhhhhhhhhhhhh', every: 20_000 }], failure(408, CLOSES)),
    timeouts: { request: 200_000 },
  },
  {
    name: 'a second head that drips too long behind a HEAD: the refusal has its body',
    rfc: 'RFC 9110, 15.5.9',
    clients: closed(
      [message(['HEAD / HTTP/1.1', 'Host: h']), HEAD, 'GET / HTTP/1.1\r\n'],
      message(['HTTP/1.1 200 OK', 'Content-Length: 9']) + failure(408, CLOSES),
    ),
    backends: backend(answers(ok('123456789').slice(0, -9))),
    sees: [[seen(['HEAD / HTTP/1.1', 'Host: h'])]],
    timeouts: { request: 150_000 },
  },
  {
    name: 'a body that stops coming',
    rfc: 'RFC 9110, 15.5.9',
    clients: closed(message(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 9'], 'abc'), failure(408, CLOSES)),
    backends: backend([until('abc')]),
    sees: [[seen(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 9'], 'abc')]],
    timeouts: { request: 150_000 },
    errors: 0,
  },
  {
    name: 'a body that drips on and on is no idler',
    rfc: 'SPEC 2',
    clients: open(
      [message(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 9']), { drip: 'abcdefghi', every: 40_000 }],
      ok('x'),
    ),
    backends: backend([until('ghi'), ok('x')]),
    sees: [[seenPost('abcdefghi')]],
    timeouts: { request: 200_000, response: 200_000 },
    virtualOnly: true,
  },
  {
    name: 'an idle client is closed in silence',
    rfc: '9.5',
    clients: closed(get(), ok('x')),
    backends: backend(answers(ok('x'))),
    sees: [[seenGet()]],
    timeouts: { idle: 100_000 },
  },
  {
    name: 'a client that never says anything is closed',
    rfc: '9.5',
    clients: closed([], ''),
    timeouts: { request: 100_000 },
  },
];
