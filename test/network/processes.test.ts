/** What the death of the peer's process looks like from here. */
import { expect } from 'vitest';
import { inAllWorlds } from './all-worlds.ts';
import { Peer, writeInVain } from './peer.ts';

inAllWorlds('a killed peer', (law) => {
  law('that had read everything: an end or a reset, then nobody listens', async (world) => {
    const victim = await world.startVictim(true);
    const client = Peer.connect(world, victim.endpoint);
    client.write('hello');
    await world.until('a connection', () => client.has('open'));
    await world.settled();
    await victim.kill();
    await world.until('the news', () => client.has('end') || client.closed);
    await writeInVain(world, client);
    expect(client.error?.code).toBe('reset');
    const late = Peer.connect(world, victim.endpoint);
    await world.until('a refusal', () => late.closed);
    expect(late.error?.code).toBe('refused');
    expect(late.has('open')).toBe(false);
  });

  law('that had bytes unread: a reset', async (world) => {
    const victim = await world.startVictim(false);
    const client = Peer.connect(world, victim.endpoint);
    await world.until('a connection', () => client.has('open'));
    client.write(Buffer.alloc(4_000_000));
    await world.settled();
    await victim.kill();
    await world.until('the reset', () => client.closed);
    expect(client.error?.code).toBe('reset');
  });
});
