/** Stories with orders, signals, conditions, chaos and bad lines, in whole virtual runs: they do what they say, the same each time. */
import { expect, test } from 'vitest';
import { historyDigest } from '../../../src/report/digest.ts';
import type { History } from '../../../src/sim/history/history.ts';
import { parseStories } from '../../../src/sim/scenario/stories.ts';
import { adminToken } from '../../../src/sim/subject-config.ts';
import { runVirtual } from '../../../src/sim/virtual/world.ts';
import { rowsOf } from '../rows.ts';
import { scenarioOf } from '../scenarios.ts';

const BASE = `
name: operations
seed: 7
balancer:
  health_check: { interval: 100ms, timeout: 50ms, unhealthy_threshold: 2, healthy_threshold: 2 }
  drain_timeout: 1s
backends: { b1: { latency: 2ms }, b2: { latency: 2ms, connections: 8 }, b3: { latency: 2ms, absent: true } }
load: [{ rate: 100/s, for: 3s, clients: 10 }]
timeline:
`;

function history(...timeline: string[]): History {
  return runVirtual(scenarioOf(`${BASE}${timeline.map((entry) => `  - { ${entry} }\n`).join('')}`));
}

function lab(of: History): string[] {
  const kinds = ['lab.order', 'lab.subject', 'lab.assert', 'lab.condition'];
  return rowsOf(of)
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ peer, text, a }) => `${peer === null ? '' : `${peer} `}${text} ${a}`);
}

/** Requests that a backend received from one time to another, in ms. */
function received(of: History, backend: string, from: number, to: number): number {
  return rowsOf(of, 'backend.request').filter(
    ({ actor, time }) => actor === backend && time >= from * 1000 && time < to * 1000,
  ).length;
}

test('every order is taken, and shows in the traffic', () => {
  const run = history(
    'at: 500ms, add: b3',
    'at: 1s, drain: b1',
    'at: 1200ms, assert: { draining: [b1], healthy: [b2, b3], health: 200 }',
    'at: 1500ms, enable: b1',
    'at: 1600ms, weight: b2, to: 5',
    'at: 2s, reload: { algorithm: random }',
    'at: 2100ms, assert: { healthy: 3 }',
    'at: 2200ms, remove: b3',
    'at: 2800ms, assert: { absent: [b3], unhealthy: [] }',
  );
  expect(lab(run)).toEqual([
    'b3 add 201',
    'b1 drain 202',
    'healthy: b2 and b3, draining: b1, health: 200 1',
    'b1 enable 200',
    'b2 weight 5 200',
    'reload 200',
    'healthy: 3 1',
    'b3 remove 202',
    'unhealthy: none, absent: b3 1',
  ]);
  expect(received(run, 'b3', 0, 500)).toBe(0);
  expect(received(run, 'b3', 510, 2200)).toBeGreaterThan(20);
  expect(received(run, 'b3', 2210, 3000)).toBe(0);
  expect(received(run, 'b1', 1010, 1500)).toBe(0);
  expect(received(run, 'b2', 1610, 2000)).toBeGreaterThan(2 * received(run, 'b1', 1610, 2000));
  // Nobody is told the token.
  const token = adminToken(scenarioOf(`${BASE}  - { at: 1s, drain: b1 }`));
  expect(token).not.toBe('');
  expect(run.texts.join('\n')).not.toContain(token);
});

test('the balancer is stopped, killed and started; clients see it, and it serves again', () => {
  const run = history('at: 1s, restart: balancer', 'at: 1500ms, kill: balancer', 'at: 2s, start: balancer');
  expect(lab(run)).toEqual([
    'sigterm 0',
    'exit 0',
    'start 0',
    'ready 0',
    'sigkill 0',
    'exit 137',
    'start 0',
    'ready 0',
  ]);
  expect(received(run, 'b1', 1500, 2000)).toBe(0);
  expect(received(run, 'b1', 2050, 3000)).toBeGreaterThan(30);
  const sent = rowsOf(run, 'client.send').length;
  expect(rowsOf(run, 'client.done')).toHaveLength(sent);
});

test('after a start it has what its file says', () => {
  const run = history(
    'at: 200ms, add: b3',
    'at: 400ms, reload: { algorithm: random }',
    'at: 600ms, remove: b3',
    'at: 1s, restart: balancer',
    'at: 1200ms, assert: { absent: 0 }',
  );
  expect(lab(run).at(-1)).toBe('absent: 0 1');
});

test('a condition is seen, and one that is not is told of', () => {
  const run = history(
    'at: 500ms, crash: b1',
    'when: b1 is unhealthy, after: 200ms, restart: b1',
    'when: { healthy: 0 }, within: 1s, crash: b2',
  );
  expect(lab(run)).toEqual(['b1 is unhealthy 1', 'healthy: 0 0']);
  const [on, off] = rowsOf(run, 'lab.fault');
  const seen = rowsOf(run, 'lab.condition')[0];
  expect([on?.a, off?.a, (off?.time ?? 0) - (seen?.time ?? 0)]).toEqual([1, 0, 200_000]);
});

const EVERYTHING = `${BASE.replace('name: operations', 'name: everything\nmatrix: { algorithm: [round_robin, p2c] }').replace('balancer:', 'network: { jitter: 200us, bandwidth: 1MB/s }\nbalancer:\n  algorithm: {{algorithm}}')}
  - { chaos: { faults: [crash, hang, freeze, slow, status, link_latency, bandwidth, partition, black_hole, reset_connections, fragment], rate: 5/s, heal: 200ms, leave: 0 } }
  - { when: { healthy: 1 }, restart: balancer }
  - { at: 1s, every: 500ms, add: b3 }
`;

function everything(seed: number): readonly [string, History][] {
  const parsed = parseStories(EVERYTHING, { drawSeed: () => 0, seed });
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return parsed.stories.map(({ scenario }) => [scenario.name, runVirtual(scenario)]);
}

test('same file and seed, same bytes: with chaos, matrix, conditions and bad lines', () => {
  const digests = (seed: number) => everything(seed).map(([name, run]) => `${name} ${historyDigest(run)}`);
  expect(digests(3)).toEqual(digests(3));
  expect(new Set([...digests(3), ...digests(4)]).size).toBe(4);
});

test('whatever happens, every request has an end', () => {
  for (let seed = 10; seed < 15; seed++) {
    for (const [, run] of everything(seed)) {
      expect(rowsOf(run, 'client.done')).toHaveLength(rowsOf(run, 'client.send').length);
      expect(rowsOf(run, 'lab.phase').at(-1)?.text).toBe('end');
    }
  }
});
