/** Ten seconds of every load that other people's clients can make: not one request may fail. */
import autocannon from 'autocannon';
import { Pool } from 'undici';
import { beforeAll, describe, expect, it } from 'vitest';
import { patternSha256 } from '../e2e/fixtures/backend.ts';
import { startBackendProcesses } from '../e2e/support/backends.ts';
import { atEnd } from '../e2e/support/cleanup.ts';
import { sha256 } from '../e2e/support/digest.ts';
import { Program } from '../e2e/support/program.ts';
import { type Served, serve } from '../e2e/support/serve.ts';
import { findTool, nameWith } from '../e2e/support/tools.ts';
import { say } from './support/say.ts';

const SECONDS = 10;

let served: Served;
beforeAll(async () => {
  served = await serve(await startBackendProcesses(3));
});

describe('for ten seconds, without an error', () => {
  const noCurl = findTool('curl') === null ? 'curl is not installed' : null;
  it.skipIf(noCurl !== null)(nameWith('curl, a process and a connection for each request', noCurl), async () => {
    // The shell makes the loop; curl's first failure ends it.
    const loop = `end=$(($(date +%s) + ${SECONDS})); n=0
      while [ "$(date +%s)" -lt "$end" ]; do
        curl -fsS -o /dev/null "$0/" && curl -fsS -o /dev/null -d "x=$n" "$0/upload" || exit 1
        n=$((n + 2))
      done; echo "$n"`;
    const { code, stdout, stderr } = await new Program('sh', ['-c', loop, served.url]).ended();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    say(`curl: ${stdout.trim()} requests`);
  });

  it('undici, pipelining four deep, every answer checked', async () => {
    const pool = new Pool(served.url, { connections: 16, pipelining: 4 });
    atEnd(() => pool.close());
    const sums = Array.from({ length: 64 }, (_, i) => patternSha256(i * 97));
    const until = Date.now() + SECONDS * 1000;
    let count = 0;
    const client = async (): Promise<void> => {
      while (Date.now() < until) {
        const i = count++ % sums.length;
        const path = `/${i % 2 === 0 ? 'sized' : 'chunked'}?bytes=${i * 97}`;
        const { statusCode, body } = await pool.request({ path, method: 'GET' });
        expect([statusCode, await sha256(body)]).toEqual([200, sums[i]]);
      }
    };
    await Promise.all(Array.from({ length: 64 }, client));
    say(`undici: ${count} requests`);
    expect(count).toBeGreaterThan(1000);
  });

  it('autocannon', async () => {
    const result = await autocannon({ url: served.url, connections: 100, pipelining: 2, duration: SECONDS });
    expect(result).toMatchObject({ errors: 0, timeouts: 0, non2xx: 0, mismatches: 0, resets: 0 });
    say(`autocannon: ${result['2xx']} requests, p99 ${result.latency.p99} ms`);
  });

  const noWrk = findTool('wrk') === null ? 'wrk is not installed' : null;
  it.skipIf(noWrk !== null)(nameWith('wrk', noWrk), async () => {
    const { code, stdout } = await new Program('wrk', ['-t1', '-c100', `-d${SECONDS}s`, served.url]).ended();
    const [, count = ''] = /(\d+) requests in /.exec(stdout) ?? [];
    expect(Number(count)).toBeGreaterThan(1000);
    expect(stdout).not.toMatch(/Socket errors|Non-2xx/);
    expect(code).toBe(0);
    say(`wrk: ${count} requests`);
  });
});
