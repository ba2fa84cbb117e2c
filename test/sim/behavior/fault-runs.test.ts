/**
 * Every fault in a whole run: it shows, and a correct balancer is never accused of what a backend did. Each is played
 * with each of its limits, for what is certain under one of them is a matter of luck under another.
 */
import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/checks/judge.ts';
import { FAULT_KINDS } from '../../../src/sim/behavior/index.ts';
import { runVirtual } from '../../../src/sim/virtual/world.ts';
import { rowsOf } from '../rows.ts';
import { faultStories } from './fault-stories.ts';

const STORIES = [1, 2].flatMap((seed) => faultStories(seed));

test('every fault has a story', () => {
  expect(new Set(STORIES.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
});

describe('under every fault the balancer keeps every law', () => {
  test.each(STORIES)('$name (seed $scenario.seed)', ({ scenario }) => {
    const history = runVirtual(scenario);
    const broken = judge({ history, scenario }).flatMap(({ check, finding }) =>
      finding.verdict === 'violated' ? [`${check.name}: ${finding.violations[0]?.message}`] : [],
    );
    expect(broken).toEqual([]);
    const done = rowsOf(history, 'client.done');
    expect(done.length).toBeGreaterThan(500);
    // A whole answer is never one with a flaw.
    expect(done.filter(({ b, text }) => b === 0 && text !== '')).toEqual([]);
    // Its end is its end: b2 serves again.
    const last = done.filter(({ time, peer, b }) => time > 3.7e6 && peer === 'b2' && b === 0);
    expect(last.length).toBeGreaterThan(10);
  });
});
