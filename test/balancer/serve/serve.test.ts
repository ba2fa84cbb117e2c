/** The balancer on real sockets, in this process: its admin API to an independent client, and its end. */
import { once } from 'node:events';
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type BalancerConfig, DEFAULT_BACKEND, DEFAULTS } from '../../../src/balancer/config/config.ts';
import { serve } from '../../../src/balancer/serve/serve.ts';

const HOST = '127.0.0.1';
const TOKEN = 'live-token';
type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

async function backend(answer: Listener): Promise<number> {
  const server: HttpServer = createServer((incoming, outgoing) => {
    if (incoming.url === '/health') outgoing.end();
    else answer(incoming, outgoing);
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const named = (name: string): Promise<number> => backend((_, outgoing) => outgoing.end(name));

/** Answers when the test does; `request` is there as soon as it has one. */
async function patientBackend(): Promise<{ port: number; request: Promise<ServerResponse> }> {
  let asked: (outgoing: ServerResponse) => void = () => {};
  const request = new Promise<ServerResponse>((resolve) => {
    asked = resolve;
  });
  return { port: await backend((_, outgoing) => asked(outgoing)), request };
}

async function started(ports: readonly number[], changes: Partial<BalancerConfig> = {}) {
  const log: string[] = [];
  const config: BalancerConfig = {
    ...DEFAULTS,
    listen: { host: HOST, port: 0 },
    backends: ports.map((port) => ({ ...DEFAULT_BACKEND, host: HOST, port })),
    admin: { ...DEFAULTS.admin, token: TOKEN },
    ...changes,
  };
  const server = await serve(config, { log: (level, text) => log.push(`${level} ${text}`) });
  onTestFinished(() => server.stop(0));
  const at = (endpoint: { port: number } | null): string => `http://${HOST}:${endpoint?.port}`;
  const ask = async (base: string, method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await fetch(`${base}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
  };
  return { server, log, url: at(server.endpoint), adminUrl: at(server.adminEndpoint), ask };
}

test('backends come and go while an independent client asks', async () => {
  const [one, two] = await Promise.all([named('one'), named('two')]);
  const { url, ask } = await started([one]);
  const added = await ask(url, 'POST', '/lb/admin/backends', { address: HOST, port: two });
  expect([added.status, added.headers.get('location')]).toEqual([201, '/lb/admin/backends/b2']);
  const seen = new Set<string>();
  for (let i = 0; i < 4; i++) seen.add(await (await fetch(url)).text());
  expect([...seen].sort()).toEqual(['one', 'two']);
  expect((await ask(url, 'DELETE', '/lb/admin/backends/b1')).status).toBe(202);
  for (let i = 0; i < 4; i++) expect(await (await fetch(url)).text()).toBe('two');
  const config = await ask(url, 'GET', '/lb/admin/config');
  expect(config.status).toBe(200);
  expect(JSON.stringify(config.body)).not.toContain(TOKEN);
});

test('an own admin address', async () => {
  const { url, adminUrl, ask, log } = await started([await named('one')], {
    admin: { ...DEFAULTS.admin, token: TOKEN, listen: { host: HOST, port: 0 } },
  });
  expect(log.slice(0, 2)).toEqual([
    `info Load balancer starting on ${url.slice(7)}`,
    `info Admin API on ${adminUrl.slice(7)}`,
  ]);
  expect((await ask(adminUrl, 'GET', '/lb/admin/backends')).status).toBe(200);
  expect((await fetch(`${url}/lb/admin/backends`)).status).toBe(404);
  expect((await fetch(`${url}/lb/metrics`)).status).toBe(404);
  expect((await fetch(`${url}/lb/ready`)).status).toBe(200);
  expect((await fetch(adminUrl)).status).toBe(404);
  expect(await (await fetch(url)).text()).toBe('one');
});

test.each(['listen', 'admin'] as const)(
  'an address that is taken (%s): it says which, and holds none',
  async (which) => {
    const [taken, other] = await Promise.all([named('taken'), named('other')]);
    const listen = { host: HOST, port: which === 'listen' ? taken : 0 };
    const admin = { ...DEFAULTS.admin, listen: { host: HOST, port: which === 'admin' ? taken : 0 } };
    await expect(started([other], { listen, admin })).rejects.toMatchObject({
      code: 'environment-failed',
      message: expect.stringContaining(`can't listen on ${HOST}:${taken}: `),
    });
  },
);

test('a stop lets the request under way finish, with the word that it is the last on its connection', async () => {
  const { port, request } = await patientBackend();
  const { server } = await started([port]);
  const client = connect(server.endpoint.port, HOST);
  client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
  let received = '';
  client.setEncoding('latin1').on('data', (text) => {
    received += text;
  });
  const outgoing = await request;
  const stopped = server.stop();
  outgoing.end('done');
  await once(client, 'close');
  await stopped;
  expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(received).toContain('\r\nConnection: close\r\n');
  expect(received.endsWith('done')).toBe(true);
});

test('who is busy beyond timeouts.shutdown is cut off', async () => {
  const { port, request } = await patientBackend();
  const { server, url } = await started([port], { timeouts: { ...DEFAULTS.timeouts, shutdown: 50_000 } });
  const hanging = fetch(url);
  hanging.catch(() => {});
  await request;
  await server.stop();
  await expect(hanging).rejects.toThrow();
});

test.each([1, 2])(
  'a configuration that is not valid: all that is wrong, and nothing starts (%i threads)',
  async (threads) => {
    const backends = [{ ...DEFAULT_BACKEND, host: 'example.com', port: 99_999, weight: 0 }];
    const starting = serve({ ...DEFAULTS, listen: { host: HOST, port: 0 }, threads, backends });
    await expect(starting).rejects.toMatchObject({
      name: 'LbsimError',
      code: 'usage',
      message: expect.stringMatching(/backends\[0\]\.address: .*backends\[0\]\.port: .*backends\[0\]\.weight: /s),
    });
  },
);
