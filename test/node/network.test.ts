/** Which lane the network takes, and what the faster one owes to the process around it. */
import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { HandleNetwork } from '../../src/node/handle-network.ts';
import { checkHandles, type TcpHandle } from '../../src/node/handles.ts';
import { nodeNetwork } from '../../src/node/network.ts';
import { SocketNetwork } from '../../src/node/socket-network.ts';
import { liveWorld } from '../network/live-world.ts';
import { listen, Peer, pair } from '../network/peer.ts';
import { ANYWHERE } from '../network/world.ts';

type Parts = Readonly<Record<string, unknown>>;
const run = promisify(execFile);
const ECHO = fileURLToPath(new URL('./fixtures/echo.ts', import.meta.url));

function parts(name: string): Parts {
  return (process as unknown as { binding(name: string): Parts }).binding(name);
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

describe('the lane', () => {
  test('is the handles on this Node, and the public sockets on demand', () => {
    expect(nodeNetwork()).toBeInstanceOf(HandleNetwork);
    expect(nodeNetwork({ lane: 'handles' })).toBeInstanceOf(HandleNetwork);
    expect(nodeNetwork({ lane: 'public' })).toBeInstanceOf(SocketNetwork);
  });

  test('is the public sockets where Node gives no handles away; who insists is told', async () => {
    vi.spyOn(process as unknown as { binding(name: string): Parts }, 'binding').mockImplementation(() => {
      throw new Error('no such module');
    });
    vi.resetModules();
    const fresh = await import('../../src/node/network.ts');
    const { SocketNetwork: FreshSocketNetwork } = await import('../../src/node/socket-network.ts');
    expect(fresh.nodeNetwork()).toBeInstanceOf(FreshSocketNetwork);
    expect(() => fresh.nodeNetwork({ lane: 'handles' })).toThrow(/no TCP handles/);
  });
});

describe('the check of the handles', () => {
  const tcp = parts('tcp_wrap');
  const stream = parts('stream_wrap');

  test('finds them whole', () => {
    expect(checkHandles(tcp, stream)).not.toBeNull();
  });

  test.each(['TCP', 'TCPConnectWrap', 'constants'])('sees that %s is missing', (name) => {
    expect(checkHandles({ ...tcp, [name]: undefined }, stream)).toBeNull();
  });

  test.each(['WriteWrap', 'ShutdownWrap', 'streamBaseState', 'kReadBytesOrError', 'kLastWriteWasAsync'])(
    'sees that %s is missing',
    (name) => {
      expect(checkHandles(tcp, { ...stream, [name]: undefined })).toBeNull();
    },
  );

  test('sees a handle without a method, and an index out of its array', () => {
    class Bare {}
    expect(checkHandles({ ...tcp, TCP: Bare }, stream)).toBeNull();
    expect(checkHandles(tcp, { ...stream, kReadBytesOrError: 99 })).toBeNull();
  });
});

describe.each(['handles', 'public'] as const)('a listener on the lane "%s"', (lane) => {
  test('says nothing of who was gone before it was accepted', async () => {
    const world = liveWorld(lane);
    const accepting = await listen(world, ANYWHERE);
    // This process stands still meanwhile: its kernel takes the connection, and the reset.
    const leave = `const s = require('node:net').connect(${accepting.endpoint.port}, '127.0.0.1', () => s.resetAndDestroy())`;
    execFileSync(process.execPath, ['-e', leave]);
    const next = Peer.connect(world, accepting.endpoint);
    await world.until('the next one', () => next.has('open') && accepting.peers.length > 0);
    expect(accepting.peers.map(({ connection }) => connection.remote.host)).toEqual(['127.0.0.1']);
    next.close();
    await world.until('its end', () => accepting.peer.has('end') || accepting.peer.closed);
    accepting.peer.close();
    accepting.listener.close();
  });
});

describe.each(['handles', 'public'])('a process on the lane "%s"', (lane) => {
  test.each(['main', 'worker'])('exchanges bytes, warns of nothing and ends by itself (%s thread)', async (thread) => {
    const { stdout, stderr } = await run(process.execPath, [ECHO, lane, thread, 'orderly']);
    expect(stdout).toBe('hello\n');
    expect(stderr).toBe('');
  });

  test.each(['onData', 'onEnd', 'onOpen', 'onClose', 'onConnection', 'onDrain'])(
    'dies of what %s throws',
    async (where) => {
      const failed = run(process.execPath, [ECHO, lane, 'main', where]);
      await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(`thrown in ${where}`) });
    },
  );
});

test('a handle that refuses to be reset is closed for its owner all the same', async () => {
  const { TCP } = parts('tcp_wrap') as { TCP: { prototype: TcpHandle } };
  const world = liveWorld('handles');
  const { client, server } = await pair(world, ANYWHERE);
  vi.spyOn(TCP.prototype, 'reset').mockImplementation(function (this: TcpHandle) {
    this.close(() => {});
    return -22;
  });
  client.reset();
  expect(client.closed).toBe(false);
  await world.until('the close', () => client.closed);
  expect(client.error).toBeNull();
  await world.until('the end', () => server.has('end'));
  server.close();
  expect(world.broken).toEqual([]);
});

test('what waits to be sent is kept from the garbage collector', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const world = liveWorld('handles');
  const { client, server } = await pair(world, ANYWHERE);
  const size = 300_000;
  server.pause();
  for (let i = 1; i <= 40; i++) {
    client.write(Buffer.alloc(size, i));
    client.connection.writeBorrowed('', Buffer.alloc(size, 100 + i), 0, size);
  }
  client.end();
  collect();
  // Takes the place of what was freed, if anything was.
  const others = Array.from({ length: 80 }, () => Buffer.alloc(size, 0xff));
  server.resume();
  await world.until('the end', () => server.has('end'));
  expect(others).toHaveLength(80);
  expect(server.size).toBe(80 * size);
  const { bytes } = server;
  for (let i = 1; i <= 40; i++) {
    const at = (i - 1) * 2 * size;
    expect([bytes[at], bytes[at + size - 1], bytes[at + size], bytes[at + 2 * size - 1]]).toEqual([
      i,
      i,
      100 + i,
      100 + i,
    ]);
  }
  server.end();
  await world.until('both closes', () => client.closed && server.closed);
});
