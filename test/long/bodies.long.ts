/** A gigabyte up and a gigabyte down, in every framing: it arrives whole, and the balancer holds none of it. */
import { truncateSync } from 'node:fs';
import { Readable } from 'node:stream';
import { Client } from 'undici';
import { beforeAll, describe, expect, it } from 'vitest';
import { pattern, patternSha256 } from '../e2e/fixtures/backend.ts';
import { startBackendProcesses } from '../e2e/support/backends.ts';
import { atEnd } from '../e2e/support/cleanup.ts';
import { sha256 } from '../e2e/support/digest.ts';
import { Program } from '../e2e/support/program.ts';
import { type Served, serve } from '../e2e/support/serve.ts';
import { tempFile } from '../e2e/support/temp.ts';
import { findTool, nameWith } from '../e2e/support/tools.ts';
import { highestResident } from './support/resident.ts';
import { say } from './support/say.ts';

const MB = 1024 * 1024;
const WARM_UP = 256 * MB;
const SIZE = 1024 * MB;
const GROWTH_MAX = 64 * MB;

let served: Served;
let warm: number;
let sum: string;

beforeAll(async () => {
  // The engine's nursery grows with the machine, up to hundreds of megabytes: not what is to be measured.
  served = await serve(await startBackendProcesses(2), { nodeOptions: '--max-semi-space-size=8' });
  sum = patternSha256(SIZE);
  warm = await highestResident(served.balancer.pid, async () => {
    for (const how of ['sized', 'chunked'] as const) {
      await upload(WARM_UP, how);
      await download(WARM_UP, how);
    }
  });
  say(`warm: ${megabytes(warm)}`);
}, 120_000);

describe.each(['sized', 'chunked'] as const)('a gigabyte, %s', (how) => {
  it('up', async () => {
    await flat(`up, ${how}`, async () => {
      expect(await upload(SIZE, how)).toMatchObject({
        bytes: SIZE,
        sha256: sum,
        contentLength: how === 'sized' ? String(SIZE) : null,
      });
    });
  });

  it('down', async () => {
    await flat(`down, ${how}`, async () => expect(await download(SIZE, how)).toBe(sum));
  });

  it('up to a backend and down again at once', async () => {
    await flat(`echo, ${how}`, async () => {
      const client = newClient();
      const { body } = await client.request({
        path: '/echo',
        method: 'POST',
        headers: lengthOf(SIZE, how),
        body: Readable.from(pattern(SIZE)),
      });
      expect(await sha256(body)).toBe(sum);
    });
  });
});

const noCurl = findTool('curl') === null ? 'curl is not installed' : null;
describe.skipIf(noCurl !== null)(nameWith('a gigabyte with curl', noCurl), () => {
  it('up, with its length', async () => {
    const file = tempFile('gigabyte', '');
    truncateSync(file, SIZE);
    await flat('curl up', async () => {
      const { code, stdout } = await new Program('curl', ['-sS', '-T', file, `${served.url}/upload`]).ended(120_000);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ bytes: SIZE, contentLength: String(SIZE) });
    });
  });

  it('up, chunked, as it comes from a pipe', async () => {
    await flat('curl up, chunked', async () => {
      const command = `head -c ${SIZE} /dev/zero | curl -sS -T - "$0/upload"`;
      const { code, stdout } = await new Program('sh', ['-c', command, served.url]).ended(120_000);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ bytes: SIZE, transferEncoding: 'chunked' });
    });
  });

  it('down, to a reader that is slow at first', async () => {
    await flat('curl down, slowly', async () => {
      // A fifth at 40 MB a second, which the backend could do far faster: it has to be held back.
      const command = `curl -sS --limit-rate 40M --max-time 5 -o /dev/null "$0/sized?bytes=${SIZE}"; [ $? -eq 28 ] && curl -sS -o /dev/null -w '%{size_download}' "$0/sized?bytes=${SIZE}"`;
      const { code, stdout } = await new Program('sh', ['-c', command, served.url]).ended(120_000);
      expect({ code, stdout }).toEqual({ code: 0, stdout: String(SIZE) });
    });
  });
});

/** Does it and sees how much memory that took at most. */
async function flat(what: string, work: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  const most = await highestResident(served.balancer.pid, work);
  const seconds = (performance.now() - startedAt) / 1000;
  say(`${what}: at most ${megabytes(most)} (${megabytes(most - warm)} above), ${seconds.toFixed(1)} s`);
  expect(most - warm).toBeLessThan(GROWTH_MAX);
}

function newClient(): Client {
  const client = new Client(served.url);
  atEnd(() => client.close());
  return client;
}

function lengthOf(size: number, how: 'sized' | 'chunked'): Record<string, string> {
  return how === 'sized' ? { 'content-length': String(size) } : {};
}

async function upload(size: number, how: 'sized' | 'chunked'): Promise<unknown> {
  const { body } = await newClient().request({
    path: '/upload',
    method: 'POST',
    headers: lengthOf(size, how),
    body: Readable.from(pattern(size)),
  });
  return await body.json();
}

async function download(size: number, how: 'sized' | 'chunked'): Promise<string> {
  const { body } = await newClient().request({ path: `/${how}?bytes=${size}`, method: 'GET' });
  return await sha256(body);
}

function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`;
}
