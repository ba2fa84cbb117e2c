/** A run's own addresses: never shared, and enough of them. */
import { expect, test } from 'vitest';
import { reserveBlock } from '../../../src/sim/live/block.ts';
import { liveWorld } from '../../network/live-world.ts';
import { listen } from '../../network/peer.ts';

const half = (below: number): number => below >> 1;

test('two at once differ, though both begin their search at the same place', async () => {
  const blocks = await Promise.all([reserveBlock(half), reserveBlock(half), reserveBlock(half)]);
  const hosts = blocks.map((block) => block.subject.host);
  expect(new Set(hosts).size).toBe(3);
  for (const block of blocks) {
    const [a, b] = block.subject.host.split('.').map(Number);
    expect(a).toBe(127);
    // 127.0 is everybody's, 127.1 is the clients'.
    expect(b).toBeGreaterThanOrEqual(2);
    expect(block.backend(0).host.split('.')[1]).toBe(String(b));
    block.release();
  }
});

test('backends never share an address, nor have the subject’s', async () => {
  const block = await reserveBlock(half);
  const endpoints = Array.from({ length: 1_000 }, (_, i) => block.backend(i));
  expect(new Set(endpoints.map(({ host }) => host)).size).toBe(1_000);
  expect(endpoints.map(({ host }) => host)).not.toContain(block.subject.host);
  expect(endpoints.every(({ port }) => port > 1024 && port < 65_536)).toBe(true);
  block.release();
});

test('its addresses can be listened on', async () => {
  const block = await reserveBlock(half);
  const world = liveWorld();
  for (const endpoint of [block.subject, block.backend(0), block.backend(251)]) {
    const server = await listen(world, endpoint);
    expect(server.endpoint).toEqual(endpoint);
    server.listener.close();
  }
  block.release();
});
