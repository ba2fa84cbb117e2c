/**
 * Every fault in a whole run: it shows, and a correct balancer is never accused of what a backend did. Each is played
 * with each of its limits, for what is certain under one of them is a matter of luck under another.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/checks/judge.ts';
import { FAULT_KINDS } from '../../../src/sim/behavior/index.ts';
import type { History } from '../../../src/sim/history/history.ts';
import type { Scenario } from '../../../src/sim/scenario/scenario.ts';
import { runVirtual } from '../../../src/sim/virtual/world.ts';
import { rowsOf } from '../rows.ts';
import { backendStory, eventOf, faultStories } from './fault-stories.ts';

/** Another one for other luck: `LBSIM_FAULT_SEED=7`, as `LBSIM_FAULT_RUNS=4000` is for more stacks. */
const SEED = Number(process.env.LBSIM_FAULT_SEED ?? 1);
const STORIES = faultStories(SEED);

function brokenLaws(scenario: Scenario, history: History): string[] {
  return judge({ history, scenario }).flatMap(({ check, finding }) =>
    finding.verdict === 'violated' ? [`${check.name}: ${finding.violations[0]?.message}`] : [],
  );
}

test('every fault has a story', () => {
  expect(new Set(STORIES.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
});

describe('under every fault the balancer keeps every law', () => {
  test.each(STORIES)('$name (seed $scenario.seed)', ({ scenario }) => {
    const history = runVirtual(scenario);
    expect(brokenLaws(scenario, history)).toEqual([]);
    const done = rowsOf(history, 'client.done');
    expect(done.length).toBeGreaterThan(500);
    // A whole answer is never one with a flaw.
    expect(done.filter(({ b, text }) => b === 0 && text !== '')).toEqual([]);
    // Its end is its end: b2 serves again.
    const last = done.filter(({ time, peer, b }) => time > 3.7e6 && peer === 'b2' && b === 0);
    expect(last.length).toBeGreaterThan(10);
  });
});

describe('under whatever a backend is like', () => {
  const BACKENDS = [
    'latency: { uniform: { min: 1ms, max: 30ms } }',
    'latency: { pareto: { min: 2ms, p99: 200ms } }',
    'latency: 20ms, capacity: 1, queue: 3',
    'latency: 20ms, capacity: 1, queue: 3, full: refuse',
    'latency: 20ms, capacity: 1, queue: 3, full: drop',
    'latency: 2ms, pauses: { every: 500ms, for: 30ms }',
    'latency: 2ms, pauses: { every: 500ms, for: 300ms }',
    'latency: 2ms, pauses: { every: 1500ms, for: 900ms }',
    'latency: 2ms, keep_alive: false',
    'latency: 2ms, keep_alive: { requests: 3, idle: 10ms }',
    'latency: 2ms, keep_alive: { idle: 100ms }',
  ];
  test.each(BACKENDS)('%s', (b2) => {
    for (const seed of [1, 2, 3]) {
      const scenario = backendStory(b2, seed);
      expect(brokenLaws(scenario, runVirtual(scenario))).toEqual([]);
    }
  });

  test.each(['startup: 400ms', 'warm_up: { for: 500ms, factor: 20 }'])('%s, once it is restarted', (words) => {
    const scenario = backendStory(`latency: 2ms, ${words}`, 1, ['at: 1s, crash: b2, for: 500ms']);
    expect(brokenLaws(scenario, runVirtual(scenario))).toEqual([]);
  });
});

test('under several faults at once, on any backends', () => {
  const event = fc
    .record({
      story: fc.constantFrom(...STORIES.map(({ words }) => words)),
      backend: fc.constantFrom('b1', 'b2', 'b3'),
      at: fc.integer({ min: 200, max: 2_500 }),
      duration: fc.integer({ min: 50, max: 1_200 }),
    })
    .map(({ story, backend, at, duration }) => eventOf(story, backend, at, duration));
  // Two of a kind for a backend at one time are no story: each backend and kind stands once.
  const events = fc.uniqueArray(event, { minLength: 2, maxLength: 6, selector: ({ key }) => key });
  fc.assert(
    fc.property(events, fc.nat(1_000), (chosen, seed) => {
      const crashed = chosen.filter(({ key }) => key.startsWith('crash ')).map(({ key }) => key.slice('crash '.length));
      // And who is dead has no other faults.
      const lines = chosen.filter(({ key, backend }) => key.startsWith('crash ') || !crashed.includes(backend));
      const scenario = backendStory(
        'latency: 2ms',
        seed,
        lines.map(({ line }) => line),
      );
      expect(brokenLaws(scenario, runVirtual(scenario))).toEqual([]);
    }),
    { numRuns: Number(process.env.LBSIM_FAULT_RUNS ?? 30) },
  );
});
