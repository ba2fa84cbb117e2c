/** A live run with orders, an assertion, a condition and signals: the same rows as in the virtual world. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runLive } from '../../../src/sim/live/world.ts';
import { rowsOf } from '../rows.ts';
import { scenarioOf } from '../scenarios.ts';
import { NOTHING, Watch } from './leftovers.ts';

const BUILT_IN = { kind: 'built-in', name: 'built-in', partsModule: null } as const;

let watch: Watch;
beforeEach(() => {
  watch = new Watch();
});
afterEach(() => watch.end());

const STORY = `
name: operations
seed: 3
balancer:
  health_check: { interval: 100ms, timeout: 50ms, unhealthy_threshold: 2, healthy_threshold: 2 }
backends: { b1: { latency: 2ms }, b2: { latency: 2ms, absent: true } }
load: [{ rate: 50/s, for: 1.5s, clients: 5 }]
timeline:
  - { at: 100ms, add: b2 }
  - { at: 400ms, weight: b2, to: 3 }
  - { at: 500ms, drain: b1 }
  - { when: b1 is draining, after: 50ms, enable: b1 }
  - { at: 700ms, reload: { algorithm: random } }
  - { at: 900ms, assert: { absent: [], health: 200 } }
  - { at: 1s, restart: balancer }
  - { at: 1.1s, kill: balancer }
`;

test('orders are taken, the process is stopped, started and killed, and nothing is left behind', async () => {
  const history = await runLive(scenarioOf(STORY), { subject: BUILT_IN });
  expect(await watch.leftovers()).toEqual(NOTHING);
  const rows = (kind: string) =>
    rowsOf(history)
      .filter((row) => row.kind === kind)
      .map(({ peer, text, a }) => `${peer === null ? '' : `${peer} `}${text} ${a}`);
  expect(rows('lab.order')).toEqual(['b2 add 201', 'b2 weight 3 200', 'b1 drain 202', 'b1 enable 200', 'reload 200']);
  expect(rows('lab.assert')).toEqual(['absent: none, health: 200 1']);
  expect(rows('lab.condition')).toEqual(['b1 is draining 1']);
  // Acts wait for each other: it is killed when it has come up again. The story ends with it down, so nothing answers at the end.
  expect(rows('lab.subject')).toEqual(['sigterm 0', 'exit 0', 'start 0', 'ready 0', 'sigkill 0', 'exit 137']);
  expect(rowsOf(history, 'lab.reading').map(({ a }) => a)).toEqual([0, 0]);
  // It is killed without warning, and yet all that it did before is known.
  const count = (kind: string) => rowsOf(history).filter((row) => row.kind === kind).length;
  expect(count('backend.request')).toBeGreaterThan(20);
  expect(count('lb.select')).toBeGreaterThanOrEqual(count('backend.request'));
}, 60_000);

test('what takes root is refused before anything is started', async () => {
  const scenario = scenarioOf(STORY.replace('weight: b2, to: 3', 'partition: b1, for: 100ms'));
  await expect(runLive(scenario, { subject: BUILT_IN })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringMatching(/can't do partition.*--world virtual/),
  });
});
