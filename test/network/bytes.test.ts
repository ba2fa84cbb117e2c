/** Bytes arrive in order and whole, however they are written, in both directions at once. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { inAllWorlds } from './all-worlds.ts';
import { type Peer, pair } from './peer.ts';
import { piece } from './piece.ts';
import { ANYWHERE, type World } from './world.ts';

interface Write {
  readonly size: number;
  readonly text: boolean;
}

const SIZES = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 200_000 }) },
);
const WRITES: fc.Arbitrary<Write[]> = fc.array(fc.record({ size: SIZES, text: fc.boolean() }), { maxLength: 25 });

/** Writes all and ends; returns what was written. */
function writeAll(peer: Peer, writes: readonly Write[]): Buffer {
  const written: Buffer[] = [];
  let at = 0;
  for (const { size, text } of writes) {
    const bytes = piece(at, size);
    at += size;
    written.push(bytes);
    // Bytes are handed over: the writer keeps no hand on them.
    peer.write(text ? bytes.toString('latin1') : Buffer.from(bytes));
  }
  peer.end();
  return Buffer.concat(written);
}

async function exchange(world: World, up: readonly Write[], down: readonly Write[]): Promise<void> {
  const { client, server } = await pair(world, ANYWHERE);
  const sentUp = writeAll(client, up);
  const sentDown = writeAll(server, down);
  await world.until('both closes', () => client.closed && server.closed);
  expect([client.error, server.error]).toEqual([null, null]);
  expect(server.bytes.equals(sentUp)).toBe(true);
  expect(client.bytes.equals(sentDown)).toBe(true);
}

inAllWorlds('bytes', (law, live) => {
  law('any pattern of writes arrives as it was written', async (world) => {
    await fc.assert(
      fc.asyncProperty(WRITES, WRITES, (up, down) => exchange(world, up, down)),
      { numRuns: live ? 40 : 80 },
    );
  });

  law('a string is latin1, one byte a character', async (world) => {
    const { client, server } = await pair(world, ANYWHERE);
    const all = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join('');
    client.write(all);
    client.end();
    await world.until('the end', () => server.has('end'));
    expect([...server.bytes]).toEqual(Array.from({ length: 256 }, (_, i) => i));
    server.end();
    await world.until('both closes', () => client.closed && server.closed);
  });
});
