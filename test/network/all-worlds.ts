/** Runs laws over all implementations of the network port; every law also says that no callback broke a rule. */
import { describe, expect, test } from 'vitest';
import { liveWorld } from './live-world.ts';
import { virtualWorld } from './virtual-world.ts';
import type { World } from './world.ts';

const WORLDS = [
  { name: 'simulated', live: false, create: virtualWorld },
  { name: 'real (TCP handles)', live: true, create: () => liveWorld('handles') },
  { name: 'real (public sockets)', live: true, create: () => liveWorld('public') },
] as const;

export type Law = (name: string, prove: (world: World) => Promise<void>) => void;

export function inAllWorlds(title: string, laws: (law: Law, live: boolean) => void): void {
  describe.each(WORLDS)(`${title}, $name network`, ({ live, create }) => {
    laws((name, prove) => test(name, () => inWorld(create, prove)), live);
  });
}

async function inWorld(create: () => World, prove: (world: World) => Promise<void>): Promise<void> {
  const world = create();
  try {
    await prove(world);
    await world.settled();
    expect(world.broken).toEqual([]);
  } finally {
    world.dispose();
  }
}
