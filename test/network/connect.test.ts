/** How connections come about, or don't. */
import { createServer } from 'node:net';
import { expect } from 'vitest';
import { inAllWorlds } from './all-worlds.ts';
import { listen, Peer, pair } from './peer.ts';
import { ANYWHERE, HOST } from './world.ts';

const V6 = '::ffff:127.0.0.1';

/** Whether this machine has any IPv6 at all. */
function hasV6(): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen({ host: V6, port: 0 }, () => server.close(() => resolve(true)));
  });
}

const V6_HERE = await hasV6();

inAllWorlds('connecting', (law, live) => {
  law('both ends know both addresses', async (world) => {
    const { client, server, at } = await pair(world, ANYWHERE);
    expect(at.endpoint.host).toBe(HOST);
    expect(at.endpoint.port).toBeGreaterThan(0);
    expect(client.connection.remote).toEqual(at.endpoint);
    expect(server.connection.local).toEqual(at.endpoint);
    expect(server.connection.remote).toEqual(client.connection.local);
    expect(client.connection.local.host).toBe(HOST);
    client.close();
    server.close();
  });

  law('it comes from the local address that was asked for', async (world) => {
    const accepting = await listen(world, ANYWHERE);
    const client = Peer.connect(world, accepting.endpoint, { localHost: '127.1.0.5' });
    await world.until('a connection', () => client.has('open') && accepting.peers.length === 1);
    expect(client.connection.local.host).toBe('127.1.0.5');
    expect(accepting.peer.connection.remote).toEqual(client.connection.local);
    client.close();
    await world.until('its end', () => accepting.peer.has('end') || accepting.peer.closed);
    accepting.peer.close();
    accepting.listener.close();
  });

  if (live && V6_HERE) {
    law('an IPv6 address is as good, at either end', async (world) => {
      const accepting = await listen(world, { host: V6, port: 0 });
      expect(accepting.endpoint.host).toBe(V6);
      const client = Peer.connect(world, accepting.endpoint, { localHost: '::ffff:127.1.0.6' });
      client.write('hello');
      await world.until('the word', () => accepting.peers.length === 1 && accepting.peer.text === 'hello');
      expect(client.connection.remote).toEqual(accepting.endpoint);
      expect(client.connection.local.host).toBe('::ffff:127.1.0.6');
      expect(accepting.peer.connection.remote).toEqual(client.connection.local);
      client.end();
      accepting.peer.end();
      await world.until('both closes', () => client.closed && accepting.peer.closed);
      accepting.listener.close();
    });
  }

  if (live) {
    law("from an address that is not this machine's: failed, and never open", async (world) => {
      const accepting = await listen(world, ANYWHERE);
      const client = Peer.connect(world, accepting.endpoint, { localHost: '192.0.2.1' });
      client.write('hello');
      await world.until('a failure', () => client.closed);
      expect(client.told).toEqual(['close']);
      expect(client.error).toEqual({ code: 'failed', detail: expect.stringContaining('EADDRNOTAVAIL') });
      accepting.listener.close();
    });
  }

  law('an accepted connection is open when it is handed over', async (world) => {
    const accepting = await listen(world, ANYWHERE, (peer) => {
      peer.write('hello');
      peer.end();
    });
    const client = Peer.connect(world, accepting.endpoint);
    await world.until('the greeting', () => client.has('end'));
    expect(client.text).toBe('hello');
    expect(accepting.peer.has('open')).toBe(false);
    client.end();
    await world.until('the end', () => client.closed && accepting.peer.closed);
    accepting.listener.close();
  });

  law('nobody there: refused, and never open', async (world) => {
    const accepting = await listen(world, ANYWHERE);
    accepting.listener.close();
    await world.settled();
    const client = Peer.connect(world, accepting.endpoint);
    client.write('hello');
    await world.until('a refusal', () => client.closed);
    expect(client.told).toEqual(['close']);
    expect(client.error?.code).toBe('refused');
    expect(client.error?.detail).not.toBe('');
  });

  for (const leave of ['close', 'reset'] as const) {
    law(`${leave} before it is open: an orderly close, and never open`, async (world) => {
      const accepting = await listen(world, ANYWHERE);
      const client = Peer.connect(world, accepting.endpoint);
      client[leave]();
      await world.until('its close', () => client.closed);
      await world.settled();
      expect(client.told).toEqual(['close']);
      expect(client.error).toBeNull();
      for (const peer of accepting.peers) expect(peer.has('end') || peer.closed).toBe(true);
      for (const peer of accepting.peers) peer.close();
      accepting.listener.close();
    });
  }

  law('what is written before it is open is sent when it is', async (world) => {
    const accepting = await listen(world, ANYWHERE);
    const client = Peer.connect(world, accepting.endpoint);
    client.write('early ');
    client.write(Buffer.from('bird'));
    client.end();
    await world.until('the bytes', () => accepting.peers.length === 1 && accepting.peer.has('end'));
    expect(accepting.peer.text).toBe('early bird');
    expect(client.told[0]).toBe('open');
    accepting.peer.end();
    await world.until('the end', () => client.closed && accepting.peer.closed);
    expect([client.error, accepting.peer.error]).toEqual([null, null]);
    accepting.listener.close();
  });
});
