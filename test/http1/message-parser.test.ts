/** What the caller of a parser relies on besides the events: how far it reads, and in which state it is. */
import { expect, test } from 'vitest';
import { DEFAULT_HEAD_LIMITS } from '../../src/http1/limits.ts';
import type { HttpProblem } from '../../src/http1/problem.ts';
import { RequestHead } from '../../src/http1/request-head.ts';
import { RequestParser, type RequestSink } from '../../src/http1/request-parser.ts';
import { ResponseHead } from '../../src/http1/response-head.ts';
import { ResponseParser } from '../../src/http1/response-parser.ts';
import { bytesOf } from './pieces.ts';

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';
const POST = 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc';
const CHUNKED = 'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n';

/** A sink that writes down which callbacks came, and stops the parser in the one called `stopIn`. */
function recorded(stopIn = ''): { parser: RequestParser; calls: string[] } {
  const calls: string[] = [];
  const note = (name: string) => {
    calls.push(name);
    if (name === stopIn) parser.stop();
  };
  const sink: RequestSink = {
    onRequest: () => note('request'),
    onBody: () => note('body'),
    onMessageEnd: () => note('end'),
    onProblem: (problem: HttpProblem) => note(String(problem.status)),
  };
  const parser = new RequestParser(sink, new RequestHead(DEFAULT_HEAD_LIMITS));
  return { parser, calls };
}

test('feed stops behind each message', () => {
  const { parser, calls } = recorded();
  const bytes = bytesOf(POST + GET + GET);
  expect(parser.feed(bytes, 0)).toBe(POST.length);
  expect(calls).toEqual(['request', 'body', 'end']);
  expect(parser.feed(bytes, POST.length)).toBe(POST.length + GET.length);
  expect(parser.feed(bytes, POST.length + GET.length)).toBe(bytes.length);
  expect(calls).toEqual(['request', 'body', 'end', 'request', 'end', 'request', 'end']);
});

test('atStart: before a message, behind it and after one that closes, but not within', () => {
  const { parser } = recorded();
  expect(parser.atStart).toBe(true);
  for (const [text, atStart] of [
    ['\r\n\r', true],
    ['\n', true],
    ['G', false],
    [GET.slice(1), true],
    [POST.slice(0, -3), false],
    ['ab', false],
    ['c', true],
    ['\r\n', true],
    [GET.replace('h\r\n', 'h\r\nConnection: close\r\n'), true],
    ['anything', true],
  ] as const) {
    parser.feed(bytesOf(text), 0);
    expect([text, parser.atStart]).toEqual([text, atStart]);
  }
});

test('heldBytes: what came of a head, and nothing once it is read', () => {
  const { parser } = recorded();
  parser.feed(bytesOf(GET.slice(0, 20)), 0);
  expect(parser.heldBytes).toBe(20);
  parser.feed(bytesOf(GET.slice(20)), 0);
  expect(parser.heldBytes).toBe(0);
});

test.each(['request', 'body', 'end'])('nothing is told after a stop in %s', (stopIn) => {
  for (const message of [POST, CHUNKED]) {
    const { parser, calls } = recorded(stopIn);
    const bytes = bytesOf(message + GET);
    for (let at = 0; at < bytes.length; ) at = parser.feed(bytes, at);
    parser.finish();
    expect(calls.filter((name) => name === stopIn)).toHaveLength(1);
    if (stopIn !== 'end') expect(calls.at(-1)).toBe(stopIn);
  }
});

test('what is no HTTP is refused before a line ends', () => {
  const { parser, calls } = recorded();
  parser.feed(Uint8Array.of(0x16, 0x03, 0x01), 0);
  expect(calls).toEqual(['400']);
  parser.finish();
  parser.feed(bytesOf(GET), 0);
  expect(calls).toEqual(['400']);
});

test('parsers that share a head do not disturb each other', () => {
  const targets: string[] = [];
  const head = new RequestHead(DEFAULT_HEAD_LIMITS);
  const lengths: number[] = [];
  const sink: RequestSink = {
    onRequest: ({ target }) => targets.push(target),
    onBody: (_chunk, start, end) => lengths.push(end - start),
    onMessageEnd: () => {},
    onProblem: () => {},
  };
  const parsers = [0, 1, 2].map(() => new RequestParser(sink, head));
  const streams = [1, 2, 3].map((n) =>
    bytesOf(`POST /${n} HTTP/1.1\r\nHost: h\r\nContent-Length: ${n}\r\n\r\n${'x'.repeat(n)}`),
  );
  for (let at = 0; at < 60; at++) {
    for (const [i, parser] of parsers.entries()) parser.feed(streams[i]?.subarray(at, at + 1) ?? new Uint8Array(), 0);
  }
  expect(targets).toEqual(['/1', '/2', '/3']);
  expect(lengths).toEqual([1, 1, 1, 1, 1, 1]);
});

test('a whole chunk is read where no message ends in it', () => {
  let interims = 0;
  const sink = {
    onResponse: () => {},
    onInterim: () => {
      interims++;
    },
    onBody: () => {},
    onMessageEnd: () => {},
    onProblem: () => {},
  };
  const parser = new ResponseParser(sink, new ResponseHead(DEFAULT_HEAD_LIMITS));
  const bytes = bytesOf(`${'HTTP/1.1 102 x\r\n\r\n'.repeat(500)}HTTP/1.1 200 OK\r\nX: ${'y'.repeat(9000)}`);
  expect(parser.feed(bytes, 0)).toBe(bytes.length);
  expect(interims).toBe(500);
});
