/** What the access log is told of each request, whoever answered it, and when nobody did. */
import { describe, expect, test } from 'vitest';
import type { AccessEntry } from '../../../src/balancer/proxy/access-log.ts';
import type { BackendSpec, ClientSpec } from './harness.ts';
import { playLive } from './live-world.ts';
import { CLOSES, chunks, get, message, ok, post } from './messages.ts';
import { AWAIT_END, CLOSE, END, HEAD, pause, RESET, type Script, until } from './raw-peer.ts';
import { playVirtually, ROUGH, SMOOTH } from './virtual-world.ts';

const LOGGED = { accessLog: 'json' } as const;

function client(...sends: Script): ClientSpec {
  return { sends, gets: '', ends: 'any' };
}

function log(clients: readonly ClientSpec[], backends: readonly BackendSpec[], timeouts = {}): AccessEntry[] {
  const { stage, leaks } = playVirtually({ clients, backends, timeouts, config: LOGGED }, 1, ROUGH);
  expect(stage.surprises).toEqual([]);
  expect(leaks).toEqual([]);
  return stage.accesses;
}

/** The parts that differ from line to line; an answer that is not whole with a mark behind its reason. */
function brief(entries: readonly AccessEntry[]): unknown[] {
  return entries.map(({ target, status, bytes, backend, reason, aborted }) => {
    const why = aborted ? [`${reason}, aborted`] : reason === '' ? [] : [reason];
    return [target, status, bytes, backend, ...why];
  });
}

const B0 = '127.2.0.1:3001';
const B1 = '127.2.0.2:3002';

test('an answer that was passed on, with all that is known of it', () => {
  const request = message(['GET http://h/a?b HTTP/1.1', 'Host: h', 'REFERER: r', 'User-Agent: u']);
  const clients = [client(request, until('abc'), END)];
  const { stage } = playVirtually(
    { clients, backends: [{ connections: [[HEAD, pause(20), ok('abc')]] }], timeouts: {}, config: LOGGED },
    1,
    SMOOTH,
  );
  expect(stage.accesses).toEqual([
    {
      ...{ client: '127.0.0.1', method: 'GET', target: 'http://h/a?b', minor: 1, referer: 'r', userAgent: 'u' },
      ...{
        status: 200,
        bytes: 3,
        backend: B0,
        reason: '',
        aborted: false,
        problem: '',
        duration: expect.any(Number),
        wall: expect.any(Number),
      },
    },
  ]);
  const [{ duration, wall }] = stage.accesses as [AccessEntry];
  expect(duration).toBeGreaterThan(20_000);
  expect(duration).toBeLessThan(25_000);
  expect(wall).toBe(1_767_225_600_000 + 20);
});

test('bytes are those of the body: in chunks, to a HEAD, of a long one', () => {
  const chunked = message(['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'], chunks('abc', 'de'));
  const head = message(['HEAD /head HTTP/1.1', 'Host: h']);
  const scripts: Script = [HEAD, chunked, HEAD, ok('0123').slice(0, -4), HEAD, ok('x'.repeat(100_000))];
  const entries = log(
    [client(get('/chunks') + head + get('/long', CLOSES), AWAIT_END, END)],
    [{ connections: [scripts] }],
  );
  expect(brief(entries)).toEqual([
    ['/chunks', 200, 5, B0],
    ['/head', 200, 0, B0],
    ['/long', 200, 100_000, B0],
  ]);
});

test('what the balancer answers itself has no backend but the one that failed, whatever came before it', () => {
  const bad = 'GET /bad\r\n\r\n';
  const entries = log(
    [client(get('/1') + get('/lb/health') + get('/2') + get('/3') + bad, AWAIT_END, END)],
    [
      {
        connections: [
          [HEAD, ok('one'), HEAD, CLOSE],
          [HEAD, CLOSE],
          [HEAD, ok('three')],
        ],
      },
    ],
  );
  expect(brief(entries)).toEqual([
    ['/1', 200, 3, B0],
    ['/lb/health', 200, 60, ''],
    ['/2', 502, 34, B0, 'no_answer'],
    ['/3', 200, 5, B0],
    ['', 400, 49, '', 'bad_request'],
  ]);
});

test('the backend is the one that answered, and not the one that was tried first', () => {
  const entries = log(
    [client(get(), until('x'), END)],
    [{ connections: [], gone: 'refuses' }, { connections: [[HEAD, ok('x')]] }],
  );
  expect(brief(entries)).toEqual([['/', 200, 1, B1]]);
});

describe('the balancer refuses', () => {
  test.each<[string, number, number, string, BackendSpec, Script]>([
    ['no_healthy_backend', 503, 33, '', { connections: [], state: 'Unhealthy' }, [get()]],
    ['connect_timeout', 504, 37, B0, { connections: [], gone: 'silent' }, [get()]],
    ['connect_failed', 502, 34, B0, { connections: [], gone: 'refuses' }, [get()]],
    ['no_answer', 502, 34, B0, { connections: [[HEAD, CLOSE]] }, [get()]],
    ['answer_cut', 502, 34, B0, { connections: [[HEAD, 'HTTP/1.1 2', CLOSE]] }, [get()]],
    ['answer_malformed', 502, 34, B0, { connections: [[HEAD, 'hello\r\n\r\n', AWAIT_END]] }, [get()]],
    ['response_timeout', 504, 37, B0, { connections: [[HEAD, AWAIT_END]] }, [get()]],
    ['request_timeout', 408, 37, B0, { connections: [[until('ab')]] }, [post('abcd').slice(0, -2)]],
  ])('%s: %i', (reason, status, bytes, tried, backend, sends) => {
    const times = { request: 1e6, connect: 1e6, response: 1e6, idle: 2e6 };
    const entries = log([client(...sends, AWAIT_END, END)], [backend], times);
    expect(brief(entries)).toEqual([['/', status, bytes, tried, reason]]);
  });

  test('half a head, and bytes that are no request', () => {
    const entries = log(
      [client('GET / HT', AWAIT_END, END), client('\x16\x03\x01\r\n', AWAIT_END, END)],
      [{ connections: [] }],
      {
        request: 1e6,
      },
    );
    expect(brief(entries)).toEqual([
      ['', 408, 37, '', 'request_timeout'],
      ['', 400, 26, '', 'bad_request'],
    ]);
    expect(entries.map((entry) => [entry.client, entry.method, entry.duration, entry.problem])).toEqual([
      ['127.0.0.1', '', 0, 'The request took too long to arrive.'],
      ['127.0.0.1', '', 0, 'the method is not a token'],
    ]);
  });
});

describe('the client goes away', () => {
  test('before there is an answer: status 0', () => {
    const entries = log([client(get('/gone'), pause(50), RESET)], [{ connections: [[HEAD, AWAIT_END, END]] }]);
    expect(brief(entries)).toEqual([['/gone', 0, 0, B0, 'client_gone, aborted']]);
  });

  test('inside the answer: its status, and the bytes that were passed on', () => {
    const part = message(['HTTP/1.1 200 OK', 'Content-Length: 9'], 'abc');
    const entries = log([client(get(), until('abc'), RESET)], [{ connections: [[HEAD, part, AWAIT_END]] }]);
    expect(brief(entries)).toEqual([['/', 200, 3, B0, 'client_gone, aborted']]);
  });

  test('while it still sends to a page of the balancer', () => {
    const sends = message(['POST /lb/health HTTP/1.1', 'Host: h', 'Content-Length: 9'], 'abc');
    expect(brief(log([client(sends, pause(50), RESET)], [{ connections: [] }]))).toEqual([
      ['/lb/health', 0, 0, '', 'client_gone, aborted'],
    ]);
  });

  test('between requests: no line more', () => {
    const entries = log([client(get(), until('x'), pause(50), RESET)], [{ connections: [[HEAD, ok('x')]] }]);
    expect(brief(entries)).toEqual([['/', 200, 1, B0]]);
  });
});

test('an answer that breaks off, and a request that breaks inside one', () => {
  const part = message(['HTTP/1.1 200 OK', 'Content-Length: 9'], 'abc');
  const badChunk = message(['POST /bad HTTP/1.1', 'Host: h', 'Transfer-Encoding: chunked'], '1\r\na\r\n');
  const entries = log(
    [client(get('/cut'), AWAIT_END, END), client(badChunk, until('abc'), 'no chunk\r\n', AWAIT_END, END)],
    [
      {
        connections: [
          [HEAD, part, pause(20), CLOSE],
          [HEAD, part, AWAIT_END, END],
        ],
      },
    ],
  );
  expect(brief(entries)).toEqual([
    ['/cut', 200, 3, B0, 'answer_cut, aborted'],
    ['/bad', 200, 3, B0, 'bad_request, aborted'],
  ]);
});

test('an answer that stalls, and one that is no HTTP any more', () => {
  const part = message(['HTTP/1.1 200 OK', 'Content-Length: 9'], 'abc');
  const chunked = message(['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'], '3\r\nabc\r\n');
  const entries = log(
    [client(get('/stalls'), AWAIT_END, END), client(get('/breaks'), AWAIT_END, END)],
    [
      {
        connections: [
          [HEAD, part, AWAIT_END],
          [HEAD, chunked, 'no chunk\r\n', AWAIT_END],
        ],
      },
    ],
    { stall: 1e6 },
  );
  expect(brief(entries)).toEqual([
    ['/stalls', 200, 3, B0, 'stall_timeout, aborted'],
    ['/breaks', 200, 3, B0, 'answer_malformed, aborted'],
  ]);
});

test('a tunnel that is silent for too long', () => {
  const switching = message(['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: chat'], 'hello');
  const entries = log(
    [client(get('/chat', 'Connection: Upgrade', 'Upgrade: chat'), AWAIT_END, END)],
    [{ connections: [[HEAD, switching, AWAIT_END]] }],
    { tunnel: 1e6 },
  );
  expect(brief(entries)).toEqual([['/chat', 101, 5, B0, 'tunnel_timeout, aborted']]);
});

test('a stop that cuts off says so', () => {
  const part = message(['HTTP/1.1 200 OK', 'Content-Length: 9'], 'abc');
  const play = {
    clients: [client(get(), AWAIT_END, END)],
    backends: [{ connections: [[HEAD, part, AWAIT_END]] }],
    timeouts: {},
    config: LOGGED,
  };
  const { stage } = playVirtually(play, 1, SMOOTH, ({ balancer, clients }) => {
    if (clients[0]?.received.endsWith('abc') === true) balancer.stopNow();
  });
  expect(brief(stage.accesses)).toEqual([['/', 200, 3, B0, 'shutdown, aborted']]);
});

test('a tunnel has one line, when it ends', () => {
  const switching = message(['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: chat'], 'hello');
  const entries = log(
    [client(get('/chat', 'Connection: Upgrade', 'Upgrade: chat'), until('hello'), 'bye', AWAIT_END, END)],
    [{ connections: [[HEAD, switching, until('bye'), END]] }],
  );
  expect(brief(entries)).toEqual([['/chat', 101, 5, B0]]);
});

test('off: nothing is told', () => {
  const play = {
    clients: [client(get(), until('x'), END)],
    backends: [{ connections: [[HEAD, ok('x')]] }],
    timeouts: {},
  };
  expect(playVirtually(play, 1, SMOOTH).stage.accesses).toEqual([]);
});

test('on real sockets', async () => {
  const clients = [client(get('/1') + get('/lb/health') + get('/2'), until('two'), END)];
  const backends = [{ connections: [[HEAD, ok('one'), HEAD, ok('two')]] }];
  const { accesses } = await playLive({ clients, backends, timeouts: {}, config: LOGGED });
  expect(accesses.map(({ target, status, bytes, backend }) => [target, status, bytes, backend !== ''])).toEqual([
    ['/1', 200, 3, true],
    ['/lb/health', 200, 60, false],
    ['/2', 200, 3, true],
  ]);
});
