/** The decoder by itself; how messages are made of it stands in the raw tables. */
import { expect, test } from 'vitest';
import { ChunkedDecoder, ChunkStep } from '../../src/http1/chunked.ts';
import { PROBLEMS } from '../../src/http1/problem.ts';
import { bytesOf, textOf } from './pieces.ts';

/** All steps over one piece: the data, and how it ended. */
function decode(decoder: ChunkedDecoder, text: string): { data: string; end: ChunkStep } {
  const bytes = bytesOf(text);
  let data = '';
  for (let at = 0; ; ) {
    const end = decoder.step(bytes, at);
    if (end !== ChunkStep.Data) return { data, end };
    data += textOf(bytes.subarray(decoder.position, decoder.dataEnd));
    at = decoder.dataEnd;
  }
}

test('data, then the place where the trailers start', () => {
  const decoder = new ChunkedDecoder();
  expect(decode(decoder, '5\r\nhello\r\n1;x\r\n!\r\n0\r\nT: v')).toEqual({ data: 'hello!', end: ChunkStep.Last });
  expect(decoder.position).toBe('5\r\nhello\r\n1;x\r\n!\r\n0\r\n'.length);
  decoder.reset();
  expect(decode(decoder, '1\r\na')).toEqual({ data: 'a', end: ChunkStep.More });
  expect(decode(decoder, '\r\n0\r\n')).toEqual({ data: '', end: ChunkStep.Last });
});

test('the largest size, and one digit more', () => {
  const decoder = new ChunkedDecoder();
  expect(decode(decoder, 'ffffffffffff\r\nabc')).toEqual({ data: 'abc', end: ChunkStep.More });
  decoder.reset();
  expect(decode(decoder, '0000000000001').end).toBe(ChunkStep.Refused);
  expect(decoder.problem).toBe(PROBLEMS.chunkSize);
});

test('a body may carry 4096 bytes of extensions in all', () => {
  const decoder = new ChunkedDecoder();
  // Counted from behind the semicolon, the line's end with them.
  expect(decode(decoder, `0;${'x'.repeat(4095)}\r\n`).end).toBe(ChunkStep.Last);
  decoder.reset();
  expect(decode(decoder, `0;${'x'.repeat(4097)}`).end).toBe(ChunkStep.Refused);
  expect(decoder.problem).toBe(PROBLEMS.chunkExtension);
  decoder.reset();
  const many = decode(decoder, '1;x\r\na\r\n'.repeat(3000));
  expect(many.end).toBe(ChunkStep.Refused);
  expect(many.data.length).toBeLessThan(4096);
});
