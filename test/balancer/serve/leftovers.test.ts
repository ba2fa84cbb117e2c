/** A server that has stopped leaves nothing that would keep its process alive. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { DEFAULT_BACKEND, DEFAULTS } from '../../../src/balancer/config/config.ts';
import { nodePorts } from '../../../src/balancer/serve/node-ports.ts';
import { serve } from '../../../src/balancer/serve/serve.ts';
import type { Clock, Timer } from '../../../src/kernel/clock.ts';

/** Knows which of its timers are still to come. */
function watched(clock: Clock): { readonly clock: Clock; readonly waiting: Set<Timer> } {
  const waiting = new Set<Timer>();
  const after = (delay: number, callback: () => void): Timer => {
    const inner = clock.after(delay, () => {
      waiting.delete(timer);
      callback();
    });
    const timer: Timer = {
      cancel() {
        waiting.delete(timer);
        inner.cancel();
      },
    };
    waiting.add(timer);
    return timer;
  };
  return { clock: { now: () => clock.now(), wall: () => clock.wall(), after }, waiting };
}

test('no timer is left, though time-outs were armed and connections kept', async () => {
  const backend = createServer((_, response) => response.end('x'));
  await new Promise<void>((listening) => backend.listen(0, '127.0.0.1', listening));
  const { port } = backend.address() as AddressInfo;
  const ports = nodePorts();
  const { clock, waiting } = watched(ports.clock);
  const server = await serve(
    {
      ...DEFAULTS,
      listen: { host: '127.0.0.1', port: 0 },
      backends: [{ ...DEFAULT_BACKEND, host: '127.0.0.1', port }],
      session: { ...DEFAULTS.session, mode: 'cookie' },
      slowStart: 1_000_000,
    },
    {},
    { ...ports, clock },
  );
  try {
    expect(await (await fetch(`http://127.0.0.1:${server.endpoint.port}/`)).text()).toBe('x');
    server.control.drain(server.pool.backends[0] ?? expect.unreachable());
    expect(waiting.size).toBeGreaterThan(0);
  } finally {
    await server.stop(1000);
    backend.close();
    backend.closeAllConnections();
  }
  expect(waiting.size).toBe(0);
});

test('what fails after the order to stop sets no timer: nobody waits for the end of an ejection', async () => {
  const hanging = Promise.withResolvers<() => void>();
  const backend = createServer((request, response) => {
    if (request.method === 'POST') hanging.resolve(() => request.socket.destroy());
    else response.end();
  });
  await new Promise<void>((listening) => backend.listen(0, '127.0.0.1', listening));
  const { port } = backend.address() as AddressInfo;
  const ports = nodePorts();
  const { clock, waiting } = watched(ports.clock);
  const server = await serve(
    {
      ...DEFAULTS,
      listen: { host: '127.0.0.1', port: 0 },
      // The second one is never asked; without it the first would be the last one, which is not ejected.
      backends: ['127.0.0.1', '127.0.0.2'].map((host) => ({ ...DEFAULT_BACKEND, host, port })),
      ejection: { ...DEFAULTS.ejection, failures: 1 },
    },
    {},
    { ...ports, clock },
  );
  try {
    const answer = fetch(`http://127.0.0.1:${server.endpoint.port}/`, { method: 'POST', body: 'x' });
    const cut = await hanging.promise;
    const stopped = server.stop(30_000);
    cut();
    expect((await answer).status).toBe(502);
    await stopped;
    expect(server.pool.backends[0]?.state).toBe('Unhealthy');
    expect(waiting.size).toBe(0);
    server.control.drain(server.pool.backends[1] ?? expect.unreachable());
    expect(waiting.size).toBe(0);
  } finally {
    await server.stop(0);
    backend.close();
    backend.closeAllConnections();
  }
});
