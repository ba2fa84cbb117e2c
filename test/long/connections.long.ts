/** Ten thousand clients that keep their connections and say nothing: they cost memory, and nobody else their turn. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startBackendProcesses } from '../e2e/support/backends.ts';
import { builtMain, ROOT } from '../e2e/support/built.ts';
import { configText } from '../e2e/support/serve.ts';
import { tempFile } from '../e2e/support/temp.ts';
import { nameWith } from '../e2e/support/tools.ts';
import { residentBytes } from '../e2e/support/traces.ts';
import { tooFewFiles, withManyFiles } from './support/many-files.ts';
import { say } from './support/say.ts';

const CLIENTS = 10_000;
const PER_CLIENT_MAX = 64 * 1024;

describe.skipIf(tooFewFiles !== null)(nameWith('ten thousand idle connections', tooFewFiles), () => {
  it('are held, and another one is served', async () => {
    const config = configText(await startBackendProcesses(2), { more: '[timeouts]\nidle_secs = 600\n' });
    const balancer = withManyFiles(builtMain(), 'serve', '--config', tempFile('config.toml', config));
    const [, port = ''] = await balancer.printed(/starting on 127\.0\.0\.1:(\d+)/);
    const url = `http://127.0.0.1:${port}`;
    for (let i = 0; i < 2000; i++) await (await fetch(url)).text();
    const before = residentBytes(balancer.pid);
    const clients = withManyFiles(join(ROOT, 'test/long/fixtures/idle-clients.ts'), port, String(CLIENTS));
    await clients.printed(new RegExp(`open ${CLIENTS}\n`), 120_000);
    const after = residentBytes(balancer.pid);
    const startedAt = performance.now();
    for (let i = 0; i < 100; i++)
      expect((await fetch(`${url}/upload`, { method: 'POST', body: 'x' })).status).toBe(200);
    const each = (performance.now() - startedAt) / 100;
    expect(clients.stdout).not.toContain('broken');
    expect(clients.stderr).toBe('');
    const perClient = (after - before) / CLIENTS;
    say(`${(before / 1e6).toFixed(1)} MB before, ${(after / 1e6).toFixed(1)} MB with ${CLIENTS} connections:`);
    say(`${(perClient / 1024).toFixed(1)} KB each; a request beside them takes ${each.toFixed(2)} ms`);
    expect(perClient).toBeLessThan(PER_CLIENT_MAX);
    balancer.signal('SIGTERM');
    expect(await balancer.ended(10_000)).toMatchObject({ code: 0, stderr: '' });
  });
});
