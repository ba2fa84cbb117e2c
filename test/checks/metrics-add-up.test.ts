import { expect, test } from 'vitest';
import { metricsAddUp as check } from '../../src/checks/metrics-add-up.ts';
import { HistoryBuilder, type Step, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const backends = { b1: 1, b2: 1 };
const scenario = scenarioOf({ backends });

/** Ten requests to b1, five to b2. */
function story(): HistoryBuilder {
  const builder = new HistoryBuilder();
  for (let i = 0; i < 15; i++) builder.exchange(i * 5, i, i % 3 === 2 ? 'b2' : 'b1');
  return builder;
}

function metrics(b1: object = {}, b2: object = {}, whole: object = {}): object {
  const zero = { state: 'Healthy', active_connections: 0, total_errors: 0, avg_latency_us: 1000, error_rate: 0 };
  return {
    total_requests: 15,
    total_errors: 0,
    requests_per_second: 5.5,
    avg_latency_us: 1000,
    healthy_backends: 2,
    total_backends: 2,
    backends: [
      { address: '127.0.0.1:3001', ...zero, total_requests: 10, ...b1 },
      { address: '127.0.0.1:3002', ...zero, total_requests: 5, ...b2 },
    ],
    ...whole,
  };
}

const judged = (body: object | string, status = 200) => find(check, story().metrics(900, body, status), scenario);

test('holds when all agree', () => {
  const finding = judged(metrics());
  expectHolds(finding);
  expect(finding.evidence).toBe(18);
});

test('only the last reading counts', () => {
  const builder = story()
    .metrics(30, metrics({ active_connections: 3 }))
    .metrics(900, metrics());
  expectHolds(find(check, builder, scenario));
});

test('unknown without metrics', () => {
  expectUnknown(find(check, story(), scenario), /no reading/);
  expectUnknown(judged('not found', 404), /status 404/);
  expectUnknown(judged('# TYPE requests counter'), /not those of the lab/);
  expectUnknown(judged('[1]'), /not those of the lab/);
});

test.each<[string, object, RegExp]>([
  ['a lost update', metrics({ total_requests: 9 }, {}, { total_requests: 14 }), /total_requests of b1 as 9 where 10/],
  ['counted twice', metrics({}, { total_requests: 10 }, { total_requests: 20 }), /total_requests of b2 as 10 where 5/],
  ['a total of its own', metrics({}, {}, { total_requests: 16 }), /total_requests as 16 where 15 .* add up to 15/],
  ['a leaked connection', metrics({ active_connections: 1 }), /active_connections of b1 as 1 where 0/],
  ['a negative count', metrics({ active_connections: -1 }), /active_connections of b1 as -1, which is no count/],
  ['more errors than requests', metrics({ total_errors: 11 }), /total_errors of b1 as 11 where 0 to 10/],
  ['more errors than requests in all', metrics({}, {}, { total_errors: 16 }), /total_errors as 16 where 0 to 15/],
  ['a wrong count of healthy ones', metrics({ state: 'Unhealthy' }), /healthy_backends as 2 where 1/],
  ['a wrong count of backends', metrics({}, {}, { total_backends: 3 }), /total_backends as 3 where 2/],
  ['no number', metrics({}, {}, { avg_latency_us: null }), /avg_latency_us as null/],
  ['a backend left out', { ...metrics(), backends: [] }, /name no backend 127\.0\.0\.1:3001 \(b1\)/],
])('violated: %s', (_, body, message) => {
  expectViolated(judged(body), message);
});

test('violated: NaN, where JSON has no word for it', () => {
  const body = JSON.stringify(metrics()).replace('"avg_latency_us":1000', '"avg_latency_us":NaN');
  expectViolated(judged(body), /avg_latency_us of b1 as "NaN"|avg_latency_us as "NaN"/, 1);
});

test('not accused: fields that it does not have', () => {
  const { total_backends, requests_per_second, ...rest } = metrics() as Record<string, unknown>;
  expectHolds(judged(rest));
});

test('not accused: attempts at a crashed backend, that it could not see', () => {
  const timeline: readonly Step[] = [[300, 'b2', 'on', 'crash']];
  const crashed = story().fault(300, 'b2', 'crash', 'on').exchange(400, 100, 'b1');
  const body = metrics({ total_requests: 11 }, { total_requests: 9 }, { total_requests: 20 });
  expectHolds(find(check, crashed.metrics(900, body), scenarioOf({ backends, timeline })));
});

test('a crashed backend is still owed what it saw', () => {
  const timeline: readonly Step[] = [[300, 'b2', 'on', 'crash']];
  const body = metrics({}, { total_requests: 4 }, { total_requests: 14 });
  const finding = find(
    check,
    story().fault(300, 'b2', 'crash', 'on').metrics(900, body),
    scenarioOf({ backends, timeline }),
  );
  expectViolated(finding, /total_requests of b2 as 4 where at least 5/, 1);
});

test('not accused: a request counted once though it was tried twice, or counted for each try', () => {
  const retried = () =>
    story().send(400, 100).arrive(400.2, 100, 'b2').answer(400.3, 100, 'b2', 503).exchange(400.4, 100, 'b1');
  for (const total of [16, 17]) {
    const body = metrics({ total_requests: 11 }, { total_requests: 6 }, { total_requests: total });
    expectHolds(find(check, retried().metrics(900, body), scenario));
  }
});

test('not accused: what the client gave up may be uncounted, and still be active', () => {
  const hung = () => story().send(400, 100).arrive(400.2, 100, 'b2').done(800, 100, { problem: 'timeout' });
  expectHolds(find(check, hung().metrics(900, metrics()), scenario));
  const counted = metrics({}, { total_requests: 6, active_connections: 1 }, { total_requests: 16 });
  expectHolds(find(check, hung().metrics(900, counted), scenario));
  expectViolated(
    find(check, hung().answer(850, 100, 'b2').metrics(900, counted), scenario),
    /active_connections of b2 as 1/,
  );
});
