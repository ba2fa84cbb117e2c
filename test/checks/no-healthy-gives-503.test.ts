import { expect, test } from 'vitest';
import { noHealthyGives503 as check } from '../../src/checks/no-healthy-gives-503.ts';
import { EVERYTHING } from '../../src/sim/behavior/fault-scope.ts';
import type { FaultKind } from '../../src/sim/scenario/fault-spec.ts';
import { HistoryBuilder, type ScenarioParts, type Step, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const parts = (timeline: readonly Step[]): ScenarioParts => ({ backends: { b1: 1, b2: 1 }, timeline });

function both(first: FaultKind = 'crash', second: FaultKind = 'hang', to = 3000): ScenarioParts {
  return parts([
    [1000, 'b1', 'on', first],
    [1100, 'b2', 'on', second],
    [to, 'b1', 'off', first],
    [to + 500, 'b2', 'off', second],
  ]);
}

function story(): HistoryBuilder {
  const faults = new HistoryBuilder().fault(1000, 'b1', 'crash', 'on').fault(1100, 'b2', 'hang', 'on');
  return faults.fault(3000, 'b1', 'crash', 'off').fault(3500, 'b2', 'hang', 'off').exchange(500, 1, 'b1');
}

test.each<[string, boolean, ScenarioParts]>([
  ['all are down for longer than the bound', true, both()],
  ['failing by status and by slowness', true, both('status', 'slow')],
  ['too short', false, both('crash', 'hang', 1590)],
  ['one is left', false, parts([[1000, 'b1', 'on', 'crash']])],
  [
    'one fails by chance',
    false,
    parts([
      [0, 'b1', 'on', 'hang'],
      [0, 'b2', 'on', { kind: 'status', code: 500, scope: { ...EVERYTHING, probability: 0.9 } }],
    ]),
  ],
  ['after the load', false, { ...both(), until: 1500 }],
  [
    'a hung process is replaced by a new one',
    false,
    {
      backends: { b1: 1 },
      timeline: [
        [1000, 'b1', 'on', 'hang'],
        [1100, 'b1', 'on', 'crash'],
        [1200, 'b1', 'off', 'crash'],
        [9000, 'b1', 'off', 'hang'],
      ],
    },
  ],
])('applies: %s: %s', (_, expected, given) => {
  expect(check.applies(scenarioOf(given))).toBe(expected);
});

test('503 from the balancer', () => {
  const finding = find(check, story().refusal(1700, 2, 503).refusal(2900, 3, 503), scenarioOf(both()));
  expectHolds(finding);
  expect(finding.evidence).toBe(2);
});

test.each<[string, (it: HistoryBuilder) => HistoryBuilder, RegExp]>([
  ['502', (it) => it.refusal(1700, 2, 502), /Request 2 got status 502/],
  ['nothing', (it) => it.send(1700, 2).done(2100, 2, { problem: 'timeout' }), /got no answer \(timeout\)/],
  ['a backend answers', (it) => it.exchange(1700, 2, 'b2', 503), /got status 503 from b2/],
])('violated: %s', (_, add, message) => {
  expectViolated(find(check, add(story()), scenarioOf(both())), message, 1);
});

test('not accused: before the bound of the last one, and after the first is mended', () => {
  const built = story().refusal(1595, 2, 502).refusal(3100, 3, 502).refusal(2000, 9, 503);
  built.send(2800, 4).done(3001, 4, { by: 'b1' });
  expectHolds(find(check, built, scenarioOf(both())));
});

test('unknown without a request in that time', () => {
  expectUnknown(find(check, story(), scenarioOf(both())), /no request was sent/);
});
