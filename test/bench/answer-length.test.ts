import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerLength, isSuccess } from '../../bench/measure/answer-length.ts';

const ANSWERS = {
  'Content-Length': 'HTTP/1.1 200 OK\r\nServer: x\r\ncontent-length: 5\r\n\r\nhello',
  chunked: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  'chunked and empty': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'no body': 'HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n',
};

describe.each(Object.entries(ANSWERS))('%s', (_, text) => {
  test('the length, whatever follows', () => {
    expect(answerLength(Buffer.from(text))).toBe(text.length);
    expect(answerLength(Buffer.from(`${text}HTTP/1.1 500 Oh\r\n\r\n`))).toBe(text.length);
  });

  test('a part of it is never taken for the whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (cut) => {
        const length = answerLength(Buffer.from(text.slice(0, cut)));
        expect(length === null || length > cut).toBe(true);
      }),
    );
  });
});

test('success is 2xx', () => {
  expect(isSuccess(Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'))).toBe(true);
  expect(isSuccess(Buffer.from('HTTP/1.1 503 Service Unavailable\r\n\r\n'))).toBe(false);
});
