/** Clients that mean ill: they cost what the limits say and no more, others are served beside them, and they are closed. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startBackendProcesses } from '../e2e/support/backends.ts';
import { builtMain, ROOT } from '../e2e/support/built.ts';
import type { Program } from '../e2e/support/program.ts';
import { configText } from '../e2e/support/serve.ts';
import { tempFile } from '../e2e/support/temp.ts';
import { nameWith } from '../e2e/support/tools.ts';
import { residentBytes } from '../e2e/support/traces.ts';
import { eventually } from '../e2e/support/until.ts';
import { tooFewFiles, withManyFiles } from './support/many-files.ts';
import { say } from './support/say.ts';

const KB = 1024;
/** Longer than it takes to open them all: they must all be there at once. */
const secondsFor = (count: number) => (count > 1000 ? 15 : 6);
const WAIT_MS = 120_000;

interface Bad {
  readonly kind: string;
  readonly count: number;
  readonly status: number;
  /** Of resident memory for each of them; as a multiple of what is held of a head, since what is garbage counts, too. */
  readonly bytesMax: number;
  /** They are refused at once: there is no time to look at what they cost. */
  readonly atOnce?: true;
}

const BAD: readonly Bad[] = [
  { kind: 'half a head', count: 10_000, status: 408, bytesMax: 32 * KB },
  { kind: 'a dripping head', count: 1000, status: 408, bytesMax: 32 * KB },
  { kind: 'half a body', count: 1000, status: 408, bytesMax: 64 * KB },
  { kind: 'half a chunk', count: 1000, status: 408, bytesMax: 64 * KB },
  { kind: 'nearly too large a head', count: 1000, status: 408, bytesMax: 160 * KB },
  { kind: 'too large a head', count: 1000, status: 431, bytesMax: 160 * KB, atOnce: true },
];

describe.skipIf(tooFewFiles !== null)(nameWith('clients that mean ill', tooFewFiles), () => {
  it.each(BAD)('$count with $kind', async ({ kind, count, status, bytesMax, atOnce }) => {
    const config = configText(await startBackendProcesses(2), {
      more: `[timeouts]\nrequest_secs = ${secondsFor(count)}\n`,
    });
    const balancer = withManyFiles(builtMain(), 'serve', '--config', tempFile('config.toml', config));
    const [, port = ''] = await balancer.printed(/starting on 127\.0\.0\.1:(\d+)/);
    await serves(port, 2000);
    const before = residentBytes(balancer.pid);
    const filesBefore = openFiles(balancer);
    const clients = withManyFiles(join(ROOT, 'test/long/fixtures/bad-clients.ts'), port, String(count), kind);
    await clients.printed(new RegExp(`open ${count}\n`), WAIT_MS);
    // The system accepts them before the balancer does.
    if (atOnce !== true) await files(balancer, (open) => open >= filesBefore + count);
    const each = await serves(port, 100);
    const perClient = (residentBytes(balancer.pid) - before) / count;
    const [, statuses = ''] = await clients.printed(/ended (.*)\n/, WAIT_MS);
    expect(JSON.parse(statuses)).toEqual({ [status]: count });
    await serves(port, 100);
    say(`${count} with ${kind}: ${(before / 1e6).toFixed(1)} MB before, ${(perClient / KB).toFixed(1)} KB each,`);
    say(
      `${(residentBytes(balancer.pid) / 1e6).toFixed(1)} MB afterwards; a request beside them takes ${each.toFixed(2)} ms`,
    );
    expect(perClient).toBeLessThan(bytesMax);
    // What is left in the end are connections of the well-behaved.
    await files(balancer, (open) => open < filesBefore + 50);
    balancer.signal('SIGTERM');
    expect(await balancer.ended(20_000)).toMatchObject({ code: 0, stderr: '' });
  });
});

function openFiles({ pid }: Program): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function files(balancer: Program, isSo: (open: number) => boolean): Promise<boolean> {
  return eventually(
    WAIT_MS,
    () => `${openFiles(balancer)} open files`,
    () => isSo(openFiles(balancer)),
  );
}

/** Makes requests, each of which must be answered well; resolves with the mean time of one in ms. */
async function serves(port: string, count: number): Promise<number> {
  const startedAt = performance.now();
  for (let i = 0; i < count; i++) {
    const answer = await fetch(`http://127.0.0.1:${port}/upload`, { method: 'POST', body: 'x' });
    expect(answer.status).toBe(200);
    await answer.text();
  }
  return (performance.now() - startedAt) / count;
}
