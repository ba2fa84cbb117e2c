/** Head, body and what follows leave together, in order, and nothing borrowed is kept longer than to the flush. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Outbox } from '../../../src/balancer/proxy/outbox.ts';
import type { Connection } from '../../../src/kernel/network.ts';

/** A connection that only takes notes; `takes` says whether it has room. */
function noting(takes: () => boolean = () => true) {
  const writes: string[] = [];
  const here = { host: '', port: 0 };
  const connection: Connection = {
    remote: here,
    local: here,
    backlog: 0,
    write(data) {
      writes.push(typeof data === 'string' ? data : Buffer.from(data).toString('latin1'));
      return takes();
    },
    writeBorrowed(head, chunk, start, end, tail = '') {
      writes.push(`${head}${Buffer.from(chunk.subarray(start, end)).toString('latin1')}${tail}`);
      return takes();
    },
    end() {},
    close() {},
    reset() {},
    pause() {},
    resume() {},
  };
  return { writes, outbox: new Outbox(connection) };
}

test('a head and a small body leave in one write', () => {
  const { writes, outbox } = noting();
  outbox.addText('head\r\n\r\n');
  outbox.addBytes(Buffer.from('.body.'), 1, 5);
  expect(writes).toEqual([]);
  expect(outbox.flush()).toBe(true);
  expect(writes).toEqual(['head\r\n\r\nbody']);
  outbox.flush();
  expect(writes.length).toBe(1);
});

test('a head, a large body and what follows leave in one write', () => {
  const { writes, outbox } = noting();
  outbox.addText('head\r\n\r\n');
  outbox.addBytes(Buffer.from(`.${'x'.repeat(10_000)}.`), 1, 10_001);
  outbox.addText('\r\n');
  outbox.addBytes(Buffer.from('more'), 0, 4);
  expect(writes).toEqual([]);
  outbox.flush();
  expect(writes).toEqual([`head\r\n\r\n${'x'.repeat(10_000)}\r\nmore`]);
  outbox.flush();
  expect(writes.length).toBe(1);
});

test('what is added comes out in order, to the byte, and borrowed memory may change after the flush', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary-ascii', maxLength: 50 }),
    fc.uint8Array({ maxLength: 50 }),
    fc.integer({ min: 500, max: 40_000 }).map((size) => new Uint8Array(size).fill(size % 256)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, fc.boolean()), { maxLength: 12 }), (pieces) => {
      const { writes, outbox } = noting();
      let expected = '';
      let lent: Uint8Array[] = [];
      const flushAll = () => {
        outbox.flush();
        for (const memory of lent) memory.fill(0x21);
        lent = [];
      };
      for (const [data, flush] of pieces) {
        if (typeof data === 'string') outbox.addText(data);
        else {
          const memory = Uint8Array.from(data);
          outbox.addBytes(memory, 0, memory.length);
          lent.push(memory);
        }
        expected += typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
        if (flush) flushAll();
      }
      flushAll();
      expect(writes.join('')).toBe(expected);
    }),
    { numRuns: 50 },
  );
});

test('it stays full until the drain, whatever is added', () => {
  let room = false;
  const { outbox } = noting(() => room);
  outbox.addText('a');
  expect(outbox.full).toBe(false);
  expect(outbox.flush()).toBe(false);
  expect(outbox.full).toBe(true);
  expect(outbox.flush()).toBe(false);
  expect(outbox.addBytes(new Uint8Array(1), 0, 1)).toBe(false);
  room = true;
  expect(outbox.flush()).toBe(false);
  outbox.drained();
  expect(outbox.full).toBe(false);
  expect(outbox.addBytes(new Uint8Array(20_000), 0, 20_000)).toBe(true);
});
