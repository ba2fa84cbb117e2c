import { describe, expect, test } from 'vitest';
import { detectionWithinBound } from '../../src/checks/detection-within-bound.ts';
import { probeTimeoutHonoured } from '../../src/checks/probe-timeout-honoured.ts';
import { probesOnSchedule } from '../../src/checks/probes-on-schedule.ts';
import { returnWithinBound } from '../../src/checks/return-within-bound.ts';
import { HistoryBuilder, type Step, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const hang: readonly Step[] = [
  [500, 'b1', 'on', 'hang'],
  [2000, 'b1', 'off', 'hang'],
];
const hung = scenarioOf({ timeline: hang });
const withHang = (builder: HistoryBuilder) => builder.fault(500, 'b1', 'hang', 'on').fault(2000, 'b1', 'hang', 'off');
/** Every 100 ms from `from` on, in step. */
function probes(
  builder: HistoryBuilder,
  name: string,
  from: number,
  to: number,
  every = 100,
  after: number | null = 0.1,
) {
  for (let at = from; at < to; at += every) builder.probe(at, name, after);
  return builder;
}
const all = (builder: HistoryBuilder, to: number) =>
  ['b1', 'b2', 'b3'].reduce((it, name) => probes(it, name, 10, to), builder);

describe('probes-on-schedule', () => {
  test('holds for probes that come in time, a little early or late', () => {
    const story = all(new HistoryBuilder().exchange(1, 1, 'b1'), 1000).phase(1000, 'end');
    expectHolds(find(probesOnSchedule, story, scenarioOf()));
  });

  test('violated where a backend that is well waits for another one', () => {
    const story = withHang(new HistoryBuilder().exchange(1, 1, 'b1'));
    probes(probes(probes(story, 'b1', 10, 500), 'b2', 10, 2500, 150), 'b3', 10, 2500);
    const finding = find(probesOnSchedule, story, hung);
    expectViolated(finding, /b2 was not probed for 150 ms after 0\.010 s, though nothing was wrong with it/);
  });

  test('violated when they stop', () => {
    const story = all(new HistoryBuilder().exchange(1, 1, 'b1'), 500).phase(900, 'end');
    expectViolated(find(probesOnSchedule, story, scenarioOf()), /b1 was not probed for 490 ms after 0\.410 s/, 3);
  });

  test('not accused: the machine was late, the backend was ill, or an order was about it', () => {
    const late = probes(new HistoryBuilder().exchange(1, 1, 'b1').lag(5, 60), 'b1', 10, 1000, 150);
    probes(probes(late, 'b2', 10, 1000), 'b3', 10, 1000);
    expectHolds(find(probesOnSchedule, late, scenarioOf()));
    const ill = withHang(new HistoryBuilder().exchange(1, 1, 'b2'));
    probes(probes(probes(ill, 'b1', 10, 480), 'b2', 10, 3000), 'b3', 10, 3000);
    probes(ill, 'b1', 2100, 3000);
    expectHolds(find(probesOnSchedule, ill, hung));
    const drained = all(new HistoryBuilder().exchange(1, 1, 'b1'), 500).order(450, 'drain', 'b1');
    probes(probes(drained, 'b2', 510, 1000), 'b3', 510, 1000);
    expectHolds(find(probesOnSchedule, drained, scenarioOf()));
  });

  test('unknown when nobody was well', () => {
    const story = withHang(new HistoryBuilder()).order(1, 'drain', 'b2').order(1, 'drain', 'b3');
    expectUnknown(find(probesOnSchedule, story.phase(2000, 'end'), hung), /well long enough/);
  });
});

describe('probe-timeout-honoured', () => {
  const story = (every: number) => {
    const builder = withHang(new HistoryBuilder().exchange(1, 1, 'b2'));
    return probes(probes(builder, 'b1', 10, 500), 'b1', 520, 1990, every, null).phase(3000, 'end');
  };

  test('holds when each is given up and the next one comes', () => {
    expect(probeTimeoutHonoured.applies(scenarioOf())).toBe(false);
    expect(probeTimeoutHonoured.applies(hung)).toBe(true);
    expectHolds(find(probeTimeoutHonoured, story(100), hung));
    expectHolds(find(probeTimeoutHonoured, story(150), hung));
  });

  test('violated by a probe that waits on', () => {
    const finding = find(probeTimeoutHonoured, story(400), hung);
    expectViolated(finding, /b1 hung and got a probe at 0\.520 s, and no other one until 0\.920 s/);
    expectViolated(find(probeTimeoutHonoured, story(5000), hung), /no other one until the end of the run/, 1);
  });

  test('violated by one that is given up too early', () => {
    const early = (after: number) => {
      const builder = story(100).row({ at: 1050, kind: 'backend.probe', actor: 'b1', a: 99, conn: 7 });
      return builder.close(1050 + after, 'b1', 7);
    };
    expectHolds(find(probeTimeoutHonoured, early(50), hung));
    expectViolated(
      find(probeTimeoutHonoured, early(20), hung),
      /at 1\.050 s was given up at 1\.070 s, before its timeout/,
      1,
    );
  });

  test('unknown without a probe that surely hung', () => {
    expectUnknown(find(probeTimeoutHonoured, withHang(new HistoryBuilder()).phase(3000, 'end'), hung), /no probe/);
  });
});

describe('detection-within-bound', () => {
  const told = () => withHang(new HistoryBuilder({ traced: true }).exchange(1, 1, 'b2')).select(2500, 'b2');

  test('holds for one that is told, or seen, in time', () => {
    expectHolds(find(detectionWithinBound, told().state(990, 'b1', 'Unhealthy'), hung));
    const seen = withHang(new HistoryBuilder()).exchange(700, 1, 'b1').exchange(1500, 2, 'b2');
    expectHolds(find(detectionWithinBound, seen, hung));
  });

  test('violated by one that is told, or seen, too late', () => {
    const finding = find(detectionWithinBound, told().state(1200, 'b1', 'Unhealthy'), hung);
    expectViolated(finding, /b1 was down from 0\.500 s on, and 500 ms later the balancer still held it for Healthy/, 1);
    expectViolated(find(detectionWithinBound, told(), hung), /still held it for Healthy/, 1);
    const seen = withHang(new HistoryBuilder()).exchange(1, 1, 'b2').send(1200, 2).arrive(1200.2, 2, 'b1');
    expectViolated(find(detectionWithinBound, seen, hung), /got request 2, sent more than 500 ms later/, 1);
  });

  test('not accused: a new process has to find out anew', () => {
    const again = told().subject(800, 'sigkill').subject(900, 'ready');
    expect(find(detectionWithinBound, again, hung).violations).toEqual([]);
  });

  test('unknown without an outage that is long enough', () => {
    expectUnknown(find(detectionWithinBound, new HistoryBuilder().exchange(1, 1, 'b1'), scenarioOf()), /no outage/);
  });
});

describe('return-within-bound', () => {
  const told = () => {
    const builder = withHang(new HistoryBuilder({ traced: true }).exchange(1, 1, 'b2')).state(900, 'b1', 'Unhealthy');
    return probes(builder, 'b1', 2010, 3000).select(3000, 'b1');
  };

  test('holds in time, is violated too late', () => {
    expectHolds(find(returnWithinBound, told().state(2110, 'b1', 'Healthy'), hung));
    expectViolated(find(returnWithinBound, told().state(2500, 'b1', 'Healthy'), hung), /b1 was mended at 2\.000 s/, 1);
  });

  test('unknown when its probes were not all good', () => {
    expectUnknown(find(returnWithinBound, told().probe(2105, 'b1', 0.1, 500), hung), /long enough/);
    expectUnknown(find(returnWithinBound, withHang(new HistoryBuilder({ traced: true })), hung), /long enough/);
  });
});
