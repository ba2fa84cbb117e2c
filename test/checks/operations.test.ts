import { describe, expect, test } from 'vitest';
import { adminNeedsToken } from '../../src/checks/admin-needs-token.ts';
import { assertsHold } from '../../src/checks/asserts-hold.ts';
import { metricsAddUp } from '../../src/checks/metrics-add-up.ts';
import { neverRoutesToUnhealthy } from '../../src/checks/never-routes-to-unhealthy.ts';
import { reloadDropsNothing } from '../../src/checks/reload-drops-nothing.ts';
import { shutdownDropsNothing } from '../../src/checks/shutdown-drops-nothing.ts';
import type { TimelineEvent } from '../../src/sim/scenario/timeline-event.ts';
import { HistoryBuilder, MS, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const { balancer } = scenarioOf();
const reload: TimelineEvent = { at: 100 * MS, do: 'order', order: { kind: 'reload', balancer } };
const stop: TimelineEvent = { at: 100 * MS, do: 'subject', act: 'terminate' };

describe('admin-needs-token', () => {
  const scenario = scenarioOf({ events: [reload] });
  test('judges only the orders without it', () => {
    expect(adminNeedsToken.applies(scenarioOf())).toBe(false);
    const story = (status: number) =>
      new HistoryBuilder().order(1, 'drain', 'b1').order(2, 'no-token drain', 'b1', status);
    expectHolds(find(adminNeedsToken, story(401), scenario));
    expectViolated(
      find(adminNeedsToken, story(200), scenario),
      /"drain" came without the token and got status 200 at 0\.002 s/,
      1,
    );
    for (const status of [0, 404, 503])
      expectUnknown(find(adminNeedsToken, story(status), scenario), /without the token/);
  });
});

describe('asserts-hold', () => {
  const scenario = scenarioOf({ events: [{ at: MS, do: 'assert', assert: { healthy: 2 } }] });
  const story = (held: number) => {
    return new HistoryBuilder().row({ at: 5, kind: 'lab.assert', actor: 'lab', a: held, text: 'healthy is 2' });
  };
  test('believes what the lab saw', () => {
    expect(assertsHold.applies(scenarioOf())).toBe(false);
    expectHolds(find(assertsHold, story(1), scenario));
    expectViolated(find(assertsHold, story(0), scenario), /At 0\.005 s .* healthy is 2/, 1);
    expectUnknown(find(assertsHold, story(2), scenario), /could tell of none/);
  });
});

describe('reload-drops-nothing', () => {
  const scenario = scenarioOf({ events: [reload] });
  /** Standings are blurred around a reload; long before and after, all are in. */
  const story = () => new HistoryBuilder().exchange(1, 1, 'b1').order(2000, 'reload').exchange(1900, 2, 'b1');

  test('unknown where nobody was surely there to serve', () => {
    expectUnknown(find(reloadDropsNothing, story(), scenario), /no request was under way/);
  });

  test('holds, and is violated by a dropped request in the aftermath', () => {
    const late = () => story().exchange(2600, 3, 'b2');
    expectHolds(find(reloadDropsNothing, late(), scenario));
    const refused = late().send(2700, 4).done(2701, 4, { outcome: 'failed', problem: 'refused' });
    expectViolated(
      find(reloadDropsNothing, refused, scenario),
      /Request 4 got no answer \(refused\) at 2\.701 s, at a reload/,
      1,
    );
  });
});

describe('shutdown-drops-nothing', () => {
  const scenario = scenarioOf({ events: [stop] });
  const story = () => new HistoryBuilder().exchange(1, 1, 'b1').begun(90, 2, 'b1').subject(100, 'sigterm');

  test('holds when what is under way is finished', () => {
    expectHolds(
      find(
        shutdownDropsNothing,
        story().answer(150, 2, 'b1').done(151, 2, { by: 'b1' }).subject(160, 'exit'),
        scenario,
      ),
    );
  });

  test('violated when it is dropped', () => {
    const finding = find(
      shutdownDropsNothing,
      story().abort(101, 2, 'b1').done(102, 2, { problem: 'reset' }),
      scenario,
    );
    expectViolated(
      finding,
      /Request 2, which a backend had received at 0\.090 s, got no answer \(reset\) at 0\.102 s/,
      1,
    );
  });

  test('not accused: what came later, what was killed', () => {
    const later = story().answer(150, 2, 'b1').done(151, 2, { by: 'b1' });
    later.send(101, 3).done(102, 3, { outcome: 'failed', problem: 'refused' });
    expectHolds(find(shutdownDropsNothing, later, scenario));
    const killed = story().subject(110, 'sigkill').done(111, 2, { problem: 'reset' });
    expectUnknown(find(shutdownDropsNothing, killed, scenario), /nothing was surely under way/);
  });
});

describe('after a restart', () => {
  test('a backend that was out may get requests again until it is found out anew', () => {
    const timeline = [[100, 'b1', 'on', 'status']] as const;
    const scenario = scenarioOf({ timeline });
    const story = () => {
      const builder = new HistoryBuilder().fault(100, 'b1', 'status', 'on').exchange(1, 1, 'b2');
      for (let at = 150; at < 900; at += 100) builder.probe(at, 'b1', 0.1, 500);
      return builder;
    };
    expectViolated(
      find(neverRoutesToUnhealthy, story().exchange(600, 2, 'b1', 500), scenario),
      /b1 received request 2/,
    );
    const restarted = story()
      .subject(500, 'sigterm')
      .subject(510, 'exit')
      .subject(580, 'ready')
      .exchange(600, 2, 'b1', 500);
    expect(find(neverRoutesToUnhealthy, restarted, scenario).violations).toEqual([]);
  });

  test('counters began anew, and are not added up', () => {
    const story = new HistoryBuilder()
      .exchange(1, 1, 'b1')
      .subject(5, 'sigkill')
      .subject(6, 'ready')
      .metrics(30, { backends: [] });
    expectUnknown(find(metricsAddUp, story, scenarioOf()), /restarted/);
  });
});
