/** What threads share is exact: turns, active requests, counters, states, membership, limits. */
import { describe, expect, it } from 'vitest';
import { ALGORITHMS, DEFAULT_BACKEND, DEFAULTS } from '../../../src/balancer/config/config.ts';
import type { AccessEntry } from '../../../src/balancer/proxy/access-log.ts';
import { eventually } from '../../e2e/support/until.ts';
import { startCounting } from './backend.ts';
import {
  active,
  allOk,
  connections,
  counter,
  END_MS,
  load,
  MANY,
  OneConnection,
  QUICK_PROBES,
  startThreads,
} from './rig.ts';

describe.each([3])('on %d threads', (threads) => {
  it('round robin is exact, one by one and all at once, and the counters add up', async () => {
    const backends = await startCounting(3);
    const rig = await startThreads(threads, backends);
    const since = counter(backends);
    const clients = connections(rig.port);
    for (const client of clients) {
      expect((await client.get()).status).toBe(200);
      const counts = backends.map(({ requests }) => requests);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
    expect(since()).toEqual([20, 20, 20]);
    expect(await load(clients, 20)).toEqual(allOk(MANY * 20));
    expect(since()).toEqual([400, 400, 400]);
    await eventually(END_MS, 'the end of all requests', () => active(rig).every((count) => count === 0));
    const counted = { total_requests: 420, total_errors: 0, active_connections: 0 };
    const report = JSON.parse((await (clients[0] as OneConnection).get('/lb/metrics')).text);
    expect(report).toMatchObject({
      total_requests: 1260,
      total_errors: 0,
      backends: backends.map(() => counted),
    });
    const { text } = await (clients[1] as OneConnection).get('/lb/metrics?format=prometheus');
    expect(text.match(/_duration_seconds_count\{.*\} 420$/gm)).toHaveLength(3);
  });

  it('weights are kept over all of them', async () => {
    const backends = await startCounting(2);
    const [heavy, light] = backends.map(({ port }) => ({ ...DEFAULT_BACKEND, host: '127.0.0.1', port }));
    if (heavy === undefined || light === undefined) throw new Error('two were started');
    const rig = await startThreads(threads, [], { config: { backends: [{ ...heavy, weight: 3 }, light] } });
    expect(await load(connections(rig.port, 40), 5)).toEqual(allOk(200));
    expect(backends.map(({ requests }) => requests)).toEqual([150, 50]);
  });

  it('a state holds for all at once', async () => {
    const backends = await startCounting(2);
    const sick = backends[1] as (typeof backends)[0];
    const rig = await startThreads(threads, backends, { config: { healthCheck: QUICK_PROBES } });
    const since = counter(backends);
    const clients = connections(rig.port);
    await load(clients);
    const asking = new OneConnection(rig.port);
    for (const [healthy, state, counts] of [
      [false, 'Unhealthy', [MANY, 0]],
      [true, 'Healthy', [MANY / 2, MANY / 2]],
    ] as const) {
      sick.healthy = healthy;
      await eventually(
        END_MS,
        () => `${state} in the metrics`,
        async () => JSON.parse((await asking.get('/lb/metrics')).text).backends[1].state === state,
      );
      since();
      expect(await load(clients)).toEqual(allOk(MANY));
      expect(since()).toEqual(counts);
    }
  });

  it('members come and go on all of them, and their rows are used again', async () => {
    const backends = await startCounting(3);
    const [first, second, third] = backends.map(({ port }) => ({ ...DEFAULT_BACKEND, host: '127.0.0.1', port }));
    if (first === undefined || second === undefined || third === undefined) throw new Error('three were started');
    const limits = { ...DEFAULTS.limits, backends: 3 };
    const rig = await startThreads(threads, [], { config: { backends: [first, second], limits } });
    const { control, pool } = rig.balancer;
    const since = counter(backends);
    const clients = connections(rig.port);
    const become = (counts: readonly number[]): Promise<unknown> =>
      eventually(
        END_MS,
        () => `requests in the shares ${counts}`,
        async () => {
          since();
          expect(await load(clients)).toEqual(allOk(MANY));
          return since().join() === counts.join();
        },
      );
    // Twice: the second time there is a row only when every thread has let go of the first one.
    for (let i = 0; i < 2; i++) {
      const added = await eventually(END_MS, 'a free row', () => {
        const result = control.add(third);
        return result === 'full' ? null : result;
      });
      if (added === null || typeof added === 'string') throw new Error('it is new');
      await become([20, 20, 20]);
      control.remove(added);
      await become([30, 30, 0]);
      await eventually(END_MS, 'its removal', () => pool.backends.length === 2);
    }
  });

  it('the limit of connections counts those of all', async () => {
    const backends = await startCounting(1);
    const limits = { ...DEFAULTS.limits, connections: 40 };
    const rig = await startThreads(threads, backends, { config: { limits } });
    const clients = connections(rig.port, 40);
    expect(await load(clients)).toEqual(allOk(40));
    for (const one of connections(rig.port, 20)) expect((await one.get()).status).toBe(503);
    expect(await load(clients)).toEqual(allOk(40));
  });

  it.each(ALGORITHMS.filter((name: string) => /^(round_robin|least_connections)$/.test(name)))(
    '%s: requests that are held are spread to the one',
    async (algorithm) => {
      const backends = await startCounting(3);
      for (const backend of backends) backend.holds = true;
      const rig = await startThreads(threads, backends, { config: { algorithm } });
      const answers = load(connections(rig.port));
      await eventually(END_MS, 'all requests at the backends', () => active(rig).join() === '20,20,20');
      await eventually(END_MS, 'and seen there', () => backends.every(({ held }) => held === 20));
      for (const backend of backends) backend.release();
      expect(await answers).toEqual(allOk(MANY));
      await eventually(END_MS, 'the end of all requests', () => active(rig).every((count) => count === 0));
    },
  );
});

/** One that takes turns, one that counts, one that draws: of the others `policies/threads.test.ts` tells. */
describe.each(['round_robin', 'least_connections', 'p2c'] as const)('%s on 3 threads', (algorithm) => {
  it('answers everything, and gives back every claim', async () => {
    const backends = await startCounting(3);
    const rig = await startThreads(3, backends, { config: { algorithm } });
    expect(await load(connections(rig.port), 10)).toEqual(allOk(MANY * 10));
    await eventually(END_MS, 'the end of all requests', () => active(rig).every((count) => count === 0));
    const report = rig.balancer.metrics();
    expect(report.backends.map(({ total_requests }) => total_requests)).toEqual(
      backends.map(({ requests }) => requests),
    );
    expect(report.total_requests).toBe(MANY * 10);
  });
});

it('live traffic on any thread ejects a backend for all', async () => {
  const backends = await startCounting(2);
  const broken = backends[1] as (typeof backends)[0];
  const ejection = { ...DEFAULTS.ejection, failures: 3 };
  const rig = await startThreads(2, backends, { config: { ejection } });
  const clients = connections(rig.port);
  broken.broken = true;
  await load(clients);
  await eventually(END_MS, 'the ejection', () => rig.balancer.metrics().backends[1]?.state === 'Unhealthy');
  const since = counter(backends);
  since();
  expect(await load(clients)).toEqual(allOk(MANY));
  expect(since()).toEqual([MANY, 0]);
});

it('every line of the access log arrives, the last ones too', async () => {
  const entries: AccessEntry[] = [];
  const accessLog = (entry: AccessEntry): void => void entries.push(entry);
  const rig = await startThreads(2, await startCounting(1), { config: { accessLog: 'json' }, options: { accessLog } });
  const clients = connections(rig.port);
  await load(clients, 10);
  await (clients[0] as OneConnection).get('/lb/health');
  await rig.stop();
  expect(entries.filter(({ target, status }) => target === '/' && status === 200)).toHaveLength(600);
  expect(entries.filter(({ target }) => target === '/lb/health')).toHaveLength(1);
});
