/** What clients do to a connection: pipelining, half-closing, dawdling, aborting. */
import { CLOSES, DATE, failure, get, message, ok, post, seen, seenGet, seenPost } from '../messages.ts';
import { AWAIT_END, CLOSE, END, HEAD, pause, READ_ON, RESET, STOP_READING, type Step, until } from '../raw-peer.ts';
import { answers, backend, closed, cut, open, type ProxyCase } from './case.ts';

/** A page of the balancer's own. */
function own(status: string, type: string, body: string, ...fields: string[]): string {
  return message(
    [`HTTP/1.1 ${status}`, `Content-Type: ${type}`, `Content-Length: ${body.length}`, DATE, ...fields],
    body,
  );
}

const HEALTH = '{"status":"healthy","healthy_backends":1,"total_backends":1}';
const TEXT = 'text/plain; charset=utf-8';
const json = (body: string, ...fields: string[]) => own('200 OK', 'application/json', body, ...fields);
const NOT_FOUND = own(
  '404 Not Found',
  TEXT,
  'There is no such page here; there are /lb/health, /lb/ready and /lb/metrics.\n',
);
const NOT_ALLOWED = own('405 Method Not Allowed', TEXT, 'Only GET and HEAD are possible here.\n', 'Allow: GET, HEAD');

/** The client half-closes behind what it sends, and waits for the end. */
function endedBy(sends: string, gets: string | RegExp, ...meanwhile: Step[]): ProxyCase['clients'] {
  return [{ sends: [sends, ...meanwhile, END, AWAIT_END], gets, ends: 'any' }];
}

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
    clients: closed(
      get('/lb/health') + get('/1') + get('/lb/health?x') + get('/lb/nothing') + get('/2') + get('/lb/health', CLOSES),
      json(HEALTH) + ok('1') + json(HEALTH) + NOT_FOUND + ok('2') + json(HEALTH, CLOSES),
    ),
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
      message(['HTTP/1.1 200 OK', 'Content-Type: application/json', `Content-Length: ${HEALTH.length}`, DATE]) +
        NOT_ALLOWED +
        json(HEALTH),
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
    clients: endedBy(message(['POST /lb/health HTTP/1.1', 'Host: h', 'Content-Length: 4'], 'ab'), /^HTTP\/1\.1 400 /),
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
    clients: endedBy(get(), ok('slow')),
    backends: backend([HEAD, pause(20), ok('slow')]),
    sees: [[seenGet()]],
  },
  {
    name: 'a half-closed client gets all of its pipelined answers, and the end',
    rfc: '9.6',
    clients: endedBy(get('/1') + get('/2') + get('/lb/health'), ok('1') + ok('2') + json(HEALTH)),
    backends: backend([HEAD, pause(10), ok('1'), HEAD, pause(10), ok('2')]),
    sees: [[seenGet('/1') + seenGet('/2')]],
  },
  {
    name: 'half a request behind a whole one, and the end',
    rfc: '8',
    clients: endedBy(
      `${get('/1')}GET /2 HT`,
      /^HTTP\/1\.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP\/1\.1 400 .*ended inside/s,
    ),
    backends: backend([HEAD, pause(10), ok('1')]),
    sees: [[seenGet('/1')]],
  },
  {
    name: 'half a body and the end',
    rfc: '8',
    clients: endedBy(
      message(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 9'], 'abc'),
      /^HTTP\/1\.1 400 /,
      pause(20),
    ),
    backends: backend([until('abc')]),
    sees: [[seen(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 9'], 'abc')]],
    errors: 0,
  },
  {
    name: 'a connection without a request is closed in silence',
    rfc: '9.6',
    clients: endedBy('', ''),
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
    clients: [
      {
        sends: [get(), until('abc'), RESET],
        gets: message(['HTTP/1.1 200 OK', 'Content-Length: 6'], 'abc'),
        ends: 'any',
      },
    ],
    backends: backend([HEAD, message(['HTTP/1.1 200 OK', 'Content-Length: 6'], 'abc'), AWAIT_END]),
    sees: [[seenGet()]],
    errors: 0,
  },
  {
    name: 'a client that aborts inside its body',
    rfc: 'SPEC 2.8',
    clients: [
      {
        sends: [message(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 6'], 'abc'), pause(20), RESET],
        gets: '',
        ends: 'any',
      },
    ],
    backends: backend([until('abc'), AWAIT_END]),
    sees: [[seen(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 6'], 'abc')]],
    errors: 0,
  },
  {
    name: 'a client that closes with pipelined requests behind',
    rfc: '9.3.2',
    clients: [
      { sends: [get('/1') + get('/2'), until('1'), until('\r\n\r\n'), CLOSE], gets: /^HTTP\/1\.1 200/, ends: 'any' },
    ],
    backends: backend([HEAD, ok('1'), HEAD, AWAIT_END]),
    sees: [[seenGet('/1') + seenGet('/2')]],
    timeouts: { response: 150_000 },
  },
  {
    name: 'a head that drips too long',
    rfc: 'RFC 9110, 15.5.9',
    clients: closed(['GET / HTTP/1.1\r\nHo', { drip: 'st: hhhhhhhhhhhhhhhhhh', every: 16_000 }], failure(408, CLOSES)),
    timeouts: { request: 300_000 },
    virtualOnly: true,
  },
  {
    name: 'a head that stops',
    rfc: 'RFC 9110, 15.5.9',
    clients: closed('GET / HTTP/1.1\r\nHo', failure(408, CLOSES)),
    timeouts: { request: 300_000 },
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
    timeouts: { request: 300_000 },
  },
  {
    name: 'a body that stops coming',
    rfc: 'RFC 9110, 15.5.9',
    clients: closed(message(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 9'], 'abc'), failure(408, CLOSES)),
    backends: backend([until('abc')]),
    sees: [[seen(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 9'], 'abc')]],
    timeouts: { request: 300_000 },
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
  {
    name: "a client that stops reading is cut, and the rest of its answer is nobody else's",
    rfc: 'SPEC 2.7',
    clients: [...cut([get('/1'), STOP_READING, pause(2000)], ok('x'.repeat(200_000))), ...open(get('/2'), ok('2'))],
    backends: backend(
      [HEAD, ok('x'.repeat(200_000)).slice(0, -50_000), pause(1500), 'x'.repeat(50_000)],
      answers(ok('2')),
    ),
    sees: [[seenGet('/1'), seenGet('/2')]],
    timeouts: { request: 150_000 },
    errors: 0,
    virtualOnly: true,
  },
  {
    name: 'a client that reads its whole answer late is as good as any',
    rfc: 'SPEC 2.7',
    clients: open(
      [get('/1'), STOP_READING, pause(100), READ_ON, { bytes: ok('x'.repeat(200_000)).length }, pause(400), get('/2')],
      ok('x'.repeat(200_000)) + ok('2'),
    ),
    backends: backend([HEAD, ok('x'.repeat(200_000)), HEAD, ok('2')]),
    sees: [[seenGet('/1') + seenGet('/2')]],
    timeouts: { response: 150_000 },
    virtualOnly: true,
  },
  {
    name: 'a client that never takes in its last answer is cut',
    rfc: 'SPEC 2.7',
    clients: cut([get('/1'), STOP_READING, pause(2000)], ok('x'.repeat(200_000))),
    backends: backend(answers(ok('x'.repeat(200_000)))),
    sees: [[seenGet('/1')]],
    timeouts: { request: 150_000 },
    errors: 0,
    virtualOnly: true,
  },
];
