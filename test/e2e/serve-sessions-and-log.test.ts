/** The balancer as a program: its access log on standard output, and sessions between programs that share a secret. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type BalancerConfig, DEFAULT_BACKEND, DEFAULTS } from '../../src/balancer/config/config.ts';
import { startBackends } from './support/backends.ts';
import { ROOT } from './support/built.ts';
import { Program } from './support/program.ts';

const END_MS = 10_000;
const SCRIPT = join(ROOT, 'test/e2e/fixtures/serve-config.ts');

async function start(backendPorts: readonly number[], change: Partial<BalancerConfig>) {
  const config: BalancerConfig = {
    ...DEFAULTS,
    listen: { host: '127.0.0.1', port: 0 },
    backends: backendPorts.map((port) => ({ ...DEFAULT_BACKEND, host: '127.0.0.1', port })),
    ...change,
  };
  const balancer = new Program(process.execPath, [SCRIPT, JSON.stringify(config)]);
  const [, port] = await balancer.printed(/Load balancer starting on 127\.0\.0\.1:(\d+)/);
  return { balancer, url: `http://127.0.0.1:${port}` };
}

it('writes every line, the last ones at its end', async () => {
  const ports = await startBackends(1);
  const { balancer, url } = await start(ports, { accessLog: 'json' });
  const headers = { 'User-Agent': 'a"b\xff', Referer: 'r' };
  for (let i = 0; i < 300; i++) expect((await fetch(`${url}/${i}?x`, { headers })).status).toBe(200);
  await balancer.printed(/"target":"\/0\?x"/);
  expect((await fetch(`${url}/lb/health`)).status).toBe(200);
  balancer.signal('SIGTERM');
  const { code, stdout, stderr } = await balancer.ended(END_MS);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  const entries = lines.map((line) => JSON.parse(line));
  expect(entries.map(({ target }) => target)).toEqual([
    ...Array.from({ length: 300 }, (_, i) => `/${i}?x`),
    '/lb/health',
  ]);
  expect(entries[0]).toMatchObject({
    ...{ client: '127.0.0.1', method: 'GET', protocol: 'HTTP/1.1', status: 200, bytes: 'hello\n'.length },
    ...{ backend: `127.0.0.1:${ports[0]}`, referer: 'r', user_agent: 'a"b\xff' },
  });
  expect(entries[300]).toMatchObject({ status: 200, bytes: 60, backend: '' });
  expect(Math.abs(Date.now() - Date.parse(entries[0].time))).toBeLessThan(600_000);
});

it('writes the combined format', async () => {
  const { balancer, url } = await start(await startBackends(1), { accessLog: 'combined' });
  await fetch(`${url}/a`, { headers: { 'User-Agent': 'u" 200 0' } });
  await balancer.printed(
    /^127\.0\.0\.1 - - \[\d\d\/[A-Z][a-z]{2}\/\d{4}:[\d:]{8} \+0000\] "GET \/a HTTP\/1\.1" 200 6 "-" "u\\x22 200 0"$/m,
  );
});

it('keeps sessions across two programs with one secret; without one it warns, and they are its own', async () => {
  const ports = await startBackends(3);
  const session = { ...DEFAULTS.session, mode: 'cookie', secret: 'one and the same' } as const;
  const unsigned = { session: { ...session, secret: '' } };
  const [one, two, other, another] = await Promise.all([
    start(ports, { session }),
    start(ports, { session }),
    start(ports, unsigned),
    start(ports, unsigned),
  ]);
  const ask = async (url: string, cookie = '') => {
    const answer = await fetch(url, { headers: cookie === '' ? {} : { Cookie: cookie } });
    await answer.text();
    const set = answer.headers.getSetCookie();
    return { by: answer.headers.get('x-backend'), set, cookie: set[0]?.split(';')[0] ?? cookie };
  };
  await ask(one.url);
  const second = await ask(one.url);
  expect(second).toMatchObject({ by: 'b2', set: [expect.stringMatching(/^X-LB-Session=[\w-]{40}; Path=\//)] });
  for (const url of [two.url, one.url, two.url]) {
    expect(await ask(url, second.cookie)).toEqual({ by: 'b2', set: [], cookie: second.cookie });
  }
  const foreign = await ask(other.url, second.cookie);
  expect(foreign.set).toHaveLength(1);
  expect(await ask(other.url, foreign.cookie)).toMatchObject({ by: foreign.by, set: [] });
  expect((await ask(another.url, foreign.cookie)).set).toHaveLength(1);
  expect(one.balancer.stdout).not.toContain('[WARN]');
  expect(other.balancer.stdout).toMatch(/^\[WARN\] No secret for sessions is configured/m);
});
