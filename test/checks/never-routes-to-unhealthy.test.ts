import { describe, expect, test } from 'vitest';
import { neverRoutesToUnhealthy as check } from '../../src/checks/never-routes-to-unhealthy.ts';
import { EVERYTHING } from '../../src/sim/behavior/fault-scope.ts';
import { HistoryBuilder, type Step, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const STATUS: readonly Step[] = [
  [1000, 'b2', 'on', 'status'],
  [2000, 'b2', 'off', 'status'],
];
const scenario = scenarioOf({ timeline: STATUS });

/** b2 answers 500 to its probes at 1010, 1110, 1210, then well at 2010 and 2110: out from 1210.1 to 2110.1. */
function statusFault(): HistoryBuilder {
  const story = new HistoryBuilder().fault(1000, 'b2', 'status', 'on').fault(2000, 'b2', 'status', 'off');
  for (let at = 10; at < 3000; at += 100) story.probe(at, 'b2', 0.1, at >= 1000 && at < 2000 ? 500 : 200);
  return story.exchange(500, 1, 'b1').exchange(1600, 2, 'b1');
}

describe('applies', () => {
  const crash = (from: number, to: number): readonly Step[] => [
    [from, 'b1', 'on', 'crash'],
    [to, 'b1', 'off', 'crash'],
  ];
  test.each<[string, boolean, readonly Step[]]>([
    ['no fault', false, []],
    ['a crash longer than its detection may take', true, crash(1000, 1600)],
    ['a crash too short for that', false, crash(1000, 1400)],
    ['a crash after the load', false, crash(9800, 12_000)],
    ['a fault that is healed at the end only', true, [[1000, 'b1', 'on', 'hang']]],
    ['a harmless slowness', false, [[1000, 'b1', 'on', { kind: 'slow', extra: 10_000 }]]],
    ['a slowness that fails probes', true, [[1000, 'b1', 'on', { kind: 'slow', extra: 60_000 }]]],
    ['a good status', false, [[1000, 'b1', 'on', { kind: 'status', code: 204 }]]],
    [
      'a bad status now and then',
      false,
      [[1000, 'b1', 'on', { kind: 'status', code: 500, scope: { ...EVERYTHING, probability: 0.1 } }]],
    ],
    [
      'a bad status often',
      true,
      [[1000, 'b1', 'on', { kind: 'status', code: 500, scope: { ...EVERYTHING, probability: 0.6 } }]],
    ],
  ])('%s: %s', (_, expected, timeline) => {
    expect(check.applies(scenarioOf({ timeline }))).toBe(expected);
  });
});

describe('by the probes', () => {
  test('a backend that is left alone while it is out', () => {
    const finding = find(check, statusFault(), scenario);
    expectHolds(finding);
    expect(finding.evidence).toBe(1);
  });

  test('a request to a backend that is out', () => {
    const finding = find(check, statusFault().exchange(1500, 3, 'b2', 500), scenario);
    expectViolated(finding, /^b2 received request 3 at 1\.500 s though 3 of its probes in a row had failed/, 1);
    expect(finding.evidence).toBe(2);
  });

  test('a request after one good probe of two', () => {
    expectViolated(find(check, statusFault().exchange(2050, 3, 'b2'), scenario), /not enough good probes/, 1);
  });

  test('a retry counts like any request', () => {
    const story = statusFault().send(1500, 3).arrive(1500.2, 3, 'b1').arrive(1500.4, 3, 'b2');
    expectViolated(find(check, story, scenario), /request 3/, 1);
  });

  test('not accused: two failed probes', () => {
    expectHolds(find(check, statusFault().exchange(1150, 3, 'b2', 500), scenario));
  });

  test('not accused: sent before the balancer had to know, received after', () => {
    const story = statusFault().send(1210.3, 3).arrive(1215, 3, 'b2').done(1216, 3, { by: 'b2', status: 500 });
    expectHolds(find(check, story, scenario));
  });

  test('not accused: received just when the second good probe is answered', () => {
    expectHolds(find(check, statusFault().send(2109, 3).arrive(2110.2, 3, 'b2').answer(2110.3, 3, 'b2'), scenario));
  });

  test('not accused: a good one between the failed ones', () => {
    const story = new HistoryBuilder();
    [200, 500, 500, 200, 500, 500, 200].forEach((status, i) => {
      story.probe(1000 + 100 * i, 'b2', 0.1, status);
    });
    expectUnknown(find(check, story.exchange(1550, 1, 'b2'), scenario), /no request was sent while/);
  });
});

describe('by late answers', () => {
  const slow = (after: number) => {
    const story = new HistoryBuilder().exchange(500, 1, 'b1');
    for (let at = 1010; at < 1600; at += 100) story.probe(at, 'b2', after);
    return story.exchange(1550, 2, 'b2');
  };

  test('answers after the timeout are failures', () => {
    expectViolated(find(check, slow(60), scenario), /request 2/, 1);
  });

  test.each([49.8, 50, 50.3])('not accused: answered after %s ms, right at the timeout', (after) => {
    expectUnknown(find(check, slow(after), scenario), /no request was sent while/);
  });

  test('not accused: within the timing error of the run', () => {
    expectUnknown(find(check, slow(60).lag(1300, 6), scenario), /no request/);
  });

  test('a run with a timing error as large as the timeout tells nothing of late answers', () => {
    expectUnknown(find(check, slow(60).lag(1300, 30), scenario), /no request/);
  });

  test('but long silence is silence in any run', () => {
    const story = new HistoryBuilder().exchange(500, 1, 'b1').lag(900, 40).phase(2000, 'end');
    for (let at = 1010; at < 1600; at += 100) story.probe(at, 'b2', null);
    expectViolated(find(check, story.exchange(1550, 2, 'b2'), scenario), /request 2/, 1);
  });

  test('not accused: a stalled backend that reads its backlog of probes in any order', () => {
    const strict = scenarioOf({ timeline: STATUS, health: { unhealthyThreshold: 1, healthyThreshold: 1 } });
    const story = new HistoryBuilder().exchange(900, 9, 'b1').lag(1300, 120);
    story.probe(1300, 'b2').probe(1300.2, 'b2', null).exchange(1700, 1, 'b2');
    expectUnknown(find(check, story, strict), /no request/);
  });

  test('not accused: an unsure probe between the good ones may have been good', () => {
    const story = new HistoryBuilder();
    for (let at = 1010; at < 1400; at += 100) story.probe(at, 'b2', null);
    story.probe(1410, 'b2', 50).probe(1510, 'b2').exchange(1550, 2, 'b2').exchange(1395, 3, 'b1');
    expectHolds(find(check, story, scenario));
  });

  test('not accused: overlapping probes whose order is open', () => {
    // With one failure enough: an early probe that is answered late undoes the quick failure of the next one.
    const strict = scenarioOf({ timeline: STATUS, health: { unhealthyThreshold: 1, healthyThreshold: 1 } });
    const story = new HistoryBuilder().exchange(900, 9, 'b1').probe(1000, 'b2', 40).probe(1010, 'b2', 0.1, 500);
    expectUnknown(find(check, story.exchange(1060, 1, 'b2'), strict), /no request/);
  });
});

describe('by the detection bound', () => {
  const hang: readonly Step[] = [
    [1000, 'b2', 'on', 'hang'],
    [3000, 'b2', 'off', 'hang'],
  ];
  const hung = () =>
    new HistoryBuilder().phase(0, 'load').fault(1000, 'b2', 'hang', 'on').fault(3000, 'b2', 'hang', 'off');

  test('a hung backend whose only probe never ends', () => {
    const story = hung().exchange(500, 9, 'b1').probe(1010, 'b2', null);
    story.send(1600, 1).arrive(1600.2, 1, 'b2').done(2000, 1, { problem: 'timeout' });
    expectViolated(find(check, story, scenarioOf({ timeline: hang })), /had been down \(hang\) for longer/, 1);
  });

  test('not accused: sent before the bound', () => {
    const story = hung().exchange(500, 9, 'b1').send(1499, 1).arrive(1510, 1, 'b2').exchange(2000, 2, 'b1');
    expectHolds(find(check, story, scenarioOf({ timeline: hang })));
  });

  test('not accused: the fault was over before the bound', () => {
    const short: readonly Step[] = [
      [1000, 'b2', 'on', 'hang'],
      [1400, 'b2', 'off', 'hang'],
    ];
    const story = new HistoryBuilder().fault(1000, 'b2', 'hang', 'on').fault(1400, 'b2', 'hang', 'off');
    story.exchange(1700, 1, 'b2');
    expectUnknown(find(check, story, scenarioOf({ timeline: short })), /no request/);
  });

  test('not accused: a live fault that ended when it was due, though its row came later', () => {
    const short: readonly Step[] = [
      [1000, 'b2', 'on', 'hang'],
      [1490, 'b2', 'off', 'hang'],
    ];
    const story = new HistoryBuilder()
      .phase(0, 'load')
      .fault(1000, 'b2', 'hang', 'on')
      .fault(1600, 'b2', 'hang', 'off');
    story.probe(1495, 'b2').exchange(1550, 1, 'b2');
    expectUnknown(find(check, story, scenarioOf({ timeline: short })), /no request/);
  });

  test('a request that lay in a frozen process until it thawed', () => {
    const freeze: readonly Step[] = [
      [1000, 'b2', 'on', 'freeze'],
      [3000, 'b2', 'off', 'freeze'],
    ];
    const story = () => new HistoryBuilder().fault(1000, 'b2', 'freeze', 'on').fault(3000, 'b2', 'freeze', 'off');
    const broken = story().send(1600, 1).done(2000, 1, { problem: 'timeout' }).arrive(3000.5, 1, 'b2');
    broken.probe(3000.6, 'b2').probe(3100, 'b2');
    expectViolated(find(check, broken, scenarioOf({ timeline: freeze })), /down \(freeze\)/, 1);
    // Sent when the freeze was young, or when the second good probe had been answered: both are fine.
    const right = story().send(1200, 1).done(1600, 1, { problem: 'timeout' }).arrive(3000.5, 1, 'b2');
    right.probe(3000.6, 'b2').probe(3100, 'b2').send(3050, 2).arrive(3101, 2, 'b2').exchange(2000, 3, 'b1');
    expectHolds(find(check, right, scenarioOf({ timeline: freeze })));
  });

  test('not accused: the backlog of probes of a thawed process', () => {
    const freeze: readonly Step[] = [
      [1000, 'b2', 'on', 'freeze'],
      [1300, 'b2', 'off', 'freeze'],
    ];
    const strict = scenarioOf({ timeline: freeze, health: { unhealthyThreshold: 1, healthyThreshold: 1 } });
    const story = new HistoryBuilder().fault(1000, 'b2', 'freeze', 'on').fault(1300, 'b2', 'freeze', 'off');
    // Read in the wrong order: the live probe first, then two that their balancer has long given up.
    story.probe(1300.1, 'b2').probe(1300.2, 'b2', null).probe(1300.3, 'b2', null).exchange(1355, 1, 'b2');
    expectHolds(find(check, story.exchange(1250, 2, 'b1'), strict));
  });
});

describe('by the errors of clients', () => {
  const crash: readonly Step[] = [
    [1000, 'b2', 'on', 'crash'],
    [3000, 'b2', 'off', 'crash'],
  ];
  const crashed = () => {
    const story = new HistoryBuilder().fault(1000, 'b2', 'crash', 'on').fault(3000, 'b2', 'crash', 'off');
    for (let i = 0; i < 50; i++) story.exchange(500 + i, 100 + i, 'b1');
    for (let i = 0; i < 20; i++) story.exchange(2000 + i * 10, 200 + i, i % 2 === 0 ? 'b1' : 'b3');
    return story;
  };
  const refused = (story: HistoryBuilder) => {
    for (let i = 0; i < 10; i++) story.refusal(2005 + i * 10, 300 + i, 502);
    return story;
  };

  test('a steady share of 502 can only come from the dead backend', () => {
    const finding = find(check, refused(crashed()), scenarioOf({ timeline: crash }));
    expectViolated(finding, /Request 300 got status 502 .* while b2 was down/, 10);
  });

  test('not accused: a single mishap, errors before the bound, requests that another received', () => {
    const story = crashed().refusal(2500, 300, 502);
    for (let i = 0; i < 10; i++) story.refusal(1100 + i, 400 + i, 502);
    for (let i = 0; i < 10; i++) story.refusal(2300 + i, 500 + i, 504).arrive(2300.5 + i, 500 + i, 'b1');
    expectHolds(find(check, story, scenarioOf({ timeline: crash })));
  });

  test('not accused: such errors while all is well too', () => {
    expectHolds(find(check, refused(crashed()).refusal(600, 900, 502), scenarioOf({ timeline: crash })));
  });

  test('not accused: another backend is disturbed', () => {
    const timeline: readonly Step[] = [...crash, [1900, 'b3', 'on', 'slow'], [2000, 'b3', 'off', 'slow']];
    const story = refused(crashed()).fault(1900, 'b3', 'slow', 'on').fault(2000, 'b3', 'slow', 'off');
    expectHolds(find(check, story, scenarioOf({ timeline })));
  });

  test('a restarted backend is out until its second good probe', () => {
    const story = crashed().probe(3050, 'b2').exchange(3100, 400, 'b2').probe(3150, 'b2').exchange(3200, 401, 'b2');
    expectViolated(find(check, story, scenarioOf({ timeline: crash })), /request 400/, 1);
  });

  test('not accused: a process whose last answer went down with it', () => {
    const short: readonly Step[] = [
      [1000, 'b2', 'on', 'crash'],
      [1060, 'b2', 'off', 'crash'],
    ];
    const strict = scenarioOf({ timeline: short, health: { unhealthyThreshold: 1 } });
    const story = new HistoryBuilder().fault(1000, 'b2', 'crash', 'on').fault(1060, 'b2', 'crash', 'off');
    story.probe(999, 'b2', null).exchange(1070, 1, 'b2').probe(1099, 'b2').exchange(900, 2, 'b1');
    expectUnknown(find(check, story, strict), /no request/);
  });
});

describe('by its own trace', () => {
  const told = () =>
    new HistoryBuilder({ traced: true }).select(10, 'b2').state(100, 'b2', 'Unhealthy').select(150, 'b1');

  test('choosing what it holds for Unhealthy', () => {
    expectHolds(find(check, told(), scenario));
    const finding = find(check, told().select(200, 'b2').state(300, 'b2', 'Healthy').select(301, 'b2'), scenario);
    expectViolated(finding, /chose b2 at 0\.200 s though by its own account it had been out since 0\.100 s/, 1);
  });

  test('not accused: several tellers, whose order is not certain', () => {
    const story = told().select(200, 'b2').row({ at: 201, kind: 'lb.select', actor: 'lb#2', peer: 'b1' });
    expectUnknown(find(check, story, scenario), /no request/);
  });
});
