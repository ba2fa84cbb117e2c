/** Upgrade: when it is passed on, and what is then between client and backend. */
import { CLOSES, failure, get, message, ok, seen, seenGet } from '../messages.ts';
import { AWAIT_END, CLOSE, END, HEAD, pause, RESET, type Script, until } from '../raw-peer.ts';
import { backend, closed, open, type ProxyCase } from './case.ts';

const OFFER = ['Connection: Upgrade', 'Upgrade: websocket'];
const REQUEST = get('/chat', 'Sec-WebSocket-Key: k', ...OFFER);
/** What the backend sees of it: the hop's fields are the balancer's own, and stand behind the others. */
const REACHES = message([
  'GET /chat HTTP/1.1',
  'Host: h',
  'Sec-WebSocket-Key: k',
  ...OFFER,
  'X-Forwarded-For: 127.0.0.1',
  'X-Real-IP: 127.0.0.1',
  'X-Forwarded-Proto: http',
  'X-Forwarded-Host: h',
]);
const SWITCH = message(['HTTP/1.1 101 Switching Protocols', 'Sec-WebSocket-Accept: a', ...OFFER]);
/** A backend that agrees, then follows the script. */
const agrees = (...script: Script) => backend([HEAD, SWITCH, ...script]);

/** An offer that is not passed on: the request goes without it, and is answered as any other. */
function ordinary(name: string, lines: readonly string[], reaches: string): ProxyCase {
  return {
    name,
    rfc: 'RFC 9110, 7.8',
    clients: open(message(lines), ok('x')),
    backends: backend([HEAD, ok('x')]),
    sees: [[reaches]],
  };
}

export const TUNNELS: readonly ProxyCase[] = [
  {
    name: 'bytes go both ways, whatever they are',
    rfc: 'RFC 9110, 7.8',
    clients: [
      {
        sends: [REQUEST, HEAD, 'GET \r\n\r\n\0', until('pong\xff'), END, AWAIT_END],
        gets: `${SWITCH}pong\xff`,
        ends: 'any',
      },
    ],
    backends: agrees(until('\0'), 'pong\xff', AWAIT_END, END),
    sees: [[`${REACHES}GET \r\n\r\n\0`]],
    errors: 0,
  },
  {
    name: 'what the backend sends with its 101 belongs to the tunnel',
    rfc: 'RFC 9110, 7.8',
    clients: [{ sends: [REQUEST, until('hello'), END, AWAIT_END], gets: `${SWITCH}hello`, ends: 'any' }],
    backends: backend([HEAD, `${SWITCH}hello`, AWAIT_END, END]),
    sees: [[REACHES]],
  },
  {
    name: 'what the client sends before the 101 waits for it',
    rfc: 'RFC 9110, 7.8',
    clients: [{ sends: [`${REQUEST}early`, until('late'), END, AWAIT_END], gets: `${SWITCH}late`, ends: 'any' }],
    backends: backend([HEAD, pause(2), SWITCH, until('early'), 'late', AWAIT_END, END]),
    sees: [[`${REACHES}early`]],
  },
  {
    name: 'the backend ends its side first: the client may still send',
    rfc: 'RFC 9110, 7.8',
    clients: [{ sends: [REQUEST, AWAIT_END, 'more', END], gets: `${SWITCH}bye`, ends: 'any' }],
    backends: backend([HEAD, `${SWITCH}bye`, END, until('more')]),
    sees: [[`${REACHES}more`]],
  },
  {
    name: 'the client is gone: the backend sees it',
    rfc: 'RFC 9110, 7.8',
    clients: [{ sends: [REQUEST, HEAD, CLOSE], gets: SWITCH, ends: 'any' }],
    backends: agrees(AWAIT_END),
    sees: [[REACHES]],
    errors: 0,
  },
  {
    name: 'the backend resets: so does the balancer, and it is no error of an answer',
    rfc: 'RFC 9110, 7.8',
    clients: [{ sends: [REQUEST, HEAD, 'x'], gets: SWITCH, ends: 'any' }],
    backends: agrees(until('x'), RESET),
    sees: [[`${REACHES}x`]],
    errors: 0,
  },
  {
    name: 'a tunnel without a byte for too long is cut',
    rfc: 'SPEC 2.7',
    timeouts: { tunnel: 600_000 },
    clients: [{ sends: [REQUEST, HEAD, 'x'], gets: SWITCH, ends: 'any' }],
    backends: agrees(until('x'), AWAIT_END),
    sees: [[`${REACHES}x`]],
    errors: 0,
  },
  {
    name: 'the backend does not want to: an ordinary answer, and HTTP goes on',
    rfc: 'RFC 9110, 7.8',
    clients: open(REQUEST + get('/2'), ok('1') + ok('2')),
    backends: backend([HEAD, ok('1'), HEAD, ok('2')]),
    sees: [[REACHES + seenGet('/2')]],
  },
  {
    name: 'a 101 that nobody asked for is a bad answer',
    rfc: 'RFC 9110, 15.2.2',
    clients: open(get(), failure(502)),
    backends: backend([HEAD, SWITCH]),
    sees: [[seenGet()]],
    errors: 1,
  },
  {
    name: 'a 101 that does not say to what is a bad answer',
    rfc: 'RFC 9110, 15.2.2',
    clients: open(REQUEST, failure(502)),
    backends: backend([HEAD, message(['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade'])]),
    sees: [[REACHES]],
    errors: 1,
  },
  ordinary('Upgrade that Connection does not name', ['GET / HTTP/1.1', 'Host: h', 'Upgrade: websocket'], seenGet()),
  ordinary(
    'Upgrade to another HTTP, which would hide requests',
    ['GET / HTTP/1.1', 'Host: h', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk'],
    seenGet(),
  ),
  ordinary(
    'two Upgrade fields: nobody knows which one another server would take up',
    ['GET / HTTP/1.1', 'Host: h', 'Connection: Upgrade', 'Upgrade: h2c', 'Upgrade: websocket'],
    seenGet(),
  ),
  {
    name: 'Upgrade from a 1.0 client',
    rfc: 'RFC 9110, 7.8',
    clients: closed(message(['GET / HTTP/1.0', 'Host: h', ...OFFER]), ok('x', CLOSES)),
    backends: backend([HEAD, ok('x')]),
    sees: [[seenGet()]],
  },
  {
    name: 'Upgrade with a body',
    rfc: 'RFC 9110, 7.8',
    clients: open(message(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 1', ...OFFER], 'b'), ok('x')),
    backends: backend([until('b'), ok('x')]),
    sees: [[seen(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 1'], 'b')]],
  },
];
