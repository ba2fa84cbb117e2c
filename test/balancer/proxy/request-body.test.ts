/** What of a body is held before it can go on: as much as is allowed, in chunks of whatever size. */
import { expect, test } from 'vitest';
import { Outbox } from '../../../src/balancer/proxy/outbox.ts';
import { RequestBody } from '../../../src/balancer/proxy/request-body.ts';
import type { Connection } from '../../../src/kernel/network.ts';
import { bytesOf } from '../../http1/pieces.ts';

const HELD_BYTES_MAX = 65536;

function sink(): { readonly connection: Connection; written: string } {
  const sink = {
    written: '',
    connection: {
      remote: { host: '', port: 0 },
      local: { host: '', port: 0 },
      backlog: 0,
      write(data: string | Uint8Array) {
        sink.written += typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
        return true;
      },
      writeBorrowed(head: string, chunk: Uint8Array, start: number, end: number, tail = '') {
        sink.written += head + Buffer.from(chunk.subarray(start, end)).toString('latin1') + tail;
        return true;
      },
      end() {},
      close() {},
      reset() {},
      pause() {},
      resume() {},
    },
  };
  return sink;
}

/** How many pieces are taken before the client is told to wait. */
function taken(body: RequestBody, piece: string): number {
  const bytes = bytesOf(piece);
  for (let pieces = 1; ; pieces++) if (!body.add(bytes, 0, bytes.length)) return pieces;
}

test('the lines of chunks count for what is held: tiny chunks are no way around the limit', () => {
  expect(taken(new RequestBody(true), 'x')).toBe(Math.ceil(HELD_BYTES_MAX / '1\r\nx\r\n'.length));
  expect(taken(new RequestBody(true), 'x'.repeat(5000))).toBe(Math.ceil(HELD_BYTES_MAX / (5000 + 8)));
  expect(taken(new RequestBody(false), 'x')).toBe(HELD_BYTES_MAX);
});

test('what was held goes first, whole and in order', () => {
  const body = new RequestBody(true);
  const written = sink();
  const out = new Outbox(written.connection);
  body.add(bytesOf('-abc-'), 1, 4);
  body.add(bytesOf('\xff\0'), 0, 2);
  expect(body.attach(out)).toBe(true);
  body.add(bytesOf('d'), 0, 1);
  body.end(null);
  out.flush();
  expect(written.written).toBe('3\r\nabc\r\n2\r\n\xff\0\r\n1\r\nd\r\n0\r\n\r\n');
  expect(body.complete).toBe(true);
});

test('a body that was held to its end', () => {
  const body = new RequestBody(false);
  const written = sink();
  body.add(bytesOf('abc'), 0, 3);
  body.end(null);
  const out = new Outbox(written.connection);
  body.attach(out);
  out.flush();
  expect(written.written).toBe('abc');
});
