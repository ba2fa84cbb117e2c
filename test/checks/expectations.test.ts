import { describe, expect, test } from 'vitest';
import { availability } from '../../src/checks/availability.ts';
import { expectationChecks } from '../../src/checks/index.ts';
import { latency } from '../../src/checks/latency.ts';
import { recovers } from '../../src/checks/recovers.ts';
import { FOREVER, HistoryBuilder, MS, type Step, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const scenario = scenarioOf();

describe('availability', () => {
  const check = (min: number, window: { from: number; to: number | null } = FOREVER) =>
    availability({ kind: 'availability', min, window });
  /** 98 good ones, a 500 and one that was never answered, 10 ms apart. */
  const story = () => {
    const builder = new HistoryBuilder();
    for (let i = 0; i < 98; i++) builder.exchange(i * 10, i, 'b1', i === 0 ? 404 : 200);
    return builder.exchange(980, 98, 'b1', 500).send(990, 99);
  };

  test('measures the share of served requests', () => {
    const finding = find(check(0.98), story(), scenario);
    expectHolds(finding);
    expect(finding.note).toBe('98% of 100 requests');
    expect(finding.evidence).toBe(100);
    const broken = find(check(0.99), story(), scenario);
    expectViolated(broken, /98% of 100 requests were served, 99% are promised/, 1);
    expect(broken.violations[0]?.rows).toHaveLength(2);
  });

  test('a window holds what was due in it, counted from where the load began', () => {
    const finding = find(check(1, { from: 0, to: 980 * MS }), story(), scenario);
    expect(finding.note).toBe('100% of 98 requests');
    const late = find(check(1, { from: 480 * MS, to: 490 * MS }), story().phase(500, 'load'), scenario);
    expect(late.note).toBe('0% of 1 requests');
    const lagged = new HistoryBuilder().send(1005, 1, 10);
    expectUnknown(find(check(1, { from: 1000 * MS, to: null }), lagged, scenario), /no request was due/);
  });
});

describe('latency', () => {
  const check = (...limits: [string, number, number][]) =>
    latency({
      kind: 'latency',
      window: FOREVER,
      limits: limits.map(([label, quantile, max]) => ({ label, quantile, max })),
    });
  /** 100 requests that took 1, 2, ... 100 ms. */
  const story = () => {
    const builder = new HistoryBuilder();
    for (let i = 1; i <= 100; i++) builder.send(i * 10, i).done(i * 10 + i, i, { by: 'b1' });
    return builder;
  };

  test('takes exact quantiles by nearest rank', () => {
    const limits: [string, number, number][] = [
      ['p7', 0.07, 7000],
      ['p50', 0.5, 50_000],
      ['p99', 0.99, 99_000],
      ['max', 1, 100_000],
    ];
    const finding = find(check(...limits), story(), scenario);
    expectHolds(finding);
    expect(finding.note).toBe('p7 7 ms, p50 50 ms, p99 99 ms, max 100 ms');
    const strict = limits.map(([label, quantile, max]): [string, number, number] => [label, quantile, max - 1]);
    expectViolated(find(check(...strict), story(), scenario), /p7 7 ms over 100 requests/, 4);
  });

  test('a breach that the machine explains by its own lag is unknown; the subject is not excused by its lag', () => {
    const limit: [string, number, number] = ['p50', 0.5, 45_000];
    expectViolated(find(check(limit), story(), scenario), /p50 50 ms/);
    expectViolated(find(check(limit), story().lag(2000, 5, 'lb'), scenario), /p50 50 ms/);
    expectUnknown(find(check(limit), story().lag(2000, 5), scenario), /up to 5 ms late itself/);
    expectViolated(find(check(limit), story().lag(2000, 4), scenario), /p50 50 ms/);
    expectViolated(find(check(limit, ['max', 1, 1000]), story().lag(2000, 5), scenario), /max 100 ms/);
  });

  test('counts from when a request was due', () => {
    const story = new HistoryBuilder().send(100, 1, 30).done(110, 1, { by: 'b1' });
    expect(find(check(['max', 1, 50_000]), story, scenario).note).toBe('max 40 ms');
  });

  test('leaves out what was not answered; unknown when nothing was', () => {
    const builder = new HistoryBuilder().refusal(1, 1, 503).send(2, 2).done(402, 2, { problem: 'timeout' });
    expectUnknown(find(check(['p99', 0.99, 1]), builder, scenario), /was answered/);
  });
});

describe('recovers', () => {
  const timeline: readonly Step[] = [
    [100, 'b2', 'on', 'crash'],
    [500, 'b2', 'off', 'crash'],
    [600, 'b2', 'on', 'hang'],
    [1000, 'b2', 'off', 'hang'],
  ];
  const given = scenarioOf({ timeline });
  const check = (ms: number) => recovers({ kind: 'recovers', backend: 'b2', within: ms * MS });
  const story = () => {
    const builder = new HistoryBuilder();
    for (const [at, backend, action, kind] of timeline) builder.fault(at, backend, kind as 'crash', action);
    // Answered when the hang ended, but sent before: held back, not recovered. And a 500 is no service.
    builder.send(950, 1).arrive(950.2, 1, 'b2').done(1000.5, 1, { by: 'b2' });
    return builder.exchange(510, 2, 'b2').exchange(1100, 3, 'b2', 500).exchange(1150, 4, 'b1');
  };

  test('from the end of the last fault to the first answer', () => {
    const finding = find(check(350), story().exchange(1299, 5, 'b2'), given);
    expectHolds(finding);
    expect(finding.note).toBe('b2 served again after 300 ms');
    expectViolated(
      find(check(250), story().exchange(1299, 5, 'b2'), given),
      /served again after 300 ms, 250 ms is promised/,
      1,
    );
  });

  test('never', () => {
    expectViolated(find(check(350), story(), given), /b2 served none of the 2 requests/, 1);
  });

  test('unknown when no fault ended, or nobody asked', () => {
    expectUnknown(find(check(350), new HistoryBuilder().exchange(1, 1, 'b2'), given), /no fault of b2 ended/);
    expectUnknown(find(check(50), story(), given), /no request was sent/);
  });
});

test('every promise becomes a check of its own name', () => {
  const window = { from: 6_000 * MS, to: null };
  const limits = [{ label: 'p99', quantile: 0.99, max: 60 * MS }];
  const checks = expectationChecks(
    scenarioOf({
      expect: [
        { kind: 'availability', min: 0.99, window: FOREVER },
        { kind: 'latency', limits, window },
        { kind: 'latency', limits, window },
        { kind: 'recovers', backend: 'b2', within: 1000 * MS },
      ],
    }),
  );
  expect(checks.map(({ name }) => name)).toEqual([
    'availability',
    'latency from 6 s',
    'latency from 6 s (2)',
    'recovers b2',
  ]);
  expect(checks.map(({ about }) => about)).toContain(
    'Answers come within p99 60 ms of when their requests were due from 6 s.',
  );
});
