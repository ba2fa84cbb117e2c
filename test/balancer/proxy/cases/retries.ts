/** When a request is sent again, to whom, and when it must not be. */

import type { BackendSpec } from '../harness.ts';
import { CLOSES, failure, get, message, ok, post, seen, seenGet, seenPost } from '../messages.ts';
import { CLOSE, END, HEAD, pause, RESET, until } from '../raw-peer.ts';
import { answers, backend, closed, open, type ProxyCase } from './case.ts';

const REFUSES: BackendSpec = { connections: [], gone: 'refuses' };
const SILENT: BackendSpec = { connections: [], gone: 'silent' };
const up = (...texts: string[]): BackendSpec => ({ connections: [answers(...texts)] });
const put = (body: string) => message(['PUT / HTTP/1.1', 'Host: h', `Content-Length: ${body.length}`], body);

/** A kept connection whose backend takes the second request and goes away without a word. */
const FORGETFUL = [HEAD, ok('1'), HEAD, CLOSE];

export const RETRIES: readonly ProxyCase[] = [
  {
    name: 'a refused connection: the next backend gets the request',
    rfc: 'SPEC 2.7',
    clients: open(get(), ok('x')),
    backends: [REFUSES, up(ok('x'))],
    sees: [[], [seenGet()]],
    selects: [1, 1],
    errors: 1,
  },
  {
    name: 'all but the last refuse: each is tried once',
    rfc: 'SPEC 2.7',
    clients: open(get('/1') + get('/2'), ok('1') + ok('2')),
    backends: [REFUSES, REFUSES, REFUSES, up(ok('1'), ok('2'))],
    sees: [[], [], [], [seenGet('/1') + seenGet('/2')]],
  },
  {
    name: 'a heavy backend refuses: its light neighbour is found all the same',
    rfc: 'SPEC 2.7',
    clients: open(get(), ok('x')),
    backends: [{ ...REFUSES, weight: 200 }, up(ok('x'))],
    sees: [[], [seenGet()]],
    selects: [1, 1],
  },
  {
    name: 'all refuse: 502, each tried once',
    rfc: 'SPEC 2.7',
    clients: open(get(), failure(502)),
    backends: [REFUSES, REFUSES, REFUSES],
    selects: [1, 1, 1],
    errors: 3,
  },
  {
    name: 'POST too goes to another backend, its body with it: nothing of it was sent',
    rfc: 'RFC 9110, 9.2.2',
    clients: open(post('body'), ok('x')),
    backends: [REFUSES, { connections: [[until('body'), ok('x')]] }],
    sees: [[], [seenPost('body')]],
  },
  {
    name: 'a body that comes while backends are tried',
    rfc: 'RFC 9110, 9.2.2',
    clients: open(
      [message(['POST / HTTP/1.1', 'Host: h', 'Content-Length: 8'], 'abc'), pause(1), 'def', pause(1), 'gh'],
      ok('x'),
    ),
    backends: [REFUSES, REFUSES, { connections: [[until('gh'), ok('x')]] }],
    sees: [[], [], [seenPost('abcdefgh')]],
  },
  {
    name: 'a chunked body goes to another backend',
    rfc: 'RFC 9110, 9.2.2',
    clients: open(
      message(['POST / HTTP/1.1', 'Host: h', 'Transfer-Encoding: chunked'], '3\r\nabc\r\n0\r\nX: 1\r\n\r\n'),
      ok('x'),
    ),
    backends: [REFUSES, { connections: [[until('X: 1\r\n\r\n'), ok('x')]] }],
    sees: [
      [],
      [
        message(
          [seen(['POST / HTTP/1.1', 'Host: h', 'Transfer-Encoding: chunked']).trimEnd()],
          '3\r\nabc\r\n0\r\nX: 1\r\n\r\n',
        ),
      ],
    ],
  },
  {
    name: 'a request without a Host gets the address of the backend that takes it',
    rfc: 'RFC 9110, 7.2',
    clients: closed(message(['GET / HTTP/1.0']), ok('x', CLOSES)),
    backends: [REFUSES, up(ok('x'))],
    sees: [[], [seen(['GET / HTTP/1.1', 'Host: {b1}'], '', null)]],
  },
  {
    name: 'a backend that is not healthy is never tried',
    rfc: 'SPEC 2.5',
    clients: open(get('/1') + get('/2') + get('/3'), ok('1') + ok('2') + ok('3')),
    backends: [
      { connections: [], state: 'Unhealthy' },
      up(ok('1'), ok('2'), ok('3')),
      { connections: [], state: 'Draining' },
    ],
    sees: [[], [seenGet('/1') + seenGet('/2') + seenGet('/3')], []],
  },
  {
    name: 'all_backends_down: 503, and the connection is as good as before',
    rfc: 'SPEC 2.7',
    clients: open(get('/1') + get('/2'), failure(503) + failure(503)),
    backends: [
      { connections: [], state: 'Unhealthy' },
      { connections: [], state: 'Draining' },
    ],
    selects: [0, 0],
  },
  {
    name: '503 to a HEAD has no body, to a POST ends the connection',
    rfc: 'RFC 9110, 9.3.2',
    clients: closed(
      message(['HEAD / HTTP/1.1', 'Host: h']) + post('body') + get(),
      message([failure(503).split('\r\n\r\n')[0] ?? '']) + failure(503, CLOSES),
    ),
    backends: [{ connections: [], state: 'Unhealthy' }],
    selects: [0],
  },
  {
    name: 'nothing comes back from the network: 504, nobody else is asked',
    rfc: 'SPEC 2.7',
    clients: open(get('/1') + get('/2'), failure(504) + ok('2')),
    backends: [SILENT, up(ok('2'))],
    sees: [[], [seenGet('/2')]],
    timeouts: { connect: 100_000 },
    errors: 1,
    virtualOnly: true,
  },
  {
    name: 'a kept connection that closed while idle is not used again',
    rfc: '9.3.1',
    clients: open([get('/1'), until('1!'), pause(60), post('two')], ok('1!') + ok('2')),
    backends: backend([HEAD, ok('1!'), pause(10), END], [until('two'), ok('2')]),
    sees: [[seenGet('/1'), seenPost('two')]],
    errors: 0,
  },
  {
    name: 'a kept connection that was reset while idle is not used again',
    rfc: '9.3.1',
    clients: open([get('/1'), until('1!'), pause(60), get('/2')], ok('1!') + ok('2')),
    backends: backend([HEAD, ok('1!'), pause(10), RESET], answers(ok('2'))),
    sees: [[seenGet('/1'), seenGet('/2')]],
    errors: 0,
  },
  {
    name: 'a kept connection closes instead of an answer: GET goes once more, on a new one',
    rfc: '9.3.1',
    clients: open(get('/1') + get('/2'), ok('1') + ok('2')),
    backends: backend(FORGETFUL, answers(ok('2'))),
    sees: [[seenGet('/1') + seenGet('/2'), seenGet('/2')]],
    selects: [3],
    errors: 1,
  },
  {
    name: 'once more, and not twice',
    rfc: '9.3.1',
    clients: open(get('/1') + get('/2'), ok('1') + failure(502)),
    backends: backend(FORGETFUL, [HEAD, CLOSE]),
    sees: [[seenGet('/1') + seenGet('/2'), seenGet('/2')]],
    selects: [3],
    errors: 2,
  },
  {
    name: 'a kept connection resets instead of an answer: DELETE goes once more',
    rfc: '9.3.1',
    clients: open(get('/1') + message(['DELETE /2 HTTP/1.1', 'Host: h']), ok('1') + ok('2')),
    backends: backend([HEAD, ok('1'), HEAD, RESET], answers(ok('2'))),
    sees: [[seenGet('/1') + seen(['DELETE /2 HTTP/1.1', 'Host: h']), seen(['DELETE /2 HTTP/1.1', 'Host: h'])]],
  },
  {
    name: 'a kept connection closes instead of an answer: POST is not sent again',
    rfc: '9.3.1',
    clients: open(get('/1') + post('two'), ok('1') + failure(502)),
    backends: backend([HEAD, ok('1'), until('two'), CLOSE]),
    sees: [[seenGet('/1') + seenPost('two')]],
    selects: [2],
    errors: 1,
  },
  {
    name: 'nor is a POST without a body',
    rfc: '9.3.1',
    clients: open(get('/1') + post(''), ok('1') + failure(502)),
    backends: backend(FORGETFUL),
    sees: [[seenGet('/1') + seenPost('')]],
  },
  {
    name: 'nor is a body that is gone',
    rfc: '9.3.1',
    clients: open(get('/1') + put('two'), ok('1') + failure(502)),
    backends: backend([HEAD, ok('1'), until('two'), CLOSE]),
    sees: [[seenGet('/1') + seen(['PUT / HTTP/1.1', 'Host: h', 'Content-Length: 3'], 'two')]],
  },
  {
    name: 'an answer that began is never asked for again',
    rfc: '9.3.1',
    clients: open(get('/1') + get('/2'), ok('1') + failure(502)),
    backends: backend([HEAD, ok('1'), HEAD, 'HTTP/1.1 2', pause(5), CLOSE]),
    sees: [[seenGet('/1') + seenGet('/2')]],
  },
  {
    name: 'a kept connection is closed before its backend would do it',
    rfc: '9.5',
    clients: open([get('/1'), until('1!'), pause(300), get('/2')], ok('1!') + ok('2')),
    backends: backend(answers(ok('1!')), answers(ok('2'))),
    sees: [[seenGet('/1'), seenGet('/2')]],
    timeouts: { upstreamIdle: 50_000 },
  },
];
