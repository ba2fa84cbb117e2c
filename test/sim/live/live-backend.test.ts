/** A backend's process, and what the lab does to it: nothing it is told gets lost, whatever state it is in. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { LbsimError } from '../../../src/kernel/errors.ts';
import { monotonicNow, nodeClock } from '../../../src/node/clock.ts';
import { nodeNetwork } from '../../../src/node/network.ts';
import { type Reading, readPage } from '../../../src/sim/actors/reader.ts';
import { reserveBlock } from '../../../src/sim/live/block.ts';
import { LiveBackend } from '../../../src/sim/live/live-backend.ts';
import type { BackendSpec } from '../../../src/sim/scenario/backend-spec.ts';
import { liveWorld } from '../../network/live-world.ts';
import { listen } from '../../network/peer.ts';
import { scenarioNamed } from '../scenarios.ts';
import { eventually, processesAbout, stateOf, Watch } from './leftovers.ts';

const SCENARIO = scenarioNamed('backend-crash');
const SPEC: BackendSpec = { name: 'b1', weight: 1, latency: { kind: 'constant', value: 1_000 } };
const PATIENCE = 15_000_000;

const watch = new Watch();
const clock = nodeClock();
const network = nodeNetwork();
const cleanUps: (() => Promise<void>)[] = [];
afterAll(async () => {
  await Promise.all(cleanUps.map((cleanUp) => cleanUp()));
  watch.end();
});

/** A backend of its own for each test, so that they can run side by side. */
async function setUp() {
  const block = await reserveBlock((below) => process.pid % below);
  const directory = mkdtempSync(join(watch.directory, 'backend-'));
  const deaths: LbsimError[] = [];
  const onDeath = (error: LbsimError): void => void deaths.push(error);
  const backend = new LiveBackend(SCENARIO, SPEC, block.backend(0), monotonicNow(), directory, onDeath);
  cleanUps.push(async () => {
    await backend.kill();
    block.release();
  });
  return {
    backend,
    deaths,
    health: () =>
      new Promise<Reading>((resolve) =>
        readPage({ clock, network, subject: backend.endpoint, timeout: PATIENCE }, '/health', resolve),
      ),
    processes: () => processesAbout(watch.directory, directory),
    /** The number of its process. */
    pid() {
      const [found] = processesAbout(watch.directory, directory);
      if (found === undefined) throw new Error('no process is there');
      return found;
    },
  };
}

describe.concurrent('a backend process', () => {
  test('is crashed, and started again at the same address', async () => {
    const { backend, deaths, health, pid } = await setUp();
    await backend.start();
    expect((await health()).body).toBe('OK\n');
    const first = pid();
    await backend.setFault({ kind: 'crash' }, true);
    expect(stateOf(first)).toBeNull();
    expect((await health()).status).toBe(0);
    await backend.setFault({ kind: 'crash' }, false);
    expect((await health()).status).toBe(200);
    expect(pid()).not.toBe(first);
    expect(backend.eventFiles).toHaveLength(2);
    expect(deaths).toEqual([]);
  });

  test('crashed and started again in one breath, over and over', async () => {
    const { backend, deaths, health, processes } = await setUp();
    await backend.start();
    const acts = [true, false, true, false, true, false].map((on) => backend.setFault({ kind: 'crash' }, on));
    await Promise.all(acts);
    expect((await health()).status).toBe(200);
    expect(processes()).toHaveLength(1);
    expect(deaths).toEqual([]);
  });

  test('frozen it accepts and says nothing; thawed it answers', async () => {
    const { backend, health, pid } = await setUp();
    await backend.start();
    await backend.setFault({ kind: 'freeze' }, true);
    await eventually('a stopped process', () => stateOf(pid()) === 'T');
    let answered = false;
    const reading = health().then((one) => {
      answered = true;
      return one;
    });
    expect(answered).toBe(false);
    await backend.setFault({ kind: 'freeze' }, false);
    expect((await reading).status).toBe(200);
  });

  test('what it is told while frozen holds when it thaws', async () => {
    const { backend, health } = await setUp();
    await backend.start();
    await backend.setFault({ kind: 'freeze' }, true);
    await backend.setFault({ kind: 'status', code: 503 }, true);
    await backend.setFault({ kind: 'freeze' }, false);
    expect((await health()).status).toBe(503);
    await backend.setFault({ kind: 'status', code: 503 }, false);
    expect((await health()).status).toBe(200);
  });

  test('killed while frozen', async () => {
    const { backend, health } = await setUp();
    await backend.start();
    await backend.setFault({ kind: 'freeze' }, true);
    await backend.setFault({ kind: 'crash' }, true);
    expect((await health()).status).toBe(0);
    await backend.setFault({ kind: 'freeze' }, false);
    await backend.setFault({ kind: 'crash' }, false);
    expect((await health()).status).toBe(200);
  });

  test('a dead one is told nothing, and comes back without faults', async () => {
    const { backend, health } = await setUp();
    await backend.start();
    await backend.setFault({ kind: 'hang' }, true);
    await backend.setFault({ kind: 'crash' }, true);
    await backend.setFault({ kind: 'hang' }, false);
    await backend.setFault({ kind: 'status', code: 500 }, true);
    await backend.setFault({ kind: 'crash' }, false);
    expect((await health()).status).toBe(200);
  });

  test('a death that nobody asked for is told, with what it was', async () => {
    const { backend, deaths, pid } = await setUp();
    await backend.start();
    process.kill(pid(), 'SIGKILL');
    await eventually('the news', () => deaths.length > 0);
    expect(deaths).toMatchObject([
      { code: 'environment-failed', message: expect.stringMatching(/b1 was ended by SIGKILL/) },
    ]);
  });

  test('an address that is taken', async () => {
    const { backend } = await setUp();
    const taken = await listen(liveWorld(), backend.endpoint);
    await expect(backend.start()).rejects.toMatchObject({
      code: 'environment-failed',
      message: expect.stringMatching(/b1 can't listen: .*EADDRINUSE/),
    });
    taken.listener.close();
  });

  test('once the run is over for it, it is not started again', async () => {
    const { backend, deaths, processes } = await setUp();
    await backend.start();
    const acts = [backend.setFault({ kind: 'crash' }, true), backend.setFault({ kind: 'crash' }, false)];
    await backend.kill();
    await Promise.all(acts);
    await backend.start();
    expect(processes()).toEqual([]);
    expect(deaths).toEqual([]);
  });
});
