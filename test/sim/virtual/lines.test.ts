/** Lines that fail: what arrives, when, and in which pieces. Without a fault a byte takes 100 µs. */
import { expect, test } from 'vitest';
import type { Fault } from '../../../src/sim/scenario/fault-spec.ts';
import { Peer } from '../../network/peer.ts';
import { connected, Lab } from './lab.ts';

const FAR = '127.0.0.2';

async function stand(rate = 0) {
  const lab = new Lab();
  lab.fabric.addLine('far', [FAR], rate);
  const ends = await connected(lab);
  lab.run();
  const arrivals: number[] = [];
  const pieces: string[] = [];
  ends.server.onChunk = (chunk) => {
    arrivals.push(lab.scheduler.now);
    pieces.push(chunk.length.toString());
  };
  return {
    lab,
    ...ends,
    arrivals,
    pieces,
    start: lab.scheduler.now,
    set: (fault: Fault, on = true) => lab.fabric.setFault('far', fault, on),
  };
}

test('latency is added, each way', async () => {
  const { lab, client, server, arrivals, start, set } = await stand();
  set({ kind: 'link_latency', latency: 5_000, jitter: 0 });
  client.write('x');
  lab.run();
  server.write('y');
  lab.run();
  expect(arrivals).toEqual([start + 5_100]);
  expect(lab.scheduler.now).toBe(start + 10_200);
  set({ kind: 'link_latency', latency: 0, jitter: 0 }, false);
  client.write('x');
  lab.run();
  expect(arrivals[1]).toBe(start + 10_300);
});

test('a narrow line carries one thing after the other', async () => {
  const { lab, client, arrivals, start, set } = await stand();
  set({ kind: 'bandwidth', rate: 1_000 });
  client.write('x'.repeat(10));
  client.write('y'.repeat(5));
  lab.run();
  expect(arrivals.map((at) => at - start)).toEqual([10_100, 15_100]);
});

test('a line may be narrow without a fault; a fault can make it narrower only', async () => {
  const { lab, client, arrivals, start, set } = await stand(1_000);
  set({ kind: 'bandwidth', rate: 50_000 });
  client.write('x'.repeat(10));
  lab.run();
  expect(arrivals.map((at) => at - start)).toEqual([10_100]);
});

test.each<['both' | 'to' | 'from', boolean, boolean]>([
  ['both', false, false],
  ['to', false, true],
  ['from', true, false],
])('a partition (%s) holds packets back, and lets them go when it is over', async (direction, there, back) => {
  const { lab, client, server, set } = await stand();
  const got = () => [server.text.length > 0, client.text.length > 0];
  set({ kind: 'partition', direction });
  client.write('x');
  server.write('y');
  lab.run();
  expect(got()).toEqual([there, back]);
  set({ kind: 'partition', direction }, false);
  lab.run();
  expect(got()).toEqual([true, true]);
});

test('a black hole swallows for good: nothing arrives after a gap', async () => {
  const { lab, client, server, set } = await stand();
  set({ kind: 'black_hole' });
  client.write('lost');
  lab.run();
  set({ kind: 'black_hole' }, false);
  client.write('later');
  lab.run();
  expect(server.text).toBe('');
  server.write('the other way is whole');
  lab.run();
  expect(client.text).toBe('the other way is whole');
});

test('connections open in a black hole', async () => {
  const lab = new Lab();
  lab.fabric.addLine('far', [FAR]);
  lab.fabric.setFault('far', { kind: 'black_hole' }, true);
  const { client, server } = await connected(lab);
  client.write('x');
  lab.run();
  expect([client.has('open'), server.text]).toEqual([true, '']);
});

test('a reset ends what is open at both ends, and nothing that comes later', async () => {
  const { lab, client, server, near, at, set } = await stand();
  set({ kind: 'reset_connections' });
  lab.run();
  expect([client.error?.code, server.error?.code]).toEqual(['reset', 'reset']);
  const again = Peer.connect(near.world, at.endpoint);
  lab.run();
  expect(again.has('open')).toBe(true);
});

test('everything comes in small pieces', async () => {
  const { lab, client, server, pieces, set } = await stand();
  set({ kind: 'fragment', bytes: 3 });
  client.write('0123456');
  lab.run();
  expect(pieces).toEqual(['3', '3', '1']);
  expect(server.text).toBe('0123456');
});
