import { describe, expect, test } from 'vitest';
import { stateFollowsProbes as check } from '../../src/checks/state-follows-probes.ts';
import { HistoryBuilder, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const scenario = scenarioOf({ timeline: [[0, 'b1', 'on', 'status']] });

/** b1 fails three probes, then passes two; told 0.3 ms after each arrival. An exchange gives the run its transit time. */
function story(): HistoryBuilder {
  const builder = new HistoryBuilder({ traced: true }).exchange(10, 1, 'b2');
  [500, 500, 500, 200, 200].forEach((status, i) => {
    builder.probe(100 * (i + 1), 'b1', 0.1, status);
  });
  return builder;
}

const rounds = [
  [false, 1],
  [false, 2],
  [false, 3],
  [true, 1],
  [true, 2],
] as const;

function tell(builder: HistoryBuilder, verdicts: readonly (readonly [boolean, number])[] = rounds): HistoryBuilder {
  verdicts.forEach(([ok, streak], i) => {
    builder.told(100 * (i + 1) + 0.3, 'b1', ok, streak);
  });
  return builder.select(900, 'b1');
}

describe('its own story', () => {
  test('holds, with changes told right after or right before their probe', () => {
    expectHolds(find(check, tell(story()).state(300.3, 'b1', 'Unhealthy').state(500.3, 'b1', 'Healthy'), scenario));
    expectHolds(find(check, tell(story()).state(300.25, 'b1', 'Unhealthy').state(500.2, 'b1', 'Healthy'), scenario));
  });

  test('unknown when it tells nothing', () => {
    expectUnknown(find(check, new HistoryBuilder({ traced: true }).exchange(1, 1, 'b1'), scenario), /no probe/);
  });

  test('a change that never comes', () => {
    expectViolated(find(check, tell(story()), scenario), /left b1 Healthy after 3 failed in a row/, 1);
  });

  test('a change that comes early', () => {
    const early = tell(story()).state(200.3, 'b1', 'Unhealthy').state(500.3, 'b1', 'Healthy');
    expectViolated(find(check, early, scenario), /made b1 Unhealthy though .* \(2 failed/, 1);
    const soon = tell(story()).state(300.3, 'b1', 'Unhealthy').state(400.3, 'b1', 'Healthy');
    expectViolated(find(check, soon, scenario), /made b1 Healthy though .* \(1 good/, 1);
  });

  test('a streak that does not count', () => {
    const wrong = [
      [false, 1],
      [false, 2],
      [false, 3],
      [true, 4],
      [true, 5],
    ] as const;
    const finding = find(
      check,
      tell(story(), wrong).state(300.3, 'b1', 'Unhealthy').state(400.3, 'b1', 'Healthy'),
      scenario,
    );
    expectViolated(finding, /told of 4 good probes in a row of b1, where 1 is right/);
  });

  test('not accused: a story cut off behind the probe, an operator who drains', () => {
    const cut = new HistoryBuilder({ traced: true }).exchange(10, 1, 'b2');
    for (let i = 1; i <= 3; i++) cut.probe(100 * i, 'b1', null).told(100 * i + 60, 'b1', false, i);
    expectHolds(find(check, cut, scenario));
    const drained = tell(story()).state(250, 'b1', 'Draining').state(600, 'b1', 'Healthy');
    expectHolds(find(check, drained, scenario));
  });
});

describe('against the lab', () => {
  test('a success that no answer explains', () => {
    const builder = new HistoryBuilder({ traced: true }).exchange(10, 1, 'b2');
    builder.probe(100, 'b1', 0.1, 500).told(100.3, 'b1', true, 1).probe(200, 'b1').told(200.3, 'b1', true, 2);
    expectViolated(find(check, builder, scenario), /judged a probe of b1 good, but .* no good answer/, 1);
  });

  test('a failure despite a good answer', () => {
    const builder = new HistoryBuilder({ traced: true }).exchange(10, 1, 'b2');
    builder.probe(100, 'b1').told(100.3, 'b1', true, 1).probe(200, 'b1').told(250, 'b1', false, 1);
    expectViolated(find(check, builder, scenario), /judged a probe of b1 failed, but .* answered it well/, 1);
  });

  test.each<[string, (builder: HistoryBuilder) => HistoryBuilder]>([
    ['answered right at the timeout', (it) => it.probe(200, 'b1', 49.8).told(250, 'b1', false, 1)],
    ['the answer was still under way', (it) => it.probe(200, 'b1', 0.1).told(200.2, 'b1', false, 1)],
    ['two probes in the interval', (it) => it.probe(190, 'b1').probe(200, 'b1').told(250, 'b1', false, 1)],
    [
      'the late answer to an earlier probe',
      (it) => it.probe(199, 'b1', 20).told(260, 'b1', false, 1).told(219.3, 'b1', true, 2),
    ],
    [
      'an earlier probe was still pending',
      (it) => it.probe(95, 'b1', null).probe(130, 'b1').told(145.5, 'b1', false, 1),
    ],
    ['around a crash', (it) => it.fault(205, 'b1', 'crash', 'on').probe(200, 'b1').told(250, 'b1', false, 1)],
    ['around a freeze', (it) => it.fault(205, 'b1', 'freeze', 'on').told(250, 'b1', true, 2)],
  ])('not accused: %s', (_, add) => {
    const builder = new HistoryBuilder({ traced: true })
      .exchange(10, 1, 'b2')
      .probe(100, 'b1')
      .told(100.3, 'b1', true, 1);
    const finding = find(check, add(builder), scenario);
    expectHolds(finding);
    expect(finding.unit).toBe('probes');
  });
});
