/** Listening: addresses taken and free, and what closing a listener does and does not end. */
import { expect, test } from 'vitest';
import type { Endpoint } from '../../src/kernel/network.ts';
import { inAllWorlds } from './all-worlds.ts';
import { listen, Peer } from './peer.ts';
import { ANYWHERE } from './world.ts';

inAllWorlds('listening', (law, live) => {
  law('port 0 is a free port, another one each time', async (world) => {
    const listening = [await listen(world, ANYWHERE), await listen(world, ANYWHERE), await listen(world, ANYWHERE)];
    const ports = listening.map(({ endpoint }) => endpoint.port);
    expect(new Set(ports).size).toBe(3);
    for (const { listener, endpoint } of listening) {
      expect(listener.endpoint).toEqual(endpoint);
      listener.close();
    }
  });

  law('a taken address is an error, and its owner keeps it', async (world) => {
    const first = await listen(world, ANYWHERE);
    await expect(listen(world, first.endpoint)).rejects.toMatchObject({ failure: { code: 'address-in-use' } });
    const client = Peer.connect(world, first.endpoint);
    await world.until('a connection', () => client.has('open') && first.peers.length === 1);
    client.close();
    first.peer.close();
    first.listener.close();
  });

  law('an address is free again when its listener closed', async (world) => {
    const first = await listen(world, ANYWHERE);
    first.listener.close();
    await world.settled();
    const again = await listen(world, first.endpoint);
    expect(again.endpoint).toEqual(first.endpoint);
    again.listener.close();
  });

  law('open connections outlive their listener', async (world) => {
    const accepting = await listen(world, ANYWHERE);
    const client = Peer.connect(world, accepting.endpoint);
    await world.until('a connection', () => client.has('open') && accepting.peers.length === 1);
    accepting.listener.close();
    await world.settled();
    client.write('still here?');
    await world.until('a question', () => accepting.peer.size > 10);
    accepting.peer.write('yes');
    await world.until('an answer', () => client.size === 3);
    client.end();
    accepting.peer.end();
    await world.until('the end', () => client.closed && accepting.peer.closed);
    expect(accepting.peers).toHaveLength(1);
  });

  if (live && process.platform === 'linux') {
    law(
      'listeners that share a port: each connection goes to one, and to the other when one is closed',
      async (world) => {
        const first = await listen(world, ANYWHERE, undefined, { reusePort: true });
        const second = await listen(world, first.endpoint, undefined, { reusePort: true });
        expect(second.endpoint).toEqual(first.endpoint);
        const one = Peer.connect(world, first.endpoint);
        await world.until('a connection', () => one.has('open') && first.peers.length + second.peers.length === 1);
        const [busy, idle] = first.peers.length === 1 ? [first, second] : [second, first];
        busy.listener.close();
        await world.settled();
        const two = Peer.connect(world, first.endpoint);
        await world.until('another', () => two.has('open') && idle.peers.length === 1);
        for (const peer of [one, two, busy.peer, idle.peer]) peer.close();
        idle.listener.close();
      },
    );

    law('a port is shared only by who asks for it', async (world) => {
      const first = await listen(world, ANYWHERE, undefined, { reusePort: true });
      await expect(listen(world, first.endpoint)).rejects.toMatchObject({ failure: { code: 'address-in-use' } });
      first.listener.close();
    });
  }

  law('closed before it listens: it never does, and says nothing', async (world) => {
    const told: string[] = [];
    const free = await listen(world, ANYWHERE);
    free.listener.close();
    await world.settled();
    const handler = {
      onListening: (_: Endpoint) => void told.push('listening'),
      onError: () => void told.push('error'),
      onConnection: () => new Peer(world),
    };
    const listener = world.network.listen(free.endpoint, handler);
    listener.close();
    listener.close();
    await world.settled();
    const client = Peer.connect(world, free.endpoint);
    await world.until('a refusal', () => client.closed);
    expect(client.error?.code).toBe('refused');
    expect(told).toEqual([]);
  });
});

test('the laws see a broken rule', async () => {
  // The suite's own eyes: a callback from inside a call, and one after the close.
  const broken: string[] = [];
  const peer = new Peer({
    broken,
    notify() {},
    network: { listen: () => ({ endpoint: ANYWHERE, close() {} }), connect: () => Promise.reject() as never },
    until: async () => {},
    settled: async () => {},
    startVictim: () => Promise.reject(),
    dispose() {},
  });
  const connection = {
    remote: ANYWHERE,
    local: ANYWHERE,
    write: () => true,
    writeBorrowed: () => true,
    backlog: 0,
    end: () => peer.onEnd(),
    close() {},
    reset() {},
    pause() {},
    resume() {},
  };
  peer.use(connection);
  peer.end();
  peer.close();
  peer.onDrain();
  peer.onClose(null);
  peer.onClose(null);
  expect(broken).toEqual(['end from inside a call', 'drain after it was closed here', 'close after close']);
});
