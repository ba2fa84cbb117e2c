import { describe, expect, test } from 'vitest';
import { sessionExpiry } from '../../src/checks/session-expiry.ts';
import { sessionFallback } from '../../src/checks/session-fallback.ts';
import { sessionStickiness } from '../../src/checks/session-stickiness.ts';
import { HistoryBuilder, MS, type ScenarioParts, type Step, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const sticky: ScenarioParts = {
  balancer: { session: { mode: 'cookie', ttl: 2000 * MS } },
  load: { sessions: { kind: 'cookie' } },
};
const scenario = scenarioOf(sticky);
const hang: readonly Step[] = [[1000, 'b1', 'on', 'hang']];
const two = () => new HistoryBuilder().visit(1, 1, 'b1').visit(10, 2, 'b1');

test('they apply where the balancer keeps sessions and clients send them back', () => {
  for (const law of [sessionStickiness, sessionExpiry]) {
    expect(law.applies(scenario)).toBe(true);
    expect(law.applies(scenarioOf({ load: sticky.load ?? {} }))).toBe(false);
    expect(law.applies(scenarioOf({ balancer: sticky.balancer ?? {} }))).toBe(false);
  }
});

describe('session-stickiness', () => {
  test('holds, and is violated by a session that moves', () => {
    expectHolds(find(sessionStickiness, two(), scenario));
    const finding = find(sessionStickiness, two().visit(20, 3, 'b2'), scenario);
    expectViolated(finding, /c1 got its answer from b1 at 0\.011 s; its next request 3 went to b2/, 1);
  });

  test.each<[string, HistoryBuilder]>([
    ['another client', two().visit(20, 3, 'b2', { client: 'c2' })],
    ['a request sent before the answer came', two().visit(20, 3, 'b1').visit(20.5, 4, 'b2')],
    [
      'the one behind two at a time: either may have the last word',
      two().visit(20, 3, 'b1').visit(20.5, 4, 'b1').visit(30, 5, 'b2'),
    ],
    ['a pause about as long as the session lives', two().visit(1800, 3, 'b2')],
    ['a backend that was disturbed', two().fault(1000, 'b1', 'hang', 'on').visit(1500, 3, 'b2')],
    ['a backend that drains', two().order(15, 'drain', 'b1').visit(20, 3, 'b2')],
    ['a new process', two().subject(15, 'sigkill').subject(16, 'ready').visit(20, 3, 'b2')],
  ])('not accused: %s', (_, story) => {
    expectHolds(find(sessionStickiness, story, scenarioOf({ ...sticky, timeline: hang })));
  });

  test('unknown when nobody comes twice', () => {
    expectUnknown(find(sessionStickiness, new HistoryBuilder().visit(1, 1, 'b1'), scenario), /came twice/);
  });
});

describe('session-fallback', () => {
  const failing = scenarioOf({ ...sticky, timeline: hang });
  /** b1 is out for certain from 1.5 s on. */
  const story = () => two().fault(1000, 'b1', 'hang', 'on');

  test('holds when another one answers, and is violated when nobody does', () => {
    expectHolds(find(sessionFallback, story().visit(1700, 3, 'b2'), failing));
    const refused = story().send(1700, 3).done(1701, 3, { status: 503, outcome: 'failed' });
    expectViolated(
      find(sessionFallback, refused, failing),
      /Request 3 got status 503 at 1\.701 s: its session's backend b1 was out/,
      1,
    );
  });

  test('unknown while it is not surely out', () => {
    expectUnknown(find(sessionFallback, story().send(1100, 3).done(1101, 3, { status: 502 }), failing), /surely out/);
  });
});

describe('session-expiry', () => {
  /** One client that comes every five seconds, after its session's end. */
  const story = (pick: (i: number) => string, count = 30) => {
    const builder = new HistoryBuilder();
    for (let i = 0; i < count; i++) builder.visit(1 + i * 5000, i, pick(i));
    return builder;
  };

  test('holds when it goes elsewhere, is violated when it never does, and unknown for a few', () => {
    expectHolds(
      find(
        sessionExpiry,
        story((i) => `b${(i % 3) + 1}`),
        scenario,
      ),
    );
    expectViolated(
      find(
        sessionExpiry,
        story(() => 'b1'),
        scenario,
      ),
      /All 29 sessions that were not used for more than 2 s/,
      1,
    );
    expectUnknown(
      find(
        sessionExpiry,
        story(() => 'b1', 10),
        scenario,
      ),
      /too few to tell/,
    );
  });

  test('not accused: turns that lead back to the same backend', () => {
    const builder = new HistoryBuilder();
    for (let i = 0; i < 90; i++) builder.visit(1 + i * 2000, i, `b${(i % 3) + 1}`, { client: `c${(i % 3) + 1}` });
    expect(find(sessionExpiry, builder, scenario).violations).toEqual([]);
  });
});
