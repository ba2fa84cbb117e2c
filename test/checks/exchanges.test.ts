import { describe, expect, test } from 'vitest';
import { activeReturnsToZero } from '../../src/checks/active-returns-to-zero.ts';
import { atMostOnce } from '../../src/checks/at-most-once.ts';
import { connectionCaps } from '../../src/checks/connection-caps.ts';
import { everyRequestIsAnswered } from '../../src/checks/every-request-is-answered.ts';
import { noConnectionLeak } from '../../src/checks/no-connection-leak.ts';
import { retryWithinBudget } from '../../src/checks/retry-within-budget.ts';
import { upstreamErrorGives502Or504 } from '../../src/checks/upstream-error-gives-502-or-504.ts';
import { HistoryBuilder, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const scenario = scenarioOf();

describe('at-most-once', () => {
  const post = (shape: string) => new HistoryBuilder().begun(1, 1, 'b1', shape).arrive(5, 1, 'b2');
  test('holds for one arrival, is violated by two, and speaks of methods that are not idempotent', () => {
    expectHolds(find(atMostOnce, new HistoryBuilder().begun(1, 1, 'b1', 'POST /upload 10'), scenario));
    expectViolated(
      find(atMostOnce, post('POST /upload 10'), scenario),
      /Request 1 \(POST\) came to b1 at 0\.001 s and to b2 at 0\.005 s/,
      1,
    );
    expectUnknown(find(atMostOnce, post('PUT /upload 10'), scenario), /idempotent/);
    expectUnknown(find(atMostOnce, post('/'), scenario), /idempotent/);
  });
});

describe('retry-within-budget', () => {
  const retried = (times: number, requests: number) => {
    const builder = new HistoryBuilder({ traced: true });
    for (let i = 0; i < requests; i++) {
      builder.begun(i * 10, i, 'b1');
      for (let k = 1; k < times; k++) builder.arrive(i * 10 + k, i, 'b2');
    }
    return builder;
  };
  test('holds within the budget, is violated beyond it, unknown without requests', () => {
    const law = { ...scenario, balancer: { ...scenario.balancer, retry: { attempts: 3, budget: 0.2 } } };
    expect(retryWithinBudget.missing?.(new HistoryBuilder().build())).toMatch(/not told/);
    expectHolds(find(retryWithinBudget, retried(2, 12), law));
    expectViolated(
      find(retryWithinBudget, retried(2, 30), law),
      /13 retries of 13 requests; 20% and 10 at once are allowed/,
      1,
    );
    expectViolated(find(retryWithinBudget, retried(4, 1), law), /Request 0 reached backends 4 times; 3 attempts/, 1);
    expectUnknown(find(retryWithinBudget, new HistoryBuilder({ traced: true }), law), /no request/);
  });
});

describe('upstream-error-gives-502-or-504', () => {
  const failed = (status: number, shape?: string) =>
    new HistoryBuilder().begun(1, 1, 'b1', shape).done(9, 1, { status });
  test('holds for both, and for answers of backends', () => {
    for (const status of [502, 504]) expectHolds(find(upstreamErrorGives502Or504, failed(status), scenario));
    expectHolds(find(upstreamErrorGives502Or504, new HistoryBuilder().exchange(1, 1, 'b1', 500), scenario));
  });

  test('violated by anything else', () => {
    for (const status of [200, 404, 500, 503]) {
      const finding = find(upstreamErrorGives502Or504, failed(status), scenario);
      expectViolated(finding, new RegExp(`came to b1 .* gave no answer, and its client got status ${status}`), 1);
    }
  });

  test('not accused: 503 when nobody else was surely in, bad requests, a process that ends', () => {
    const timeline = (['b1', 'b2', 'b3'] as const).map((name) => [0, name, 'on', 'hang'] as const);
    const story = failed(503);
    for (const name of ['b1', 'b2', 'b3']) story.fault(0, name, 'hang', 'on');
    expectHolds(find(upstreamErrorGives502Or504, story, scenarioOf({ timeline })));
    expectHolds(find(upstreamErrorGives502Or504, failed(400, 'BAD conflicting-lengths'), scenario));
    expectHolds(find(upstreamErrorGives502Or504, failed(503).subject(5, 'sigterm'), scenario));
    expectUnknown(find(upstreamErrorGives502Or504, new HistoryBuilder().send(1, 1), scenario), /no request/);
  });
});

describe('every-request-is-answered', () => {
  // All attempts: 5 x (300 + 300) ms.
  const waited = (ms: number) => new HistoryBuilder().begun(1, 1, 'b1').done(1 + ms, 1, { problem: 'timeout' });
  test('holds for answers and closed connections, is violated by a client that waited in vain', () => {
    expectHolds(
      find(
        everyRequestIsAnswered,
        new HistoryBuilder().exchange(1, 1, 'b1').send(5, 2).done(9, 2, { problem: 'reset' }),
        scenario,
      ),
    );
    expectViolated(
      find(everyRequestIsAnswered, waited(3500), scenario),
      /Request 1, sent at 0\.001 s, had no answer after 3\.5 s/,
      1,
    );
    const never = new HistoryBuilder().send(1, 1).phase(4000, 'end');
    expectViolated(find(everyRequestIsAnswered, never, scenario), /had no answer after 4 s/, 1);
  });

  test('unknown when clients give up first; not accused for bytes without end, or lost ones', () => {
    expectUnknown(find(everyRequestIsAnswered, waited(2900), scenario), /no client waited/);
    const dripping = waited(3500).row({ at: 0, kind: 'lab.fault', actor: 'lab', peer: 'b1', a: 1, text: 'drip' });
    expectUnknown(find(everyRequestIsAnswered, dripping, scenario), /no client waited/);
    const cut = waited(3500).row({ at: 0, kind: 'lab.fault', actor: 'lab', peer: 'clients', a: 1, text: 'partition' });
    expectUnknown(find(everyRequestIsAnswered, cut, scenario), /no client waited/);
  });
});

describe('active-returns-to-zero', () => {
  const reading = (active: number) => {
    const backends = [{ address: '127.0.0.1:3001', state: 'Healthy', active_connections: active }];
    return new HistoryBuilder().exchange(1, 1, 'b1').metrics(30, { backends });
  };
  test('holds at zero, is violated above, unknown while a backend has work', () => {
    expectHolds(find(activeReturnsToZero, reading(0), scenario));
    expectViolated(find(activeReturnsToZero, reading(2), scenario), /show 2 active requests at b1/, 1);
    expectUnknown(find(activeReturnsToZero, reading(2).begun(2, 2, 'b1'), scenario), /still had work/);
  });
});

describe('connection-caps', () => {
  const capped = scenarioOf({ special: { b1: { connections: 2 } } });
  const busy = (count: number) => {
    const builder = new HistoryBuilder({ traced: true });
    for (let i = 0; i < count; i++)
      builder
        .begun(i, i, 'b1')
        .answer(50 + i, i, 'b1')
        .done(51 + i, i, { by: 'b1' });
    return builder;
  };
  test('holds up to the cap, is violated beyond, unknown without requests', () => {
    expect(connectionCaps.applies(scenario)).toBe(false);
    expectHolds(find(connectionCaps, busy(2).exchange(60, 9, 'b1'), capped));
    expectViolated(
      find(connectionCaps, busy(3), capped),
      /b1 got request 2 at 0\.002 s while it had at least 2 others under way; its cap is 2/,
      1,
    );
    expectUnknown(find(connectionCaps, new HistoryBuilder({ traced: true }), capped), /no request/);
  });

  test('not accused: a backend that learns late that requests were given up', () => {
    const frozen = busy(2)
      .fault(10, 'b1', 'freeze', 'on')
      .fault(40, 'b1', 'freeze', 'off')
      .begun(20, 8, 'b1')
      .abort(70, 8, 'b1');
    expect(find(connectionCaps, frozen, capped).violations).toEqual([]);
  });
});

describe('no-connection-leak', () => {
  const opened = (count: number, closed = 0) => {
    const builder = new HistoryBuilder();
    for (let i = 0; i < count; i++) builder.open(i * 10, 'b1', i).exchange(i * 10, i, 'b1');
    for (let i = 0; i < closed; i++) builder.close(i * 10 + 5, 'b1', i);
    return builder;
  };
  test('holds for a pool, is violated by one connection each, unknown without connections', () => {
    expectHolds(find(noConnectionLeak, opened(20), scenario));
    expectHolds(find(noConnectionLeak, opened(100, 90), scenario));
    expectViolated(
      find(noConnectionLeak, opened(100), scenario),
      /b1 has 100 open connections at the end .* more than 1 requests/,
      1,
    );
    expectUnknown(find(noConnectionLeak, new HistoryBuilder().exchange(1, 1, 'b1'), scenario), /no connection/);
  });

  test('not accused: a process that died with all it had open', () => {
    const crash = opened(100).fault(1500, 'b1', 'crash', 'on').fault(1600, 'b1', 'crash', 'off').open(1700, 'b1', 0);
    expectHolds(find(noConnectionLeak, crash, scenario));
  });
});
