/** `lbsim serve` with `threads = n`: the same program to its clients, and nothing left of any thread at its end. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { describe, expect, it, vi } from 'vitest';
import { startBackends } from './support/backends.ts';
import { atEnd } from './support/cleanup.ts';
import { lbsim } from './support/lbsim.ts';
import { Program } from './support/program.ts';
import { configText, type Served, serve } from './support/serve.ts';
import { tempFile } from './support/temp.ts';
import { findTool, nameWith } from './support/tools.ts';
import { eventually } from './support/until.ts';

const END_MS = 30_000;
vi.setConfig({ testTimeout: 2 * END_MS });
const MANY = 60;
/** No line of the log is about a machine that is busy. */
const LAZY_PROBES = 'interval_secs = 60\ntimeout_secs = 30';

/** With so many threads, on a port of the system's choice. */
function serveOn(threads: number, backends: readonly number[]): Promise<Served> {
  return serve(backends, { threads, healthCheck: LAZY_PROBES });
}

/** One request over a connection of its own, which stays open until the test is over. */
async function getAlone(url: string): Promise<string> {
  const dispatcher = new Agent({ connections: 1 });
  atEnd(() => dispatcher.destroy());
  const { statusCode, headers, body } = await request(url, { dispatcher });
  await body.dump();
  return `${statusCode} ${headers['x-backend'] ?? '-'}`;
}

/** Sockets that listen on a port of 127.0.0.1. */
function listenersOn(port: number): number {
  const address = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
  return lines.filter((line) => {
    const [, local, , state] = line.trim().split(/\s+/);
    return local === address && state === '0A';
  }).length;
}

describe.each([2])('%d threads', (threads) => {
  it('serve one port, in turn over all of them, and stop when asked to', async () => {
    const ports = await startBackends(2);
    const { balancer, port, url } = await serveOn(threads, ports);
    expect(listenersOn(port)).toBe(threads);
    const turns: string[] = [];
    for (let i = 0; i < MANY; i++) turns.push(await getAlone(url));
    expect(turns).toEqual(turns.map((_, i) => `200 b${(i % 2) + 1}`));
    expect(await (await fetch(`${url}/lb/metrics`)).json()).toMatchObject({
      total_requests: MANY,
      total_errors: 0,
      backends: ports.map((port) => ({ address: `127.0.0.1:${port}`, total_requests: MANY / 2 })),
    });
    balancer.signal('SIGTERM');
    expect(await balancer.ended(END_MS)).toEqual({
      code: 0,
      signal: null,
      stderr: '',
      stdout: [
        `[INFO] Load balancer starting on 127.0.0.1:${port}`,
        `[INFO] Threads: ${threads}`,
        '[INFO] Algorithm: RoundRobin',
        ...ports.map((port, i) => `[INFO] Backend b${i + 1}: 127.0.0.1:${port} - Healthy`),
        '[INFO] Health checker started (interval: 60s)',
        '[INFO] Received SIGTERM: finishing requests under way',
        '[INFO] Stopped',
        '',
      ].join('\n'),
    });
    expect(listenersOn(port)).toBe(0);
  });

  const noCurl = findTool('curl') === null ? 'curl is not installed' : null;
  it.skipIf(noCurl !== null)(nameWith('serve curl', noCurl), async () => {
    const { url } = await serveOn(threads, await startBackends(2));
    const curl = (...args: string[]) => new Program('curl', ['--silent', '--max-time', '20', ...args]).ended();
    for (let i = 0; i < 6; i++) expect(await curl(url)).toMatchObject({ code: 0, stdout: 'hello\n', stderr: '' });
    const { code, stdout } = await curl(
      `${url}/sized?bytes=3000000`,
      '--output',
      '/dev/null',
      '--write-out',
      '%{size_download}',
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '3000000' });
  });
});

it('asked to stop: finishes what is under way on every thread', async () => {
  const { balancer, url } = await serveOn(2, await startBackends(2));
  const slow = Array.from({ length: MANY }, () => getAlone(`${url}/slow?bytes=600`));
  await eventually(END_MS, 'all requests under way', async () => {
    const report = (await (await fetch(`${url}/lb/metrics`)).json()) as { total_requests: number };
    return report.total_requests === MANY;
  });
  balancer.signal('SIGTERM');
  expect((await Promise.all(slow)).map((answer) => answer.slice(0, 3))).toEqual(slow.map(() => '200'));
  expect(await balancer.ended(END_MS)).toMatchObject({ code: 0, stderr: '' });
});

it('asked to stop twice: ends at once', async () => {
  const { balancer, port, url } = await serveOn(3, await startBackends(1));
  const answer = getAlone(`${url}/slow?bytes=60000`);
  answer.catch(() => {});
  await eventually(END_MS, 'the request under way', async () => {
    const report = (await (await fetch(`${url}/lb/metrics`)).json()) as { total_requests: number };
    return report.total_requests === 1;
  });
  balancer.signal('SIGINT');
  await balancer.printed(/finishing requests under way/);
  balancer.signal('SIGINT');
  expect(await balancer.ended(END_MS)).toMatchObject({ code: 130, stderr: '' });
  await expect(answer).rejects.toThrow();
  expect(listenersOn(port)).toBe(0);
});

it('killed: nothing of any thread is left', async () => {
  const { balancer, port } = await serveOn(2, await startBackends(1));
  balancer.signal('SIGKILL');
  expect(await balancer.ended(END_MS)).toMatchObject({ signal: 'SIGKILL' });
  expect(listenersOn(port)).toBe(0);
});

it('a port that another balancer on threads has: exit 4', async () => {
  const { port } = await serveOn(2, await startBackends(1));
  const file = tempFile('config.toml', configText([1], { port, threads: 2 }));
  const { code, stdout, stderr } = await lbsim(['serve', '--config', file]);
  expect(stderr).toMatch(new RegExp(`^The balancer can't listen on 127\\.0\\.0\\.1:${port}: .*in use.*\n$`));
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(listenersOn(port)).toBe(2);
});
