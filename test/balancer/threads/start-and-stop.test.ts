/** Threads come up all or none, and go down in good order. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { BroadcastChannel } from 'node:worker_threads';
import { serve } from 'lbsim/balancer';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BACKEND, DEFAULTS } from '../../../src/balancer/config/config.ts';
import { atEnd } from '../../e2e/support/cleanup.ts';
import { eventually, within } from '../../e2e/support/until.ts';
import { startCounting } from './backend.ts';
import { fixtureProgram } from './programs.ts';
import {
  active,
  configFor,
  connections,
  END_MS,
  load,
  MANY,
  OneConnection,
  QUICK_PROBES,
  startThreads,
} from './rig.ts';

describe('start', () => {
  it('on a port that another program has, sharing or not: fails', async () => {
    const [plain, sharing] = [await occupy(false), await occupy(true)];
    const backends = [{ ...DEFAULT_BACKEND, host: '127.0.0.1', port: 1 }];
    for (const port of [plain, sharing]) {
      const starting = serve(configFor([], { threads: 2, listen: { host: '127.0.0.1', port }, backends }));
      await expect(starting).rejects.toMatchObject({
        code: 'environment-failed',
        message: expect.stringMatching(new RegExp(`^The balancer can't listen on 127\\.0\\.0\\.1:${port}: .*in use`)),
      });
    }
  });

  it('on an address that is not this machine: fails, and the threads are gone', async () => {
    const starting = startThreads(3, [], { config: { listen: { host: '203.0.113.1', port: 0 } } });
    await expect(starting).rejects.toMatchObject({ detail: expect.stringContaining('203.0.113.1') });
  });

  it('where the admin API has no place: fails', async () => {
    const port = await occupy(false);
    const admin = { ...DEFAULTS.admin, listen: { host: '127.0.0.1', port } };
    await expect(startThreads(2, [], { config: { admin } })).rejects.toMatchObject({ code: 'address-in-use' });
  });

  it('where ports are not shared: says what to do', async () => {
    await expect(startThreads(2, [], { program: fixtureProgram('unsupported-worker') })).rejects.toMatchObject({
      detail: expect.stringMatching(/ENOTSUP.*set threads = 1/),
    });
  });

  it('with a thread that dies on the way: fails with its reason', async () => {
    await expect(startThreads(2, [], { program: fixtureProgram('no-such-worker') })).rejects.toMatchObject({
      detail: expect.stringMatching(/^thread 0: .*no-such-worker/),
    });
  });

  it('with parts of its own: refuses', async () => {
    const starting = serve(configFor([], { threads: 2 }), { parts: { drain: () => expect.unreachable() } });
    await expect(starting).rejects.toMatchObject({
      code: 'usage',
      message: "Parts (drain) can be replaced only with threads = 1: functions don't cross threads.",
    });
  });

  it('gives all threads the same secret to sign sessions with', async () => {
    const secrets: unknown[] = [];
    const channel = new BroadcastChannel('lbsim tests: starts');
    atEnd(() => channel.close());
    channel.onmessage = (event) => secrets.push((event as { data: unknown }).data);
    await startThreads(3, [], { program: fixtureProgram('telling-worker') });
    await eventually(END_MS, 'three starts', () => secrets.length === 3);
    expect(secrets[0]).toMatch(/^[\w-]{43}$/);
    expect(new Set(secrets).size).toBe(1);
  });
});

describe('while it runs', () => {
  it('the admin listener serves the pages and nothing else', async () => {
    // An address that no other test has, so that any port is free.
    const host = `127.11.${(process.pid >> 8) & 0xff}.${process.pid & 0xff}`;
    const admin = { ...DEFAULTS.admin, listen: { host, port: 9901 } };
    const backends = await startCounting(1);
    await startThreads(2, backends, { config: { admin } });
    const url = `http://${admin.listen.host}:${admin.listen.port}`;
    expect(await (await fetch(`${url}/lb/health`)).json()).toMatchObject({ status: 'healthy', total_backends: 1 });
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect(backends[0]?.requests).toBe(0);
  });

  it('an observer is told of states and probes, and not of choices', async () => {
    const told: string[] = [];
    const tell = (what: string) => (): void => void told.push(what);
    const observer = { onSelect: tell('select'), onProbe: tell('probe'), onState: tell('state') };
    const backends = await startCounting(1);
    const rig = await startThreads(2, backends, { config: { healthCheck: QUICK_PROBES }, options: { observer } });
    await load(connections(rig.port, 10));
    for (const backend of backends) backend.healthy = false;
    await eventually(END_MS, 'a state', () => told.includes('state'));
    expect(told).toContain('probe');
    expect(told).not.toContain('select');
  });

  it('every connection gets the pages, whatever its thread', async () => {
    const { port } = await startThreads(3, await startCounting(1));
    const answers = await Promise.all(connections(port).map((client) => client.get('/lb/health')));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(
      new Set(['200 {"status":"healthy","healthy_backends":1,"total_backends":1}']),
    );
    expect((await new OneConnection(port).get('/lb/nothing')).status).toBe(404);
  });
});

describe('stop', () => {
  it('finishes what is under way on all threads, and takes nothing new', async () => {
    const backends = await startCounting(2);
    const rig = await startThreads(3, backends);
    for (const backend of backends) backend.holds = true;
    const answers = load(connections(rig.port));
    await eventually(END_MS, 'all requests at the backends', () => active(rig).join() === '30,30');
    const stopped = rig.stop();
    // Each thread closes its listener when it hears of the stop: until then one more may get in.
    await eventually(END_MS, 'no more listener', () =>
      fetch(`http://127.0.0.1:${rig.port}/lb/health`).then(
        () => false,
        () => true,
      ),
    );
    for (const backend of backends) backend.release();
    expect(new Set(await answers)).toEqual(new Set([200]));
    await stopped;
    await expect(fetch(`http://127.0.0.1:${rig.port}/`)).rejects.toThrow();
    expect(active(rig)).toEqual([0, 0]);
  });

  it('cuts off who is still busy when the time is over, by the more impatient of two orders', async () => {
    const backends = await startCounting(1);
    const server = await serve(configFor(backends, { threads: 2 }));
    for (const backend of backends) backend.holds = true;
    const clients = connections(server.endpoint.port);
    const outcomes = clients.map((client) =>
      client.get().then(
        () => 'answered',
        () => 'lost',
      ),
    );
    await eventually(END_MS, 'all requests at the backend', () => backends[0]?.held === MANY);
    const patient = server.stop(600_000);
    await within(END_MS, 'the end', Promise.all([patient, server.stop(1)]));
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['lost']));
    const [backend] = server.control.config.backends;
    expect(backend?.port).toBe(backends[0]?.port);
  });
});

/** A port that another listener has. */
async function occupy(shared: boolean): Promise<number> {
  const server = createServer();
  server.listen({ port: 0, host: '127.0.0.1', reusePort: shared });
  await once(server, 'listening');
  atEnd(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on a port');
  return address.port;
}
