/** A thread that dies: its clients lose their connections, and nobody loses anything else. */
import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../../../src/balancer/config/config.ts';
import { eventually } from '../../e2e/support/until.ts';
import { startCounting } from './backend.ts';
import { type DeathOrder, die, MORTAL } from './deaths.ts';
import { active, allOk, connections, counter, END_MS, load, MANY, startThreads } from './rig.ts';

const SERVES_AGAIN = 'info Thread 0 serves again';
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

it.each<[DeathOrder['way'], RegExp]>([
  ['throw', /^error Thread 0 died \(TypeError: a bug on purpose at .*mortal-worker\.mjs:\d+:\d+\)?\); .* now$/],
  ['reject', /^error Thread 0 died \(Error: a bug in a promise at .*\); .* now$/],
  ['exit', /^error Thread 0 died \(it exited with code 3\); .* now$/],
  ['memory', /^error Thread 0 died \(Error: .*out of memory.*\); .* now$/],
])('by %s, in the middle of requests: is replaced, and its requests are given back', async (way, words) => {
  const backends = await startCounting(2);
  const rig = await startThreads(2, backends, { program: MORTAL });
  const clients = connections(rig.port);
  await load(clients);
  for (const backend of backends) backend.holds = true;
  const answers = clients.map((client) =>
    client.get().then(
      ({ status }) => status,
      () => 'lost' as const,
    ),
  );
  await eventually(END_MS, 'all requests at the backends', () => sum(backends.map(({ held }) => held)) === MANY);
  die({ thread: 0, way });
  await eventually(
    END_MS,
    () => `a new thread after ${rig.log.join('\n')}`,
    () => rig.log.includes(SERVES_AGAIN),
  );
  const kept = sum(active(rig));
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(MANY);
  for (const backend of backends) backend.release();
  const outcomes = await Promise.all(answers);
  expect(outcomes.filter((outcome) => outcome === 200)).toHaveLength(kept);
  expect(outcomes.filter((outcome) => outcome === 'lost')).toHaveLength(MANY - kept);
  await eventually(END_MS, 'the end of all requests', () => sum(active(rig)) === 0);

  const since = counter(backends);
  since();
  expect(await load(connections(rig.port), 4)).toEqual(allOk(MANY * 4));
  expect(since()).toEqual([MANY * 2, MANY * 2]);
  await eventually(END_MS, 'the end of these, too', () => sum(active(rig)) === 0);
  // Counters never go back: what the dead thread counted is still there.
  expect(rig.balancer.metrics().backends.map(({ total_requests }) => total_requests)).toEqual(
    backends.map(({ requests }) => requests),
  );
  const story = rig.log.filter((line) => line.includes('Thread'));
  expect(story[0]).toMatch(words);
  expect(story.slice(1)).toEqual([SERVES_AGAIN]);
});

it('its part of the limit of connections is given back', async () => {
  const limits = { ...DEFAULTS.limits, connections: MANY };
  const rig = await startThreads(2, await startCounting(1), { program: MORTAL, config: { limits } });
  const clients = connections(rig.port);
  expect(await load(clients)).toEqual(allOk(MANY));
  die({ thread: 0, way: 'exit' });
  await eventually(END_MS, 'a new thread', () => rig.log.includes(SERVES_AGAIN));
  const lost = (): number => clients.filter(({ connected }) => !connected).length;
  await eventually(END_MS, 'the end of its connections', () => lost() > 0);
  // Who lost its connection opens another one, and there is room for exactly these.
  expect(await load(clients)).toEqual(allOk(MANY));
  expect(await load(connections(rig.port, 1))).toEqual([503]);
});

it('a row is free again though a thread that knew its backend is dead', async () => {
  const backends = await startCounting(2);
  const limits = { ...DEFAULTS.limits, backends: 2 };
  const rig = await startThreads(2, backends, { program: MORTAL, config: { limits } });
  const { control, pool } = rig.balancer;
  const second = pool.backends[1];
  if (second === undefined) throw new Error('there are two');
  die({ thread: 0, way: 'exit' });
  control.remove(second);
  await eventually(END_MS, 'a free row', () => {
    const added = control.add({ ...second.config, weight: 2 });
    return added !== 'full' && added !== 'duplicate';
  });
  await eventually(END_MS, 'a new thread', () => rig.log.includes(SERVES_AGAIN));
  const since = counter(backends);
  since();
  expect(await load(connections(rig.port))).toEqual(allOk(MANY));
  expect(since()).toEqual([MANY / 3, (MANY * 2) / 3]);
});

describe('stopped', () => {
  it('right after a thread died: all is over', async () => {
    const rig = await startThreads(3, await startCounting(1), { program: MORTAL });
    die({ thread: 0, way: 'exit' });
    await eventually(END_MS, 'its death', () => rig.log.some((line) => line.includes('Thread 0 died')));
    await rig.stop();
  });

  it('while a thread hears nothing any more: is over all the same', async () => {
    const rig = await startThreads(2, await startCounting(1), { program: MORTAL });
    die({ thread: 1, way: 'deaf' });
    const stopped = rig.stop();
    rig.balancer.stopNow();
    await stopped;
  });
});
