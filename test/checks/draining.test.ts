import { describe, expect, test } from 'vitest';
import { drainFinishesByDeadline } from '../../src/checks/drain-finishes-by-deadline.ts';
import { neverRoutesToDraining } from '../../src/checks/never-routes-to-draining.ts';
import { zeroDropsWhileDraining } from '../../src/checks/zero-drops-while-draining.ts';
import type { TimelineEvent } from '../../src/sim/scenario/timeline-event.ts';
import { HistoryBuilder, MS, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const drainB1: TimelineEvent = { at: 100 * MS, do: 'order', order: { kind: 'drain', backend: 'b1' } };
const scenario = scenarioOf({ events: [drainB1], balancer: { drainTimeout: 500 * MS } });
/** b1 drains from 100 ms on; b2 goes on. */
const story = () => new HistoryBuilder().exchange(1, 1, 'b1').order(100, 'drain', 'b1').exchange(200, 2, 'b2');

test('they apply to stories that drain, or remove', () => {
  for (const law of [neverRoutesToDraining, zeroDropsWhileDraining, drainFinishesByDeadline]) {
    expect(law.applies(scenarioOf())).toBe(false);
    expect(law.applies(scenario)).toBe(true);
  }
});

describe('never-routes-to-draining', () => {
  test('holds while others get the requests, and once it is enabled again', () => {
    expectHolds(find(neverRoutesToDraining, story(), scenario));
    const back = story().order(300, 'enable', 'b1').exchange(310, 3, 'b1');
    expectHolds(find(neverRoutesToDraining, back, scenario));
  });

  test('violated by a request sent after the order was answered', () => {
    const finding = find(neverRoutesToDraining, story().exchange(250, 3, 'b1'), scenario);
    expectViolated(
      finding,
      /b1 received request 3 at 0\.250 s, sent at 0\.250 s, though it had been draining since 0\.100/,
      1,
    );
  });

  test.each<[string, (it: HistoryBuilder) => HistoryBuilder]>([
    ['a request that was under way', (it) => it.send(99, 3).arrive(101, 3, 'b1')],
    ['an order that was refused', (it) => it.order(300, 'drain', 'b2', 404).exchange(310, 3, 'b2')],
    ['an order without an answer', (it) => it.order(300, 'drain', 'b2', 0).exchange(310, 3, 'b2')],
    ['a new process', (it) => it.subject(300, 'sigkill').subject(350, 'ready').exchange(360, 3, 'b1')],
  ])('not accused: %s', (_, add) => {
    expectHolds(find(neverRoutesToDraining, add(story()), scenario));
  });

  test('unknown without a request while it drains', () => {
    expectUnknown(find(neverRoutesToDraining, new HistoryBuilder().order(100, 'drain', 'b1'), scenario), /no request/);
  });
});

describe('zero-drops-while-draining', () => {
  test('holds when all are answered', () => {
    expectHolds(
      find(
        zeroDropsWhileDraining,
        story().begun(99, 3, 'b1').answer(130, 3, 'b1').done(131, 3, { by: 'b1' }),
        scenario,
      ),
    );
  });

  test.each<[string, Parameters<HistoryBuilder['done']>[2], RegExp]>([
    ['a reset', { problem: 'reset' }, /Request 3 got no answer \(reset\) at 0\.131 s while b1 drained/],
    ['a 502', { status: 502 }, /got status 502/],
    ['a truncated answer', { by: 'b1', problem: 'truncated', outcome: 'unknown' }, /got a truncated answer/],
  ])('violated by %s', (_, done, message) => {
    const finding = find(zeroDropsWhileDraining, story().begun(99, 3, 'b1').done(131, 3, done), scenario);
    expectViolated(finding, message, 1);
  });

  test('not accused: what a fault, the deadline or the client itself ended', () => {
    const faulty = story().fault(120, 'b2', 'crash', 'on').begun(125, 3, 'b2').done(131, 3, { status: 502 });
    expect(find(zeroDropsWhileDraining, faulty, scenario).violations).toEqual([]);
    const late = story().begun(99, 3, 'b1').done(602, 3, { problem: 'reset' });
    expectHolds(find(zeroDropsWhileDraining, late, scenario));
    const impatient = story().begun(99, 3, 'b1').done(131, 3, { problem: 'timeout' });
    expectHolds(find(zeroDropsWhileDraining, impatient, scenario));
  });

  test('unknown when nothing was under way', () => {
    expectUnknown(
      find(zeroDropsWhileDraining, new HistoryBuilder().exchange(1, 1, 'b1').order(100, 'drain', 'b1'), scenario),
      /under way/,
    );
  });
});

describe('drain-finishes-by-deadline', () => {
  const long = () => story().begun(99, 3, 'b1');

  test('holds when the last request ends in time, or is cut off', () => {
    expectHolds(find(drainFinishesByDeadline, long().answer(400, 3, 'b1').exchange(900, 4, 'b2'), scenario));
    expectHolds(find(drainFinishesByDeadline, long().abort(605, 3, 'b1').exchange(900, 4, 'b2'), scenario));
  });

  test('violated by a request that goes on, and is answered', () => {
    const late = long().answer(800, 3, 'b1').done(801, 3, { by: 'b1' }).exchange(900, 4, 'b2');
    expectViolated(
      find(drainFinishesByDeadline, late, scenario),
      /b1 drained from 0\.100 s on and answered request 3 after 0\.600 s/,
      1,
    );
  });

  test('not accused: a backend that does not notice that it was left', () => {
    const left = long().done(601, 3, { problem: 'reset' }).answer(800, 3, 'b1').exchange(900, 4, 'b2');
    expectHolds(find(drainFinishesByDeadline, left, scenario));
  });

  test('not accused: a backend that is frozen sees nothing; unknown when the run ends before', () => {
    expectUnknown(find(drainFinishesByDeadline, long().answer(300, 3, 'b1'), scenario), /no drain timeout ended/);
    const frozen = long().fault(300, 'b1', 'freeze', 'on').exchange(900, 4, 'b2');
    expectUnknown(find(drainFinishesByDeadline, frozen, scenario), /no drain timeout ended/);
  });
});
