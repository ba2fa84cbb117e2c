/** The ways a connection ends, seen from both sides. */
import { expect } from 'vitest';
import { inAllWorlds } from './all-worlds.ts';
import { type Peer, pair, writeInVain } from './peer.ts';
import { ANYWHERE, type World } from './world.ts';

/** More than any buffer on the way holds. */
const MUCH = 8_000_000;

async function bothClosed(world: World, one: Peer, other: Peer): Promise<void> {
  await world.until('both closes', () => one.closed && other.closed);
}

inAllWorlds('the end of a connection', (law) => {
  for (const first of ['client', 'server'] as const) {
    law(`half-close by the ${first}: the other may go on writing`, async (world) => {
      const ends = await pair(world, ANYWHERE);
      const one = ends[first];
      const other = first === 'client' ? ends.server : ends.client;
      one.write('question');
      one.end();
      await world.until('the end', () => other.has('end'));
      expect(other.text).toBe('question');
      expect([one.closed, other.closed]).toEqual([false, false]);
      other.write('the ');
      other.write('answer');
      other.end();
      await bothClosed(world, one, other);
      expect(one.text).toBe('the answer');
      expect([one.error, other.error]).toEqual([null, null]);
      expect(one.told.filter((told) => told !== 'open')).toEqual(['data', 'end', 'close']);
      expect(other.told.filter((told) => told !== 'open')).toEqual(['data', 'end', 'close']);
    });
  }

  law('both end at once', async (world) => {
    const { client, server } = await pair(world, ANYWHERE);
    client.write('a');
    client.end();
    server.write('b');
    server.end();
    await bothClosed(world, client, server);
    expect([client.text, server.text]).toEqual(['b', 'a']);
    expect([client.error, server.error]).toEqual([null, null]);
  });

  law('what waits to be sent is told, and no more when it is', async (world) => {
    const { client, server } = await pair(world, ANYWHERE);
    expect(client.connection.backlog).toBe(0);
    server.connection.pause();
    client.write('x'.repeat(MUCH));
    expect(client.connection.backlog).toBeGreaterThan(0);
    server.connection.resume();
    await world.until('the drain', () => client.has('drain'));
    expect(client.connection.backlog).toBe(0);
    client.end();
    server.end();
    await bothClosed(world, client, server);
    expect(server.size).toBe(MUCH);
  });

  law('what is written after end is ignored', async (world) => {
    const { client, server } = await pair(world, ANYWHERE);
    client.write('all');
    client.end();
    expect(client.write(' and more')).toBe(true);
    client.end();
    server.end();
    await bothClosed(world, client, server);
    expect(server.text).toBe('all');
    expect(client.error).toBeNull();
  });

  for (const side of ['client', 'server'] as const) {
    law(`close by the ${side}: an orderly close there, an end or a reset here`, async (world) => {
      const ends = await pair(world, ANYWHERE);
      const one = ends[side];
      const other = side === 'client' ? ends.server : ends.client;
      one.close();
      one.close();
      await world.until('the news', () => other.has('end') || other.closed);
      if (!other.closed) other.end();
      await bothClosed(world, one, other);
      expect(one.error).toBeNull();
      expect(one.told.filter((told) => told === 'close')).toHaveLength(1);
      if (!other.has('end')) expect(other.error?.code).toBe('reset');
      expect(one.write('too late')).toBe(true);
      one.end();
      one.reset();
    });

    law(`reset by the ${side}: an orderly close there, a reset here`, async (world) => {
      const ends = await pair(world, ANYWHERE);
      const one = ends[side];
      const other = side === 'client' ? ends.server : ends.client;
      one.reset();
      one.reset();
      await bothClosed(world, one, other);
      expect(one.error).toBeNull();
      expect(other.error?.code).toBe('reset');
      expect(other.has('end')).toBe(false);
    });
  }

  law('a reset right after the end', async (world) => {
    const { client, server } = await pair(world, ANYWHERE);
    client.end();
    client.reset();
    await world.until('the close', () => client.closed);
    expect(client.error).toBeNull();
    await world.until('the news', () => server.has('end') || server.closed);
    await writeInVain(world, server);
    expect(server.error?.code).toBe('reset');
  });

  law('a reset with an end behind a backlog', async (world) => {
    const { client, server } = await pair(world, ANYWHERE);
    server.pause();
    client.write(Buffer.alloc(MUCH));
    client.end();
    client.reset();
    await world.until('the close', () => client.closed);
    expect(client.error).toBeNull();
    server.resume();
    await world.until('the news', () => server.closed);
    expect(server.error?.code).toBe('reset');
  });

  law('a reset after the end has arrived', async (world) => {
    const { client, server } = await pair(world, ANYWHERE);
    client.end();
    await world.until('the end', () => server.has('end'));
    client.reset();
    await world.until('the close', () => client.closed);
    expect(client.error).toBeNull();
    await writeInVain(world, server);
    expect(server.error?.code).toBe('reset');
  });

  law('close with bytes unread: the peer is reset', async (world) => {
    const { client, server } = await pair(world, ANYWHERE);
    server.pause();
    client.write(Buffer.alloc(MUCH));
    await world.settled();
    server.close();
    await bothClosed(world, client, server);
    expect(server.error).toBeNull();
    expect(client.error?.code).toBe('reset');
  });

  law(
    'close with a backlog: the peer gets all of it, or sees a reset, never a clean end behind a part',
    async (world) => {
      const { client, server } = await pair(world, ANYWHERE);
      server.pause();
      client.write(Buffer.alloc(MUCH));
      await world.settled();
      client.close();
      await world.until('the close', () => client.closed);
      expect(client.error).toBeNull();
      server.resume();
      await world.until('the news', () => server.has('end') || server.closed);
      if (server.has('end')) expect(server.size).toBe(MUCH);
      else expect(server.error?.code).toBe('reset');
      server.close();
      await world.until('the close', () => server.closed);
    },
  );

  law("ended in the callback of the last bytes, with the peer's end right behind them", async (world) => {
    const { client, server } = await pair(world, ANYWHERE);
    server.pause();
    // As many as are read at once, so that the end is read right after them.
    client.write(Buffer.alloc(65_536));
    client.end();
    await world.settled();
    server.onChunk = () => server.end();
    server.resume();
    await bothClosed(world, client, server);
    expect(server.size).toBe(65_536);
    expect([client.error, server.error]).toEqual([null, null]);
  });

  law('closing in a callback: nothing more comes, though more was there', async (world) => {
    const { client, server } = await pair(world, ANYWHERE);
    server.pause();
    for (let i = 0; i < 40; i++) client.write(Buffer.alloc(1000));
    client.end();
    await world.settled();
    server.onChunk = () => server.close();
    server.resume();
    await world.until('the close', () => server.closed);
    expect(server.told).toEqual(['data', 'close']);
    await world.until('the end', () => client.has('end') || client.closed);
    if (!client.closed) client.close();
  });
});
