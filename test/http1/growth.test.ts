/** Senders that never come to an end: each is refused, or costs nothing to keep, and none is slow to be read. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_HEAD_LIMITS } from '../../src/http1/limits.ts';
import type { MessageParser } from '../../src/http1/message-parser.ts';
import type { HttpProblem } from '../../src/http1/problem.ts';
import { RequestHead } from '../../src/http1/request-head.ts';
import { RequestParser } from '../../src/http1/request-parser.ts';
import { ResponseHead } from '../../src/http1/response-head.ts';
import { ResponseParser } from '../../src/http1/response-parser.ts';
import { bytesOf } from './pieces.ts';

const ENOUGH = 200_000;

class Counter {
  problem: HttpProblem | null = null;
  body = 0;
  messages = 0;
  interims = 0;

  onRequest(): void {}
  onResponse(): void {}
  onInterim(): void {
    this.interims++;
  }
  onBody(_chunk: Uint8Array, start: number, end: number): void {
    this.body += end - start;
  }
  onMessageEnd(): void {
    this.messages++;
  }
  onProblem(problem: HttpProblem): void {
    this.problem = problem;
  }
}

/** Feeds `start` once, and `more` again and again in pieces of `size`, until it is refused or has gone on long enough. */
function endless(start: string, more: string, size: number, response = false) {
  const counter = new Counter();
  const parser: MessageParser = response
    ? new ResponseParser(counter, new ResponseHead(DEFAULT_HEAD_LIMITS))
    : new RequestParser(counter, new RequestHead(DEFAULT_HEAD_LIMITS));
  let heldMax = 0;
  const give = (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; ) {
      at = parser.feed(bytes, at);
      heldMax = Math.max(heldMax, parser.heldBytes);
    }
  };
  give(bytesOf(start));
  const repeated = bytesOf(more.repeat(Math.ceil(size / more.length) + 1));
  let fed = 0;
  for (; fed < ENOUGH && counter.problem === null; fed += size) {
    const at = fed % more.length;
    give(repeated.subarray(at, at + size));
  }
  return { counter, heldMax, fed };
}

const HEAD = 'GET / HTTP/1.1\r\nHost: h\r\n';
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;

const REFUSED: readonly (readonly [name: string, start: string, more: string, status: number])[] = [
  ['a method', '', 'G', 501],
  ['a target', 'GET /', 'a', 414],
  ['a field name', HEAD, 'a', 431],
  ['a field value', `${HEAD}X: `, 'a', 431],
  ['white space before a value', `${HEAD}X:`, ' ', 431],
  ['fields', HEAD, 'a: b\r\n', 431],
  ['long fields', HEAD, `a: ${'b'.repeat(1000)}\r\n`, 431],
  ['empty lines', '', '\r\n', 400],
  ['a trailer name', `${CHUNKED}0\r\n`, 'a', 431],
  ['a trailer value', `${CHUNKED}0\r\nX: `, 'a', 431],
  ['trailers', `${CHUNKED}0\r\n`, 'a: b\r\n', 431],
  ['a chunk size', CHUNKED, '0', 400],
  ['an extension name', `${CHUNKED}5;`, 'a', 400],
  ['an extension in quotes', `${CHUNKED}5;a="`, '\\"', 400],
  ['extensions', `${CHUNKED}5`, ';a', 400],
  ['extensions of chunk after chunk', CHUNKED, '1;a\r\nb\r\n', 400],
];

describe.each([1, 7, 1460, 65536])('endless, in pieces of %i bytes', (size) => {
  test.each(REFUSED)('%s is refused', (_, start, more, status) => {
    const { counter, heldMax } = endless(start, more, size);
    expect(counter.problem?.status).toBe(status);
    expect(heldMax).toBeLessThanOrEqual(DEFAULT_HEAD_LIMITS.headBytes);
  });

  test('a reason phrase is refused', () => {
    expect(endless('HTTP/1.1 200 ', 'a', size, true).counter.problem?.status).toBe(414);
  });

  test('interim answers are refused', () => {
    const { counter, heldMax } = endless('', 'HTTP/1.1 102 Processing\r\n\r\n', size, true);
    expect(counter.problem?.status).toBe(431);
    expect(heldMax).toBeLessThan(28);
  });

  test('bodies may go on, and nothing of them is held', () => {
    const chunks = endless(CHUNKED, '1\r\na\r\n', size);
    const length = endless(`${HEAD}Content-Length: 999999999999999\r\n\r\n`, 'a', size);
    const close = endless('HTTP/1.1 200 OK\r\n\r\n', 'a', size, true);
    expect([chunks, length, close].map(({ counter }) => counter.problem)).toEqual([null, null, null]);
    expect([chunks, length, close].map(({ heldMax }) => heldMax)).toEqual([0, 0, 0]);
    expect(length.counter.body).toBe(length.fed);
    expect(close.counter.body).toBe(close.fed);
  });
});

test('a head that drips in byte by byte is read in time linear to its length', () => {
  // Scanned from its start at each byte this would be half a billion steps, and take seconds.
  const started = performance.now();
  endless(`${HEAD}X: `, 'a', 1);
  expect(performance.now() - started).toBeLessThan(1000);
});

test('one chunk full of small requests costs no string of the whole chunk for each', () => {
  const counter = new Counter();
  const parser = new RequestParser(counter, new RequestHead(DEFAULT_HEAD_LIMITS));
  const bytes = bytesOf('GET / HTTP/1.1\r\nHost: h\r\n\r\n'.repeat(20_000));
  for (let at = 0; at < bytes.length; ) at = parser.feed(bytes, at);
  expect(counter.messages).toBe(20_000);
});
