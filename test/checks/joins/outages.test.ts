import { expect, test } from 'vitest';
import { plannedFaults, recordedFaults } from '../../../src/checks/joins/faults.ts';
import { downIntervals, NO_MARGINS } from '../../../src/checks/joins/outages.ts';
import { constantStretches, standingOf } from '../../../src/checks/joins/standing.ts';
import { EVERYTHING } from '../../../src/sim/behavior/fault-scope.ts';
import { HEALTH, HistoryBuilder, MS, type Step, scenarioOf } from '../history-builder.ts';

const backends = { b1: 1, b2: 1 };
const down = (...timeline: Step[]) =>
  downIntervals(plannedFaults(scenarioOf({ backends, timeline }))[0] ?? [], HEALTH, NO_MARGINS).map(({ from, to }) => {
    return [from / MS, to / MS];
  });

test('overlapping faults make one outage', () => {
  expect(
    down([1, 'b1', 'on', 'hang'], [3, 'b1', 'on', 'freeze'], [4, 'b1', 'off', 'hang'], [6, 'b1', 'off', 'freeze']),
  ).toEqual([[1, 6]]);
});

test('after a restart nothing is certain of a fault of the process before', () => {
  expect(
    down([1, 'b1', 'on', 'hang'], [3, 'b1', 'on', 'crash'], [4, 'b1', 'off', 'crash'], [6, 'b1', 'off', 'hang']),
  ).toEqual([[1, 4]]);
});

test('a second switch of a kind replaces the first', () => {
  expect(
    down(
      [1, 'b1', 'on', { kind: 'status', code: 500 }],
      [3, 'b1', 'on', { kind: 'status', code: 500, scope: { ...EVERYTHING, probability: 0.5 } }],
      [6, 'b1', 'off', 'status'],
    ),
  ).toEqual([[1, 3]]);
});

test('what is never switched off stays', () => {
  expect(down([1, 'b1', 'on', 'crash'])).toEqual([[1, Infinity]]);
});

test('a recorded switch happened between its time in the plan and its row', () => {
  const timeline: readonly Step[] = [
    [100, 'b1', 'on', 'hang'],
    [200, 'b1', 'off', 'hang'],
    [300, 'b1', 'on', 'crash'],
  ];
  const story = new HistoryBuilder().phase(50, 'load').phase(400, 'heal');
  story.fault(152, 'b1', 'hang', 'on').fault(253, 'b1', 'hang', 'off').fault(351, 'b1', 'crash', 'on');
  story.fault(404, 'b1', 'crash', 'off');
  const timing = { skew: 0, error: 0, transit: 0, tolerance: 0, origin: 50 * MS };
  const spans = recordedFaults(story.build(), scenarioOf({ backends, timeline }), timing).get('b1');
  expect(
    spans?.map((it) => [it.kind, it.onEarliest / MS, it.onLatest / MS, it.offEarliest / MS, it.offLatest / MS]),
  ).toEqual([
    ['hang', 150, 152, 250, 253],
    ['crash', 350, 351, 400, 404],
  ]);
});

test('stretches of a known eligible set', () => {
  const timeline: readonly Step[] = [
    [1000, 'b2', 'on', 'crash'],
    [3000, 'b2', 'off', 'crash'],
    [8000, 'b1', 'on', { kind: 'slow', extra: 1 }],
  ];
  const standings = plannedFaults(scenarioOf({ backends, timeline })).map((spans) =>
    standingOf(spans, HEALTH, NO_MARGINS),
  );
  expect(constantStretches(standings).map(({ from, to, eligible }) => [from / MS, to / MS, ...eligible])).toEqual([
    [-Infinity, 1000, true, true],
    [1500, 3000, true, false],
    [3350, 8000, true, true],
  ]);
});
