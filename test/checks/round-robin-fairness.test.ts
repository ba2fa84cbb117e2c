import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { roundRobinFairness as check } from '../../src/checks/round-robin-fairness.ts';
import { seededRandom } from '../../src/kernel/seeded-random.ts';
import { EVERYTHING } from '../../src/sim/behavior/fault-scope.ts';
import { HistoryBuilder, type Step, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const plain = scenarioOf();
const weighted = scenarioOf({ backends: { b1: 3, b2: 1, b3: 1 } });

/** `count` requests, 5 ms apart, each to the backend that `pick` says. */
function traffic(builder: HistoryBuilder, count: number, pick: (i: number) => string, from = 0): HistoryBuilder {
  for (let i = 0; i < count; i++) builder.exchange(from + i * 5, from * 1000 + i, pick(i));
  return builder;
}

const turns = (names: string) => (i: number) => `b${names[i % names.length]}`;

describe('as backends see it', () => {
  test('turns', () => {
    const finding = find(check, traffic(new HistoryBuilder(), 300, turns('123')), plain);
    expectHolds(finding);
    expect(finding.evidence).toBe(300);
  });

  test('never advancing', () => {
    const finding = find(check, traffic(new HistoryBuilder(), 100, turns('1')), plain);
    expectViolated(finding, /^b1 received 100 of 100 requests from the start to 0\.495 s; its turns are 33\.3/, 1);
  });

  test('leaving one out', () => {
    expectViolated(find(check, traffic(new HistoryBuilder(), 200, turns('12')), plain), /^b3 received 0 of 200/);
  });

  test.each([1, 2, 3, 4, 5])('luck instead of turns (seed %s)', (seed) => {
    const random = seededRandom(seed);
    const story = traffic(new HistoryBuilder(), 2000, () => `b${random.below(3) + 1}`);
    expectViolated(find(check, story, plain), /received/);
  });

  test('weights may be honoured, smoothly or in blocks, or ignored', () => {
    for (const order of ['123', '11213', '11123']) {
      expectHolds(find(check, traffic(new HistoryBuilder(), 500, turns(order)), weighted));
    }
  });

  test('but no third plan', () => {
    expectViolated(find(check, traffic(new HistoryBuilder(), 500, turns('1223')), weighted), /received/);
    // Weights that the scenario does not have.
    expectViolated(find(check, traffic(new HistoryBuilder(), 500, turns('11213')), plain), /received/);
    // Half the run by one plan, half by the other: each fits nowhere throughout.
    const timeline: readonly Step[] = [
      [3000, 'b1', 'on', 'slow'],
      [3001, 'b1', 'off', 'slow'],
    ];
    const story = traffic(new HistoryBuilder(), 500, turns('123'))
      .fault(3000, 'b1', 'slow', 'on')
      .fault(3001, 'b1', 'slow', 'off');
    const scenario = { ...weighted, timeline: scenarioOf({ timeline }).timeline };
    expectViolated(find(check, traffic(story, 500, turns('11213'), 4000), scenario), /received/);
  });

  test('not accused: one rotation for each of several workers', () => {
    const random = seededRandom(3);
    const next = [0, 0, 0, 0];
    const story = traffic(new HistoryBuilder(), 3000, () => {
      const worker = random.below(4);
      const turn = next[worker] ?? 0;
      next[worker] = turn + 1;
      return `b${(turn % 3) + 1}`;
    });
    expectHolds(find(check, story, plain));
  });

  test('not accused: backends whose clocks are behind or ahead', () => {
    const skewed = (shift: Readonly<Record<string, number>>) => {
      const story = new HistoryBuilder({ world: 'live' });
      for (let i = 0; i < 900; i++) {
        const name = `b${(i % 3) + 1}`;
        const at = i * 0.5;
        const off = shift[name] ?? 0;
        story.send(at, i).arrive(at + 0.2 + off, i, name);
        story.answer(at + 0.6 + off, i, name).done(at + 1, i, { by: name });
      }
      return story;
    };
    expectHolds(find(check, skewed({ b1: -20, b3: 12 }), plain));
    expectHolds(find(check, skewed({ b1: -15, b2: -15, b3: -15 }), plain));
  });

  test('not accused: requests under way, that arrive all at once or never', () => {
    const story = traffic(new HistoryBuilder(), 100, turns('123'));
    for (let i = 0; i < 60; i++) {
      story.send(600, 1000 + i);
      if (i % 3 === 0) story.arrive(700, 1000 + i, 'b1');
      else if (i % 3 === 1) story.arrive(750, 1000 + i, 'b2');
    }
    expectHolds(find(check, story, plain));
  });

  test('not accused: what happens while a fault leaves the eligible set open', () => {
    const timeline: readonly Step[] = [
      [1000, 'b2', 'on', 'crash'],
      [2000, 'b2', 'off', 'crash'],
    ];
    const faults = () => new HistoryBuilder().fault(1000, 'b2', 'crash', 'on').fault(2000, 'b2', 'crash', 'off');
    // Fair before; b1 takes over for b2 until that is out, and again until it is back for certain.
    const story = traffic(
      traffic(traffic(faults(), 190, turns('123')), 90, turns('131'), 1000),
      60,
      turns('131'),
      2005,
    );
    const finding = find(check, traffic(story, 90, turns('13'), 1510), scenarioOf({ timeline }));
    expectHolds(finding);
    expect(finding.evidence).toBeGreaterThan(190);
    // But once b2 is out, its turns are to be shared.
    const unfair = find(check, traffic(faults(), 90, turns('131'), 1510), scenarioOf({ timeline }));
    expectViolated(unfair, /received/);
  });

  test('unknown without a settled moment, or without traffic', () => {
    const timeline: readonly Step[] = [
      [0, 'b1', 'on', { kind: 'status', code: 500, scope: { ...EVERYTHING, probability: 0.5 } }],
    ];
    const story = traffic(new HistoryBuilder().fault(0, 'b1', 'status', 'on'), 100, turns('1'), 1);
    expectUnknown(find(check, story, scenarioOf({ timeline })), /eligible set/);
    expectUnknown(find(check, new HistoryBuilder().phase(0, 'load'), plain), /eligible set/);
    expectUnknown(find(check, traffic(new HistoryBuilder(), 100, turns('1')).lag(1, 400), plain), /timing error/);
  });

  test('property: turns are never accused, however the network jitters', () => {
    const runs = fc.record({
      seed: fc.integer(),
      weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 5 }),
      honoured: fc.boolean(),
      jitter: fc.integer({ min: 0, max: 40 }),
      retries: fc.integer({ min: 0, max: 10 }),
    });
    fc.assert(
      fc.property(runs, ({ seed, weights, honoured, jitter, retries }) => {
        const random = seededRandom(seed);
        const next = smoothTurns(honoured ? weights : weights.map(() => 1));
        const story = new HistoryBuilder();
        const legs = Array.from({ length: 400 }, (_, i) => ({ i, chosen: i * 2 + random.float() * jitter }));
        legs.sort((x, y) => x.chosen - y.chosen);
        for (const { i, chosen } of legs) {
          const arrived = chosen + random.float() * jitter + 0.001;
          story.send(i * 2, i).arrive(arrived, i, `b${next() + 1}`);
          if (random.below(100) < retries) story.arrive(arrived + 2, i, `b${next() + 1}`);
        }
        const backends = Object.fromEntries(weights.map((weight, at) => [`b${at + 1}`, weight]));
        expectHolds(find(check, story, scenarioOf({ backends })));
      }),
      { numRuns: 60 },
    );
  });
});

describe('as the subject tells it', () => {
  const told = (order: string, count = 60) => {
    const story = new HistoryBuilder({ traced: true });
    for (let i = 0; i < count; i++) story.select(i * 5, `b${order[i % order.length]}`);
    return story;
  };

  test('exact turns', () => {
    expectHolds(find(check, told('123'), plain));
    expectHolds(find(check, told('11213'), weighted));
    expectHolds(find(check, told('11123'), weighted));
  });

  test('even a small slip shows', () => {
    expectViolated(find(check, told('123').select(150.1, 'b1'), plain), /^b1 was chosen for/);
    expectViolated(find(check, told('112233'), plain), /was chosen for/);
  });

  test('between changes of state, each set has its own turns', () => {
    const story = () => {
      const builder = told('123').state(300, 'b2', 'Unhealthy');
      for (let i = 0; i < 20; i++) builder.select(301 + i * 5, i % 2 === 0 ? 'b1' : 'b3');
      return builder.state(500, 'b2', 'Healthy').select(501, 'b3').select(502, 'b1').select(503, 'b2');
    };
    expectHolds(find(check, story(), plain));
    expectViolated(find(check, story().select(350, 'b1').select(351, 'b1'), plain), /was chosen for/);
  });

  test('not accused: while a fault makes it retry', () => {
    const timeline: readonly Step[] = [[100, 'b2', 'on', 'crash']];
    const story = told('123')
      .fault(100, 'b2', 'crash', 'on')
      .select(200.1, 'b3')
      .select(200.2, 'b3')
      .select(200.3, 'b3');
    expectHolds(find(check, story, scenarioOf({ timeline })));
  });
});

/** Smooth weighted round robin, as a generator of positions. */
function smoothTurns(weights: readonly number[]): () => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const credit = weights.map(() => 0);
  return () => {
    let best = 0;
    weights.forEach((weight, at) => {
      credit[at] = (credit[at] ?? 0) + weight;
      if ((credit[at] ?? 0) > (credit[best] ?? 0)) best = at;
    });
    credit[best] = (credit[best] ?? 0) - total;
    return best;
  };
}
