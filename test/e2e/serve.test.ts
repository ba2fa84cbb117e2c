/** `lbsim serve`: the balancer as a program, its log, its pages, its end. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createBackend } from './fixtures/backend.ts';
import { listen, startBackends } from './support/backends.ts';
import { lbsim, STACK_TRACE, startLbsim } from './support/lbsim.ts';
import { configText, serve } from './support/serve.ts';
import { tempDir, tempFile } from './support/temp.ts';
import { within } from './support/until.ts';

const END_MS = 10_000;
/** Refused at once when a backend is away; a time-out so long that a busy machine never makes a good one late. */
const QUICK_PROBES = 'interval_secs = 0.1\ntimeout_secs = 10\nunhealthy_threshold = 3\nhealthy_threshold = 2';

describe('while all is well', () => {
  it('tells how it starts, forwards in turn, and shows its health and its metrics', async () => {
    const ports = await startBackends(2);
    const { balancer, port, url } = await serve(ports);
    const turns: (string | null)[] = [];
    for (let i = 0; i < 6; i++) {
      const answer = await fetch(`${url}/any?x=1`);
      expect([answer.status, await answer.text()]).toEqual([200, 'hello\n']);
      turns.push(answer.headers.get('x-backend'));
    }
    expect(turns).toEqual(['b1', 'b2', 'b1', 'b2', 'b1', 'b2']);
    expect(await (await fetch(`${url}/lb/health`)).json()).toEqual({
      status: 'healthy',
      healthy_backends: 2,
      total_backends: 2,
    });
    expect(await (await fetch(`${url}/lb/metrics`)).json()).toMatchObject({
      total_requests: 6,
      total_errors: 0,
      healthy_backends: 2,
      backends: ports.map((port) => ({ address: `127.0.0.1:${port}`, state: 'Healthy', total_requests: 3 })),
    });
    balancer.signal('SIGTERM');
    expect(await balancer.ended(END_MS)).toEqual({
      code: 0,
      signal: null,
      stderr: '',
      stdout: [
        `[INFO] Load balancer starting on 127.0.0.1:${port}`,
        '[INFO] Algorithm: RoundRobin',
        ...ports.map((port, i) => `[INFO] Backend b${i + 1}: 127.0.0.1:${port} - Healthy`),
        '[INFO] Health checker started (interval: 5s)',
        '[INFO] Received SIGTERM: finishing requests under way',
        '[INFO] Stopped',
        '',
      ].join('\n'),
    });
  });
});

describe('while a backend is away', () => {
  it('tells every failed probe and every change of state, and goes around it', async () => {
    const [port = 0] = await startBackends(1);
    const away = createBackend('away');
    const awayPort = await listen(away);
    const { balancer, url } = await serve([port, awayPort], { healthCheck: QUICK_PROBES });
    away.close();
    away.closeAllConnections();
    await balancer.printed(new RegExp(`${awayPort} marked UNHEALTHY`));
    expect(balancer.stdout).toMatch(
      new RegExp(
        [1, 2, 3].map((n) => `\\[WARN\\] Backend 127.0.0.1:${awayPort} health check failed \\(${n}/3\\).*`).join('\n') +
          `\n\\[[A-Z]+\\] Backend 127.0.0.1:${awayPort} marked UNHEALTHY`,
      ),
    );
    expect(await (await fetch(`${url}/lb/health`)).json()).toMatchObject({ status: 'degraded', healthy_backends: 1 });
    away.listen(awayPort, '127.0.0.1');
    await balancer.printed(new RegExp(`Backend 127.0.0.1:${awayPort} marked HEALTHY`));
    expect(await (await fetch(`${url}/lb/health`)).json()).toMatchObject({ status: 'healthy' });
  });
});

describe('asked to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s: finishes the request under way and awaits no idle connection',
    async (signal) => {
      const backend = await patientBackend();
      const { balancer, port, url } = await serve([backend.port]);
      const idle = connect(port, '127.0.0.1');
      await once(idle, 'connect');
      const answer = fetch(url);
      const slow = await within(END_MS, 'the request', backend.asked);
      balancer.signal(signal);
      await balancer.printed(/finishing requests under way/);
      await expect(fetch(url)).rejects.toThrow();
      slow.end('late but whole');
      expect(await answer.then((response) => response.text())).toBe('late but whole');
      expect((await answer).headers.get('connection')).toBe('close');
      expect(await balancer.ended(END_MS)).toMatchObject({ code: 0, stderr: '' });
      idle.destroy();
    },
  );

  it('twice: ends at once', async () => {
    const backend = await patientBackend();
    const { balancer, url } = await serve([backend.port]);
    const answer = fetch(url);
    answer.catch(() => {});
    await within(END_MS, 'the request', backend.asked);
    balancer.signal('SIGTERM');
    await balancer.printed(/finishing requests under way/);
    balancer.signal('SIGTERM');
    expect(await balancer.ended(END_MS)).toMatchObject({ code: 130, stderr: '' });
    await expect(answer).rejects.toThrow();
  });
});

describe('what keeps it from starting', () => {
  it('a port that is taken: exit 4', async () => {
    const { port } = await serve(await startBackends(1));
    const { code, stdout, stderr } = await lbsim([
      ...['serve', '--config', tempFile('config.toml', configText([1], { port }))],
    ]);
    expect(stderr).toMatch(
      new RegExp(
        `^The balancer can't listen on 127\\.0\\.0\\.1:${port}: .* in use\\. Stop .*listen_port under \\[loadbalancer\\]\\.\n$`,
      ),
    );
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  });

  it('an address that is not this machine: exit 4', async () => {
    const config = configText([1]).replace('"127.0.0.1"', '"203.0.113.1"');
    const { code, stderr } = await lbsim(['serve', '--config', tempFile('config.toml', config)]);
    expect(stderr).toMatch(
      /^The balancer can't listen on 203\.0\.113\.1:0: this machine does not have the address\. .*listen_address.*\n$/,
    );
    expect(code).toBe(4);
  });

  it('a configuration with mistakes: exit 2, and all of them', async () => {
    const file = tempFile(
      'config.toml',
      configText([70_000]).replace('round_robin', 'round_robbin').replace('interval_secs', 'intervall_secs'),
    );
    const { code, stdout, stderr } = await lbsim(['serve', '--config', file]);
    expect(stderr).toContain(`${file}:4:`);
    expect(stderr).toMatch(/config\.toml:4:\d+: .*round_robbin/);
    expect(stderr).toMatch(/config\.toml:7:\d+: .*intervall_secs/);
    expect(stderr).toMatch(/config\.toml:14:\d+: .*70000/);
    expect(stderr).not.toMatch(STACK_TRACE);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it.each([
    ['that is no TOML', '[loadbalancer\n', /config\.toml:1:\d+: /],
    ['that is empty', '', /config\.toml:1:1: /],
  ])('a configuration %s: exit 2', async (_, text, words) => {
    const { code, stderr } = await lbsim(['serve', '--config', tempFile('config.toml', text)]);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(STACK_TRACE);
    expect(code).toBe(2);
  });

  it('no such file, or a directory: exit 2', async () => {
    for (const file of ['nowhere.toml', tempDir()]) {
      const { code, stderr } = await lbsim(['serve', '--config', file]);
      expect(stderr).toContain(file);
      expect(stderr).toMatch(/there is no such file|is a directory/);
      expect(stderr).not.toMatch(STACK_TRACE);
      expect(code).toBe(2);
    }
  });
});

it('goes on when nobody reads its log any more', async () => {
  const config = tempFile('config.toml', configText(await startBackends(1), { port: 0, healthCheck: QUICK_PROBES }));
  const balancer = startLbsim(['serve', '--config', config]);
  const [, port] = await balancer.printed(/starting on 127\.0\.0\.1:(\d+)/);
  balancer.closeOutput();
  for (let i = 0; i < 3; i++) expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  balancer.signal('SIGTERM');
  expect(await balancer.ended(END_MS)).toMatchObject({ code: 0, stderr: '' });
});

/** A backend that answers when the test says so. */
async function patientBackend(): Promise<{ port: number; asked: Promise<ServerResponse> }> {
  const server = createServer();
  const asked = new Promise<ServerResponse>((resolve) => {
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      if (incoming.url === '/health') outgoing.end();
      else resolve(outgoing);
    });
  });
  return { port: await listen(server), asked };
}
