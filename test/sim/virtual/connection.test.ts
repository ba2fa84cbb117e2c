/** Killed and frozen processes, black holes and lent memory, as they look on virtual connections. */
import { describe, expect, test } from 'vitest';
import { listen, Peer } from '../../network/peer.ts';
import { connected, Lab } from './lab.ts';

describe('a killed process', () => {
  test('its listeners refuse, its connections end', async () => {
    const lab = new Lab();
    const { client, near, far, at } = await connected(lab);
    far.process.kill();
    const late = Peer.connect(near.world, at.endpoint);
    lab.run();
    expect(client.told).toEqual(['open', 'end']);
    expect([late.told, late.error?.code]).toEqual([['close'], 'refused']);
    expect(lab.broken).toEqual([]);
  });

  test('with bytes unread, or still under way: a reset', async () => {
    const lab = new Lab();
    const { client, server, far } = await connected(lab);
    client.write('hello');
    far.process.kill();
    lab.run();
    expect(client.error?.code).toBe('reset');
    expect(server.told).toEqual([]);
  });

  test('what comes later is answered by its kernel with a reset', async () => {
    const lab = new Lab();
    const { client, far } = await connected(lab);
    far.process.kill();
    lab.run();
    client.write('hello');
    lab.run();
    expect(client.error?.code).toBe('reset');
  });

  test('what it had sent before arrives', async () => {
    const lab = new Lab();
    const { client, server, far } = await connected(lab);
    server.write('last words');
    far.process.kill();
    lab.run();
    expect([client.text, client.told]).toEqual(['last words', ['open', 'data', 'end']]);
  });

  test('a new process may listen at its address at once', async () => {
    const lab = new Lab();
    const { near, far, at } = await connected(lab);
    far.process.kill();
    const again = await listen(lab.start('again', far.host).world, at.endpoint);
    const client = Peer.connect(near.world, again.endpoint);
    lab.run();
    expect([client.told, again.peers.length]).toEqual([['open'], 1]);
  });
});

describe('a frozen process', () => {
  test('connections are still made, and nothing is read until it thaws, in order', async () => {
    const lab = new Lab();
    const { client, server, near, far, at } = await connected(lab);
    far.process.freeze();
    client.write('one ');
    const late = Peer.connect(near.world, at.endpoint);
    lab.run();
    late.write('late');
    client.write('two');
    client.end();
    lab.run();
    expect([late.told, server.told, at.peers.length]).toEqual([['open'], [], 1]);
    far.process.thaw();
    lab.run();
    expect([server.text, server.told]).toEqual(['one two', ['data', 'end']]);
    expect(at.peers.map((peer) => peer.text)).toEqual(['one two', 'late']);
    expect(lab.broken).toEqual([]);
  });

  test('killed while frozen: what it never read is reset, what it had read ends', async () => {
    const lab = new Lab();
    const { client, near, far, at } = await connected(lab);
    const idle = Peer.connect(near.world, at.endpoint);
    lab.run();
    far.process.freeze();
    client.write('hello?');
    const late = Peer.connect(near.world, at.endpoint);
    lab.run();
    late.write('anybody?');
    lab.run();
    far.process.kill();
    lab.run();
    expect([client.error?.code, late.error?.code, idle.told]).toEqual(['reset', 'reset', ['open', 'end']]);
  });

  test('its writer is held up', async () => {
    const lab = new Lab();
    const { client, far } = await connected(lab);
    far.process.freeze();
    expect(client.write(Buffer.alloc(70_000))).toBe(false);
    lab.run();
    expect(client.has('drain')).toBe(false);
    far.process.thaw();
    lab.run();
    expect(client.has('drain')).toBe(true);
  });
});

describe('a black hole', () => {
  test('connecting is not answered, and comes about once it is over', async () => {
    const lab = new Lab();
    const { near, far, at } = await connected(lab);
    lab.fabric.silence(far.host);
    const client = Peer.connect(near.world, at.endpoint);
    lab.runTo(10_000_000);
    expect([client.told, at.peers.length]).toEqual([[], 1]);
    lab.fabric.unsilence(far.host);
    lab.run();
    expect([client.told, at.peers.length]).toEqual([['open'], 2]);
  });

  test('who listens is asked when the packet gets through', async () => {
    const lab = new Lab();
    const { near, far, at } = await connected(lab);
    const client = Peer.connect(near.world, at.endpoint);
    lab.fabric.silence(near.host);
    lab.run();
    far.process.kill();
    lab.fabric.unsilence(near.host);
    lab.run();
    expect(client.error?.code).toBe('refused');
  });

  test('what is sent is held both ways, then delivered in order', async () => {
    const lab = new Lab({ jitter: 1_000, fragmentation: 0.5, fragmentsMax: 4 });
    const { client, server, far } = await connected(lab);
    lab.fabric.silence(far.host);
    for (const word of ['these ', 'are ', 'in ', 'order']) client.write(word);
    client.end();
    server.write('so ');
    server.write('are these');
    lab.runTo(10_000_000);
    expect([server.told, client.told]).toEqual([[], ['open']]);
    lab.fabric.unsilence(far.host);
    lab.run();
    expect([server.text, client.text]).toEqual(['these are in order', 'so are these']);
    expect(server.told.at(-1)).toBe('end');
  });

  test('two holes that open one after the other lose no order', async () => {
    const lab = new Lab();
    const { client, server, near, far } = await connected(lab);
    lab.fabric.silence(far.host);
    client.write('first ');
    lab.run();
    lab.fabric.silence(near.host);
    client.write('second');
    lab.run();
    lab.fabric.unsilence(far.host);
    lab.run();
    expect(server.told).toEqual([]);
    lab.fabric.unsilence(near.host);
    lab.run();
    expect(server.text).toBe('first second');
  });

  test('room is not heard of through it', async () => {
    const lab = new Lab();
    const { client, server, far } = await connected(lab);
    client.write(Buffer.alloc(70_000));
    lab.run();
    server.pause();
    expect(client.write(Buffer.alloc(70_000))).toBe(false);
    client.told.length = 0;
    lab.run();
    lab.fabric.silence(far.host);
    server.resume();
    lab.run();
    expect([server.size, client.told]).toEqual([140_000, []]);
    lab.fabric.unsilence(far.host);
    lab.run();
    expect(client.told).toEqual(['drain']);
  });

  test('others are not touched by it', async () => {
    const lab = new Lab();
    const { client, server } = await connected(lab);
    lab.fabric.silence('127.0.0.77');
    client.write('hello');
    lab.run();
    expect(server.text).toBe('hello');
  });
});

describe('lent memory', () => {
  test('is spoiled after the callback, and the writer keeps its own', async () => {
    const lab = new Lab({}, { scribble: true });
    const { client, far } = await connected(lab);
    const kept: Uint8Array[] = [];
    const at = await listen(far.world, { host: far.host, port: 81 });
    lab.start('other', '127.0.0.3').network.connect(at.endpoint, {
      onOpen() {},
      onData: (chunk) => void kept.push(chunk),
      onEnd() {},
      onDrain() {},
      onClose() {},
    });
    lab.run();
    const mine = Buffer.from('precious');
    at.peer.write(mine);
    lab.run();
    expect(Buffer.concat(kept).toString()).toBe('!!!!!!!!');
    expect(mine.toString()).toBe('precious');
    client.close();
  });
});
