import { describe, test } from 'vitest';
import { errorBudget } from '../../src/checks/error-budget.ts';
import { latency } from '../../src/checks/latency.ts';
import { statuses } from '../../src/checks/statuses.ts';
import { that } from '../../src/checks/that.ts';
import { throughput } from '../../src/checks/throughput.ts';
import { trafficShares } from '../../src/checks/traffic-shares.ts';
import { parseFormula } from '../../src/sim/scenario/formula-parser.ts';
import { parseStatuses, type StatusSet } from '../../src/sim/scenario/status-set.ts';
import { FOREVER, HistoryBuilder, MS, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const scenario = scenarioOf({ until: 1000 });
const set = (text: string): StatusSet => parseStatuses(text) ?? { from: 0, to: 0, text };
/** 100 requests, 10 ms apart: 90 answered by b1, five 503, five lost. */
function story(): HistoryBuilder {
  const builder = new HistoryBuilder();
  for (let i = 0; i < 90; i++) builder.exchange(i * 10, i, i % 3 === 0 ? 'b2' : 'b1');
  for (let i = 90; i < 95; i++) builder.refusal(i * 10, i, 503);
  for (let i = 95; i < 100; i++) builder.send(i * 10, i).done(i * 10 + 1, i, { problem: 'reset' });
  return builder;
}

describe('error_budget', () => {
  const check = (max: number, ...texts: string[]) =>
    errorBudget({ kind: 'error_budget', max, statuses: texts.length === 0 ? null : texts.map(set), window: FOREVER });

  test('counts what was not served, or the statuses it names', () => {
    expectHolds(find(check(0.1), story(), scenario));
    expectViolated(find(check(0.09), story(), scenario), /10% of 100 requests failed, 9% may/, 1);
    expectHolds(find(check(0.05, '5xx'), story(), scenario));
    expectViolated(find(check(0.04, '5xx'), story(), scenario), /5% of 100 requests failed with 5xx, 4% may/, 1);
    expectViolated(find(check(0.05, '5xx', 'none'), story(), scenario), /10% of 100 requests failed with 5xx, none/, 1);
    expectUnknown(find(check(0.05), new HistoryBuilder(), scenario), /no request was due/);
  });
});

describe('throughput', () => {
  const check = (min: number | null, max: number | null, every?: number) =>
    throughput({
      kind: 'throughput',
      limits: { min, max },
      window: FOREVER,
      ...(every === undefined ? {} : { every: every * MS }),
    });

  test('counts what was served, by second', () => {
    expectHolds(find(check(90, 90), story(), scenario));
    expectViolated(
      find(check(91, null), story(), scenario),
      /90\/s were served from 0 µs to 1 s, at least 91\/s is promised/,
      1,
    );
    expectViolated(find(check(null, 89), story(), scenario), /at most 89\/s/, 1);
    expectUnknown(find(check(1, null), new HistoryBuilder(), scenario), /sent in the window/);
  });

  test('in each part of the run', () => {
    expectHolds(find(check(30, null, 500), story(), scenario));
    expectViolated(find(check(90, null, 500), story(), scenario), /80\/s were served from 500 ms to 1 s/, 1);
  });

  test('unknown where the machine may have shifted them', () => {
    expectUnknown(find(check(90, null, 500), story().lag(1, 200), scenario), /the machine was up to 200 ms late/);
  });
});

describe('latency, in each part of the run', () => {
  const check = latency({
    kind: 'latency',
    limits: [{ label: 'max', quantile: 1, max: 5 * MS }],
    window: FOREVER,
    every: 100 * MS,
  });
  test('names the part that broke it', () => {
    expectHolds(find(check, story(), scenario));
    const late = story().send(250, 200).arrive(251, 200, 'b1').done(290, 200, { by: 'b1' });
    expectViolated(
      find(check, late, scenario),
      /max 40 ms over 11 requests from 200 ms to 300 ms, 5 ms is promised/,
      1,
    );
  });
});

describe('traffic', () => {
  const check = (min: number | null, max: number | null, backend = 'b1') =>
    trafficShares({ kind: 'traffic', shares: [{ backend, min, max }], window: FOREVER });
  test('compares what each received', () => {
    expectHolds(find(check(0.6, 0.7), story(), scenario));
    expectViolated(
      find(check(0.7, null), story(), scenario),
      /b1 received 66\.667% of 90 requests, at least 70% is promised/,
      1,
    );
    expectViolated(find(check(null, 0.6), story(), scenario), /at most 60%/, 1);
    expectViolated(find(check(0.01, null, 'b3'), story(), scenario), /b3 received 0% of 90 requests/, 1);
    expectUnknown(find(check(0.1, null), new HistoryBuilder(), scenario), /no request reached/);
  });
});

describe('statuses', () => {
  const amount = (value: number, isShare = false) => ({ value, isShare });
  const check = (text: string, min: number | null, max: number | null) =>
    statuses({
      kind: 'statuses',
      limits: [
        { statuses: set(text), min: min === null ? null : amount(min), max: max === null ? null : amount(max) },
        { statuses: set('2xx'), min: amount(0.9, true), max: null },
      ],
      window: FOREVER,
    });
  test('counts each', () => {
    expectHolds(find(check('503', 5, 5), story(), scenario));
    expectViolated(
      find(check('503', null, 4), story(), scenario),
      /5 of 100 requests got 503, at most 4 are promised/,
      1,
    );
    expectViolated(find(check('none', 6, null), story(), scenario), /5 of 100 requests got no answer, at least 6/, 1);
    expectViolated(find(check('404', 1, null), story(), scenario), /0 of 100 requests got 404/, 1);
    expectUnknown(find(check('503', null, 4), new HistoryBuilder(), scenario), /no request was due/);
  });
});

describe('that', () => {
  const check = (text: string) => {
    const parsed = parseFormula(text);
    if (!parsed.ok) throw new Error(parsed.message);
    return that({ kind: 'that', formula: parsed.formula });
  };
  const mixed = () => story().visit(2000, 500, 'b3', { shape: 'POST /upload 10', took: 50 });

  test.each([
    'count(status = 503) <= 5 and count(status = none) = 5',
    'count() = 101',
    'share(outcome = ok) > 90%',
    'count(backend = b1) >= count(backend = b2)',
    'count(method = POST) = 1 and count(path = /upload) = 1 and count(path != "/upload") = 100',
    'count(time >= 900ms and time < 1s) = 10',
    'count(not status = 2xx) = 10',
    'count(status >= 500) = 5',
    'p50(latency) < 2ms and max(latency where backend = b3) >= 50ms',
    'count(status = 404) > 0 or count(status = 5xx) > 0',
  ])('%s', (text) => {
    expectHolds(find(check(text), mixed(), scenario));
  });

  test('violated with the measured values', () => {
    expectViolated(
      find(check('count(status = 503) <= 3'), mixed(), scenario),
      /^count\(status = 503\) <= 3 is not so: 5\.$/,
      1,
    );
    expectViolated(find(check('max(latency) < 10ms'), mixed(), scenario), /max 50 ms/, 1);
  });

  test('unknown where nothing was measured, or the machine may be to blame', () => {
    expectUnknown(find(check('p99(latency where backend = b9) < 1ms'), mixed(), scenario), /no request to judge by/);
    expectUnknown(find(check('max(latency) < 10ms'), mixed().lag(1, 45), scenario), /max 50 ms: too near to tell/);
    expectUnknown(find(check('count() = 0'), new HistoryBuilder(), scenario), /0/);
    // What is certain of one part decides for the whole.
    expectHolds(find(check('count() > 0 or max(latency) < 10ms'), mixed().lag(1, 45), scenario));
  });
});
