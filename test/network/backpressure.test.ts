/** A reader that stops holds up its writer, and nothing is lost by it. */
import { expect } from 'vitest';
import { inAllWorlds } from './all-worlds.ts';
import { listen, Peer, pair } from './peer.ts';
import { ANYWHERE, type World } from './world.ts';

const BLOCK = 65_536;
/** What all buffers on the way may hold together; a writer that is never told to wait is broken. */
const BLOCKS_MAX = 1_000;

/** Writes until it is told to wait; returns how many blocks it wrote. */
function fill(writer: Peer): number {
  for (let block = 1; block <= BLOCKS_MAX; block++) {
    if (!writer.write(Buffer.alloc(BLOCK, block % 251))) return block;
  }
  throw new Error('the writer was never told to wait');
}

function expectBlocks(reader: Peer, blocks: number): void {
  expect(reader.size).toBe(blocks * BLOCK);
  const { bytes } = reader;
  for (let block = 1; block <= blocks; block++) {
    expect(bytes[(block - 1) * BLOCK]).toBe(block % 251);
    expect(bytes[block * BLOCK - 1]).toBe(block % 251);
  }
}

async function finish(world: World, one: Peer, other: Peer): Promise<void> {
  one.end();
  other.end();
  await world.until('both closes', () => one.closed && other.closed);
  expect([one.error, other.error]).toEqual([null, null]);
}

inAllWorlds('backpressure', (law) => {
  for (const reading of ['client', 'server'] as const) {
    law(`the ${reading} pauses: the writer waits, is told when to go on, and nothing is lost`, async (world) => {
      const ends = await pair(world, ANYWHERE);
      const reader = ends[reading];
      const writer = reading === 'client' ? ends.server : ends.client;
      reader.pause();
      let blocks = 0;
      // A network may first take what its own buffers hold, and only then be full for good.
      do {
        blocks += fill(writer);
        writer.told.length = 0;
        await world.settled();
      } while (writer.has('drain'));
      expect(reader.size).toBeLessThan(blocks * BLOCK);
      reader.resume();
      await world.until('room', () => writer.has('drain'));
      writer.write(Buffer.alloc(BLOCK, ++blocks % 251));
      await world.until('all', () => reader.size === blocks * BLOCK);
      expectBlocks(reader, blocks);
      await finish(world, writer, reader);
    });
  }

  law('paused in the middle of the flow, again and again', async (world) => {
    const { client, server } = await pair(world, ANYWHERE);
    server.onChunk = () => server.pause();
    const blocks = fill(client);
    for (let size = 0; size < blocks * BLOCK; size = server.size) {
      await world.until('another chunk', () => server.size > size);
      server.resume();
    }
    expectBlocks(server, blocks);
    await finish(world, client, server);
  });

  law('paused before it is open', async (world) => {
    const accepting = await listen(world, ANYWHERE, (peer) => peer.write('hello'));
    const client = Peer.connect(world, accepting.endpoint);
    client.pause();
    await world.until('a connection', () => client.has('open') && accepting.peers.length === 1);
    await world.settled();
    expect(client.told).toEqual(['open']);
    client.resume();
    await world.until('the greeting', () => client.text === 'hello');
    await finish(world, client, accepting.peer);
    accepting.listener.close();
  });

  law('an end waits behind what is paused', async (world) => {
    const { client, server } = await pair(world, ANYWHERE);
    server.pause();
    client.write('last words');
    client.end();
    await world.settled();
    expect(server.told).toEqual([]);
    server.resume();
    server.resume();
    await world.until('the end', () => server.has('end'));
    expect(server.text).toBe('last words');
    server.end();
    await world.until('both closes', () => client.closed && server.closed);
  });

  law('pausing and resuming at once changes nothing', async (world) => {
    const { client, server } = await pair(world, ANYWHERE);
    server.pause();
    server.resume();
    server.pause();
    client.write('x');
    await world.settled();
    expect(server.size).toBe(0);
    server.resume();
    server.pause();
    server.resume();
    await world.until('the byte', () => server.size === 1);
    await finish(world, client, server);
  });
});
