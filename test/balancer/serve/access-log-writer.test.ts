/** The access log's batches: when they are written, what is left out, how it ends. */
import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AccessEntry } from '../../../src/balancer/proxy/access-log.ts';
import { AccessLogWriter } from '../../../src/balancer/serve/access-log-writer.ts';

/** Takes a batch when it is told to. */
class Reader extends Writable {
  readonly batches: string[] = [];
  readonly #waiting: (() => void)[] = [];
  stuck = false;

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    if (chunk !== '') this.batches.push(chunk);
    if (this.stuck) this.#waiting.push(done);
    else done();
  }

  async takeAll(): Promise<void> {
    this.stuck = false;
    for (const done of this.#waiting.splice(0)) done();
    await Promise.resolve();
  }

  get lines(): string[] {
    return this.batches.join('').split('\n').slice(0, -1);
  }
}

function entry(target: string): AccessEntry {
  return {
    ...{ client: '127.0.0.1', method: 'GET', target, minor: 1, referer: '', userAgent: '' },
    ...{ status: 200, bytes: 1, duration: 1, reason: '', aborted: false, problem: '', backend: 'b' },
    wall: 1_767_225_600_000,
  };
}

let reader: Reader;
let log: string[];
let writer: AccessLogWriter;

beforeEach(() => {
  vi.useFakeTimers();
  reader = new Reader();
  log = [];
  writer = new AccessLogWriter(reader, (level, message) => log.push(`${level}: ${message}`));
});
afterEach(() => vi.useRealTimers());

test('lines wait for others, but not longer than 100 ms', () => {
  for (const target of ['/1', '/2']) writer.write(entry(target), 'combined');
  vi.advanceTimersByTime(99);
  expect(reader.batches).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(reader.batches.length).toBe(1);
  expect(reader.lines.map((line) => /"GET (\S+)/.exec(line)?.[1])).toEqual(['/1', '/2']);
  writer.write(entry('/3'), 'json');
  vi.advanceTimersByTime(100);
  expect(reader.batches.length).toBe(2);
  expect(JSON.parse(reader.lines[2] ?? '')).toMatchObject({ target: '/3' });
  expect(vi.getTimerCount()).toBe(0);
});

test('a batch of 64 KiB is written at once', () => {
  const long = entry(`/${'x'.repeat(7900)}`);
  for (let i = 0; i < 8; i++) writer.write(long, 'json');
  expect(reader.batches).toEqual([]);
  writer.write(long, 'json');
  expect(reader.batches.map((batch) => batch.split('\n').length - 1)).toEqual([9]);
  expect(vi.getTimerCount()).toBe(0);
});

test('the end writes what is left, and waits until it is taken', async () => {
  reader.stuck = true;
  writer.write(entry('/last'), 'json');
  let ended = false;
  const end = writer.end().then(() => {
    ended = true;
  });
  expect(reader.lines.length).toBe(1);
  await vi.advanceTimersByTimeAsync(500);
  expect(ended).toBe(false);
  await reader.takeAll();
  await end;
  expect(vi.getTimerCount()).toBe(0);
});

test('the end does not wait for a reader that is stuck, nor for one that is gone', async () => {
  reader.stuck = true;
  writer.write(entry('/last'), 'json');
  const end = writer.end();
  await vi.advanceTimersByTimeAsync(1000);
  await end;
  reader.destroy();
  writer.write(entry('/more'), 'json');
  await writer.end();
  expect(reader.lines.length).toBe(1);
  expect(log).toEqual(['warn: 1 lines of the access log are lost: nobody took them in time']);
});

test('a reader that is stuck costs lines and no memory; how many is told', async () => {
  reader.stuck = true;
  const long = entry(`/${'x'.repeat(65_536)}`);
  for (let i = 0; i < 200; i++) writer.write(long, 'json');
  expect(reader.writableLength).toBeLessThan(4.5 * 1024 * 1024);
  expect(log).toEqual([]);
  await reader.takeAll();
  await vi.waitFor(() => expect(reader.writableLength).toBe(0));
  const written = reader.lines.length;
  expect(written).toBeGreaterThan(60);
  writer.write(long, 'json');
  expect(reader.lines.length).toBe(written + 1);
  expect(log).toEqual([`warn: ${200 - written} lines of the access log are lost: nobody took them in time`]);
});
