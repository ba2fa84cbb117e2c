/** Clients that lbsim had no hand in, through `lbsim serve` to backends on node:http: libraries and command line tools. */
import { Readable } from 'node:stream';
import autocannon from 'autocannon';
import { Client, Pool } from 'undici';
import { beforeAll, describe, expect, it } from 'vitest';
import { pattern, patternSha256, type Upload } from './fixtures/backend.ts';
import { startBackends } from './support/backends.ts';
import { atEnd } from './support/cleanup.ts';
import { sha256 } from './support/digest.ts';
import { type Ended, Program } from './support/program.ts';
import { type Served, serve } from './support/serve.ts';
import { tempFile } from './support/temp.ts';
import { findTool, nameWith } from './support/tools.ts';

const MEGABYTES_8 = 8 * 1024 * 1024;

let served: Served;
beforeAll(async () => {
  served = await serve(await startBackends(3));
});

describe('undici', () => {
  it('keeps its connections alive, and pipelines four requests on each', async () => {
    const pool = new Pool(served.url, { connections: 4, pipelining: 4 });
    atEnd(() => pool.close());
    let connections = 0;
    pool.on('connect', () => {
      connections++;
    });
    const sizes = Array.from({ length: 300 }, (_, i) => (i * 37) % 5000);
    const got = await Promise.all(
      sizes.map(async (size, i) => {
        const path = `/${i % 2 === 0 ? 'sized' : 'chunked'}?bytes=${size}`;
        const { statusCode, body } = await pool.request({ path, method: 'GET' });
        return [statusCode, await sha256(body)];
      }),
    );
    // Each the answer to its own request.
    expect(got).toEqual(sizes.map((size) => [200, patternSha256(size)]));
    expect(connections).toBe(4);
  });

  it.each([
    ['chunked', {}],
    ['with its length', { 'content-length': String(MEGABYTES_8) }],
  ])('streams a body up, %s', async (how, headers) => {
    const client = new Client(served.url);
    atEnd(() => client.close());
    const { body } = await client.request({
      path: '/upload',
      method: 'POST',
      headers,
      body: Readable.from(pattern(MEGABYTES_8)),
    });
    expect(await body.json()).toEqual({
      method: 'POST',
      bytes: MEGABYTES_8,
      sha256: patternSha256(MEGABYTES_8),
      contentLength: how === 'chunked' ? null : String(MEGABYTES_8),
      transferEncoding: how === 'chunked' ? 'chunked' : null,
    } satisfies Upload);
  });

  it.each(['chunked', 'sized'])('streams a body down, %s', async (how) => {
    const client = new Client(served.url);
    atEnd(() => client.close());
    const { headers, body } = await client.request({ path: `/${how}?bytes=${MEGABYTES_8}`, method: 'GET' });
    expect(headers['content-length']).toBe(how === 'chunked' ? undefined : String(MEGABYTES_8));
    expect(await sha256(body)).toBe(patternSha256(MEGABYTES_8));
  });
});

describe('fetch', () => {
  it('gets, posts, asks for the head only, and puts', async () => {
    const get = await fetch(`${served.url}/a/b?c=d%20e&f`);
    expect([get.status, await get.text()]).toEqual([200, 'hello\n']);
    const post = await fetch(`${served.url}/echo`, { method: 'POST', body: JSON.stringify({ ä: 'ö' }) });
    expect(await post.json()).toEqual({ ä: 'ö' });
    const head = await fetch(`${served.url}/sized?bytes=4711`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '4711', '']);
    const put = await fetch(`${served.url}/upload`, { method: 'PUT', body: '' });
    expect(await put.json()).toMatchObject({ method: 'PUT', bytes: 0 });
  });
});

const noCurl = findTool('curl') === null ? 'curl is not installed' : null;

describe.skipIf(noCurl !== null)(nameWith('curl', noCurl), () => {
  const curl = (...args: readonly string[]): Promise<Ended> =>
    new Program('curl', ['--silent', '--show-error', '--max-time', '20', ...args]).ended();

  it('gets', async () => {
    expect(await curl(served.url)).toMatchObject({ code: 0, stdout: 'hello\n', stderr: '' });
  });

  it('gets several over one connection', async () => {
    const { code, stdout } = await curl('--write-out', '%{num_connects}\n', served.url, served.url, served.url);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'hello\n1\nhello\n0\nhello\n0\n' });
  });

  it('posts and waits for 100 Continue', async () => {
    const file = tempFile('body', 'x'.repeat(2_000_000));
    const { code, stdout, stderr } = await curl(
      ...['--verbose', '--header', 'Expect: 100-continue', '--expect100-timeout', '15'],
      ...['--data-binary', `@${file}`, `${served.url}/upload`],
    );
    expect(stderr).toContain('< HTTP/1.1 100 Continue');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ method: 'POST', bytes: 2_000_000, contentLength: '2000000' });
  });

  it('uploads in chunks', async () => {
    const file = tempFile('body', 'y'.repeat(1_000_000));
    const { stdout } = await curl(
      '--header',
      'Transfer-Encoding: chunked',
      '--upload-file',
      file,
      `${served.url}/upload`,
    );
    expect(JSON.parse(stdout)).toMatchObject({
      method: 'PUT',
      bytes: 1_000_000,
      contentLength: null,
      transferEncoding: 'chunked',
    });
  });

  it('speaks HTTP/1.0, also for a body without a length', async () => {
    expect(await curl('--http1.0', served.url)).toMatchObject({ code: 0, stdout: 'hello\n' });
    const { code, stdout } = await curl('--http1.0', '--include', `${served.url}/chunked?bytes=1000`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^HTTP\/1\.[01] 200 /);
    expect(stdout).not.toMatch(/transfer-encoding/i);
  });

  it('asks for the head only', async () => {
    const { code, stdout } = await curl('-I', `${served.url}/sized?bytes=123456`);
    expect(stdout).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(stdout).toMatch(/^content-length: 123456\r$/im);
    expect(code).toBe(0);
  });

  it('hears of trouble in plain words', async () => {
    const { code, stdout } = await curl('--include', '--header', 'Host: a, b', served.url);
    expect(stdout).toMatch(/^HTTP\/1\.1 400 /);
    expect(code).toBe(0);
  });
});

describe('load tools', () => {
  it('autocannon, with pipelining: not one error', async () => {
    const result = await autocannon({ url: served.url, connections: 20, pipelining: 2, duration: 2 });
    expect(result).toMatchObject({ errors: 0, timeouts: 0, non2xx: 0, mismatches: 0, resets: 0 });
    expect(result['2xx']).toBeGreaterThan(100);
  });

  const noWrk = findTool('wrk') === null ? 'wrk is not installed' : null;
  it.skipIf(noWrk !== null)(nameWith('wrk: not one error', noWrk), async () => {
    const { code, stdout } = await new Program('wrk', ['-t1', '-c20', '-d1s', served.url]).ended();
    expect(stdout).toMatch(/\d+ requests in /);
    // Both lines come only when there is something to tell.
    expect(stdout).not.toMatch(/Socket errors|Non-2xx/);
    expect(code).toBe(0);
  });

  const noAb = findTool('ab') === null ? 'ab is not installed' : null;
  it.skipIf(noAb !== null)(nameWith('ab, which speaks HTTP/1.0, with keep-alive and without', noAb), async () => {
    for (const options of [['-k'], []]) {
      const { code, stdout } = await new Program('ab', ['-q', '-n500', '-c10', ...options, `${served.url}/`]).ended();
      expect(stdout).toMatch(/Complete requests: +500\n/);
      expect(stdout).toMatch(/Failed requests: +0\n/);
      expect(stdout).not.toMatch(/Non-2xx/);
      expect(code).toBe(0);
    }
  });
});
