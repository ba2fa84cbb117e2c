/** Lent bytes arrive as they were when they were written, whatever becomes of their memory afterwards. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { inAllWorlds } from './all-worlds.ts';
import { listen, Peer, pair } from './peer.ts';
import { piece } from './piece.ts';
import { ANYWHERE, type World } from './world.ts';

interface Write {
  readonly head: number;
  readonly body: number;
  /** -1: none. */
  readonly tail: number;
  /** In memory of its own, handed over. */
  readonly own: boolean;
}

const AROUND_A_READ = fc.integer({ min: 65_000, max: 66_000 });
const SIZES = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
  { weight: 2, arbitrary: AROUND_A_READ },
  { weight: 1, arbitrary: fc.integer({ min: 100_000, max: 300_000 }) },
);
const WRITES: fc.Arbitrary<Write[]> = fc.array(
  fc.record({
    head: fc.integer({ min: 0, max: 400 }),
    body: SIZES,
    tail: fc.integer({ min: -1, max: 20 }),
    own: fc.boolean(),
  }),
  { maxLength: 30 },
);

/** Writes all and ends; returns how many bytes of the stream that is. */
function writeAll(peer: Peer, writes: readonly Write[]): number {
  let at = 0;
  const next = (size: number): Buffer => {
    at += size;
    return piece(at - size, size);
  };
  for (const { head, body, tail, own } of writes) {
    if (own) peer.write(next(body));
    else {
      peer.lend(next(head).toString('latin1'), next(body), tail < 0 ? undefined : next(tail).toString('latin1'));
    }
  }
  peer.end();
  return at;
}

async function bothClosed(world: World, one: Peer, other: Peer): Promise<void> {
  await world.until('both closes', () => one.closed && other.closed);
  expect([one.error, other.error]).toEqual([null, null]);
}

inAllWorlds('lent bytes', (law, live) => {
  law('any pattern of writes arrives as it was written, past a reader that stands still for a while', async (world) => {
    const exchange = async (up: readonly Write[], down: readonly Write[]): Promise<void> => {
      const { client, server } = await pair(world, ANYWHERE);
      client.pause();
      const sentUp = writeAll(client, up);
      const sentDown = writeAll(server, down);
      await world.settled();
      client.resume();
      await bothClosed(world, client, server);
      expect(server.bytes.equals(piece(0, sentUp))).toBe(true);
      expect(client.bytes.equals(piece(0, sentDown))).toBe(true);
    };
    await fc.assert(fc.asyncProperty(WRITES, WRITES, exchange), { numRuns: live ? 25 : 40 });
  });

  law('far more than the way holds: the writer waits, and all arrives', async (world) => {
    const { client, server } = await pair(world, ANYWHERE);
    const size = 10_240;
    let at = 0;
    server.pause();
    for (let told = 0; told < 3; told++) {
      let room = true;
      while (room) {
        room = client.lend(piece(at, 7).toString('latin1'), piece(at + 7, size));
        at += size + 7;
        expect(at).toBeLessThan(60_000_000);
      }
      // Some more, past the mark.
      for (let i = 0; i < 20; i++) {
        expect(client.lend('', piece(at, size))).toBe(false);
        at += size;
      }
      server.resume();
      await world.until('room', () => client.has('drain'));
      client.told.length = 0;
      server.pause();
    }
    client.end();
    server.end();
    server.resume();
    await bothClosed(world, client, server);
    expect(server.bytes.equals(piece(0, at))).toBe(true);
  });

  law('what comes in goes out on another connection as it is, though that one is held up', async (world) => {
    const target = await listen(world, ANYWHERE, (peer) => peer.pause());
    const relays: Peer[] = [];
    const entry = await listen(world, ANYWHERE, (peer) => {
      const out = Peer.connect(world, target.endpoint);
      relays.push(out);
      peer.onChunk = (chunk) => out.connection.writeBorrowed('', chunk, 0, chunk.length);
      peer.onFinish = () => out.end();
    });
    const senders = [Peer.connect(world, entry.endpoint), Peer.connect(world, entry.endpoint)];
    await world.until('all connections', () => target.peers.length === 2);
    const bytes = [piece(0, 6_000_000), piece(1_234_567, 6_000_000)];
    senders.forEach((sender, i) => {
      sender.write(bytes[i] as Buffer);
      sender.end();
    });
    await world.until('both ends', () => entry.peers.every((peer) => peer.has('end')));
    for (const peer of target.peers) peer.resume();
    await world.until('all', () => target.peers.every((peer) => peer.has('end')));
    const received = target.peers.map((peer) => peer.bytes);
    if (!received[0]?.equals(bytes[0] as Buffer)) received.reverse();
    expect(received.map((got, i) => got.equals(bytes[i] as Buffer))).toEqual([true, true]);
    for (const peer of [...target.peers, ...entry.peers]) peer.end();
    await world.until('all closes', () => [...senders, ...relays].every((peer) => peer.closed));
    target.listener.close();
    entry.listener.close();
  });

  law('lent before it is open, it is sent when it is; lent after the end, it is not', async (world) => {
    const accepting = await listen(world, ANYWHERE);
    const client = Peer.connect(world, accepting.endpoint);
    client.lend('the ', Buffer.from('early'), ' bird');
    client.lend('', Buffer.alloc(0));
    client.lend('', Buffer.alloc(0), '.');
    client.end();
    expect(client.lend('too ', Buffer.from('late'))).toBe(true);
    await world.until('the bytes', () => accepting.peers.length === 1 && accepting.peer.has('end'));
    expect(accepting.peer.text).toBe('the early bird.');
    accepting.peer.end();
    await bothClosed(world, client, accepting.peer);
    accepting.listener.close();
  });
});
