import { describe, expect, test } from 'vitest';
import { everyAlgorithmUsesEveryBackend } from '../../src/checks/every-algorithm-uses-every-backend.ts';
import { ipHashMinimalDisruption } from '../../src/checks/ip-hash-minimal-disruption.ts';
import { ipHashStability } from '../../src/checks/ip-hash-stability.ts';
import { leastConnectionsMinimum } from '../../src/checks/least-connections-minimum.ts';
import { roundRobinWeights } from '../../src/checks/round-robin-fairness.ts';
import { HistoryBuilder, type Step, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const crash: readonly Step[] = [[1000, 'b3', 'on', 'crash']];
const crashing = (builder: HistoryBuilder) => builder.fault(1000, 'b3', 'crash', 'on');

/** Ten clients, each thrice, each at the backend that `homeOf` names. */
function visits(builder: HistoryBuilder, from: number, homeOf: (client: number) => string): HistoryBuilder {
  for (let i = 0; i < 30; i++) {
    builder.visit(from + i * 5, from * 1000 + i, homeOf(i % 10), { client: `c${(i % 10) + 1}` });
  }
  return builder;
}

describe('ip_hash', () => {
  const scenario = scenarioOf({ balancer: { algorithm: 'ip_hash' }, timeline: crash });
  const modulo = (client: number) => `b${(client % 3) + 1}`;

  test('stability holds, and is violated by one that moves', () => {
    expect(ipHashStability.applies(scenarioOf())).toBe(false);
    expectHolds(find(ipHashStability, visits(new HistoryBuilder(), 1, modulo), scenario));
    const moved = visits(new HistoryBuilder(), 1, modulo).visit(500, 9, 'b2', { client: 'c1' });
    expectViolated(find(ipHashStability, moved, scenario), /c1 went to b1 at 0\.101 s and to b2 at 0\.500 s/, 1);
  });

  test('stability is not broken by a fault, and unknown without a second visit', () => {
    const failed = crashing(visits(new HistoryBuilder(), 1, modulo)).visit(1100, 9, 'b1', { client: 'c3' });
    expectHolds(find(ipHashStability, failed, scenario));
    expectUnknown(find(ipHashStability, new HistoryBuilder().exchange(1, 1, 'b1'), scenario), /no client came twice/);
  });

  test('disruption is minimal when only the clients of the lost backend move', () => {
    const story = (after: (client: number) => string) => {
      const builder = crashing(visits(new HistoryBuilder({ traced: true }), 1, modulo));
      return visits(builder, 2000, after);
    };
    expect(ipHashMinimalDisruption.missing?.(new HistoryBuilder().build())).toMatch(/not told of consistent hashing/);
    expectHolds(
      find(
        ipHashMinimalDisruption,
        story((client) => (client % 3 === 2 ? 'b1' : modulo(client))),
        scenario,
      ),
    );
    const finding = find(
      ipHashMinimalDisruption,
      story((client) => `b${(client % 2) + 1}`),
      scenario,
    );
    expectViolated(finding, /c\d+ moved from b[12] .* though both had been eligible before and still were/);
    const before = visits(new HistoryBuilder({ traced: true }), 1, modulo);
    expectUnknown(find(ipHashMinimalDisruption, before, scenario), /before and after/);
  });
});

describe('every-algorithm-uses-every-backend', () => {
  const scenario = scenarioOf();
  const many = (pick: (i: number) => string, count = 200) => {
    const builder = new HistoryBuilder();
    for (let i = 0; i < count; i++) builder.visit(i * 5, i, pick(i), { client: `c${(i % 90) + 1}` });
    return builder;
  };

  test('holds, is violated by a forgotten one, and unknown with few requests', () => {
    expectHolds(
      find(
        everyAlgorithmUsesEveryBackend,
        many((i) => `b${(i % 3) + 1}`),
        scenario,
      ),
    );
    const finding = find(
      everyAlgorithmUsesEveryBackend,
      many((i) => `b${(i % 2) + 1}`),
      scenario,
    );
    expectViolated(finding, /b3 received none of the 200 requests \(of 90 clients\)/, 1);
    expectUnknown(
      find(
        everyAlgorithmUsesEveryBackend,
        many(() => 'b1', 10),
        scenario,
      ),
      /too few requests/,
    );
  });

  test('clients count for ip_hash, and least_connections may always take the first', () => {
    const byAddress = scenarioOf({ balancer: { algorithm: 'ip_hash' } });
    expectViolated(
      find(
        everyAlgorithmUsesEveryBackend,
        many((i) => `b${(i % 2) + 1}`),
        byAddress,
      ),
      /b3 received none/,
      1,
    );
    const one = new HistoryBuilder();
    for (let i = 0; i < 200; i++) one.exchange(i * 5, i, 'b1');
    expectUnknown(find(everyAlgorithmUsesEveryBackend, one, byAddress), /too few/);
    const byLoad = scenarioOf({ balancer: { algorithm: 'least_connections' } });
    expectUnknown(
      find(
        everyAlgorithmUsesEveryBackend,
        many(() => 'b1'),
        byLoad,
      ),
      /too few/,
    );
  });
});

describe('least-connections-minimum', () => {
  const scenario = scenarioOf({ balancer: { algorithm: 'least_connections' } });
  /** b1 has four long requests; then one more goes to `to`. */
  const story = (to: string, traced = true) => {
    const builder = new HistoryBuilder({ traced });
    for (let i = 0; i < 4; i++) builder.visit(10 + i, i, 'b1', { took: 300 });
    return builder.visit(120, 9, to);
  };

  test('holds for the least loaded, and is violated by another choice', () => {
    expect(leastConnectionsMinimum.applies(scenarioOf())).toBe(false);
    expectHolds(find(leastConnectionsMinimum, story('b2'), scenario));
    const finding = find(leastConnectionsMinimum, story('b1'), scenario);
    expectViolated(
      finding,
      /Request 9 went to b1 .* which had at least 4 requests under way, while b2 had at most 0/,
      1,
    );
  });

  test('not accused: weights that explain it, counts by thread, what may be anywhere', () => {
    const weighted = scenarioOf({ balancer: { algorithm: 'least_connections' }, backends: { b1: 9, b2: 1, b3: 1 } });
    const busy = new HistoryBuilder({ traced: true });
    for (let i = 0; i < 4; i++) busy.visit(10 + i, i, 'b1', { took: 300 });
    busy.visit(20, 5, 'b2', { took: 300 }).visit(21, 6, 'b3', { took: 300 }).visit(120, 9, 'b1');
    expectHolds(find(leastConnectionsMinimum, busy, weighted));
    expectHolds(find(leastConnectionsMinimum, story('b1', false), scenario));
    const lost = story('b1');
    for (let i = 20; i < 24; i++) lost.send(20, i);
    expectHolds(find(leastConnectionsMinimum, lost, scenario));
  });

  test('unknown without a choice', () => {
    expectUnknown(find(leastConnectionsMinimum, new HistoryBuilder().send(1, 1), scenario), /no choice/);
  });
});

test('round-robin-weights: of a balancer that was told of them only turns by weight are right', () => {
  const scenario = scenarioOf({ backends: { b1: 3, b2: 1, b3: 1 } });
  const story = (order: string) => {
    const builder = new HistoryBuilder({ traced: true });
    for (let i = 0; i < 500; i++) builder.exchange(i * 5, i, `b${order[i % order.length]}`);
    return builder;
  };
  expect(roundRobinWeights.applies(scenarioOf())).toBe(false);
  expect(roundRobinWeights.missing?.(new HistoryBuilder().build())).toMatch(/not told of weights/);
  expectHolds(find(roundRobinWeights, story('11213'), scenario));
  expectViolated(find(roundRobinWeights, story('123'), scenario), /^b\d received/);
  expectUnknown(find(roundRobinWeights, new HistoryBuilder({ traced: true }), scenario), /eligible set/);
});
