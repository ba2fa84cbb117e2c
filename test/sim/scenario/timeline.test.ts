/** The timeline: `for` becomes an event, lists and `all` become one event a backend, and nonsense is refused. */

import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../../src/sim/behavior/fault-scope.ts';
import { type FaultEvent, faultEvents } from '../../../src/sim/scenario/timeline-event.ts';
import { ACTIONS } from '../../../src/sim/scenario/timeline-schema.ts';
import { scenarioOf, story, wrongs } from './support.ts';

/** `2000 b1 +hang`, in ms. */
function played(...timeline: string[]): string[] {
  return faultEvents(scenarioOf(story(timeline)).timeline).map(
    ({ at, backend, action, fault }: FaultEvent) =>
      `${at / 1000} ${backend} ${action === 'on' ? '+' : '-'}${fault.kind}`,
  );
}

describe('the normalised timeline', () => {
  it('makes an event of its own of every `for`', () => {
    expect(played('at: 2s, hang: b1, for: 1s', 'at: 2.5s, crash: b2, for: 2s')).toEqual([
      '2000 b1 +hang',
      '2500 b2 +crash',
      '3000 b1 -hang',
      '4500 b2 -crash',
    ]);
  });

  it('spells out lists and all, in the order of the file', () => {
    expect(played('at: 1s, crash: [b3, b1]', 'at: 2s, restart: all')).toEqual([
      '1000 b3 +crash',
      '1000 b1 +crash',
      '2000 b1 -crash',
      '2000 b3 -crash',
    ]);
  });

  it('is ordered by time, and by the file at one time', () => {
    expect(played('at: 3s, recover: b1', 'at: 1s, hang: b2', 'at: 1s, hang: b1', 'at: 3s, freeze: b1')).toEqual([
      '1000 b2 +hang',
      '1000 b1 +hang',
      '3000 b1 -hang',
      '3000 b1 +freeze',
    ]);
  });

  it('lets a fault start again at the moment at which it ends by itself', () => {
    expect(played('at: 3s, hang: b1, for: 1s', 'at: 2s, hang: b1, for: 1s')).toEqual([
      '2000 b1 +hang',
      '3000 b1 -hang',
      '3000 b1 +hang',
      '4000 b1 -hang',
    ]);
  });

  it('ends every fault but a crash with recover', () => {
    expect(
      played('at: 1s, hang: b1', 'at: 1s, slow: b1, latency: 9ms', 'at: 1s, crash: b2', 'at: 2s, recover: all'),
    ).toEqual(['1000 b1 +hang', '1000 b1 +slow', '1000 b2 +crash', '2000 b1 -hang', '2000 b1 -slow']);
  });

  it('lets a crash end the other faults of its backend, even one that would have ended by itself', () => {
    expect(
      played('at: 1s, hang: b1', 'at: 1s, freeze: b1, for: 5s', 'at: 2s, crash: b1', 'at: 3s, restart: b1'),
    ).toEqual([
      '1000 b1 +hang',
      '1000 b1 +freeze',
      '2000 b1 -hang',
      '2000 b1 -freeze',
      '2000 b1 +crash',
      '3000 b1 -crash',
    ]);
  });

  it('carries what a fault needs', () => {
    const { timeline } = scenarioOf(
      story([
        'at: 1s, slow: b1, latency: 300ms',
        'at: 1s, status: b2, code: 500, probability: 20%',
        'at: 1s, status: b3, code: 404',
      ]),
    );
    expect(faultEvents(timeline).map(({ fault }) => fault)).toEqual([
      { kind: 'slow', extra: 300_000 },
      { kind: 'status', code: 500, scope: { ...EVERYTHING, probability: 0.2 } },
      { kind: 'status', code: 404 },
    ]);
  });

  it('may end a fault exactly when the load ends', () => {
    expect(played('at: 6s, hang: b1, for: 2s')).toEqual(['6000 b1 +hang', '8000 b1 -hang']);
  });
});

describe('events that make no sense at their moment', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['restart without a crash', ['at: 1s, restart: b1'], ['5:24: b1 is not crashed at 1s; a crash has to come first']],
    [
      'restart of a backend that hangs',
      ['at: 1s, hang: b1', 'at: 2s, restart: b1'],
      ['6:24: b1 is not crashed at 2s; recover is what ends hang'],
    ],
    [
      'restart of all, none crashed',
      ['at: 1s, restart: all'],
      ['5:24: no backend is crashed at 1s; a crash has to come first'],
    ],
    [
      'crash of a crashed backend',
      ['at: 1s, crash: b1', 'at: 2s, crash: [b2, b1]'],
      ['6:27: b1 is already crashed (from 1s on, line 5); restart it first'],
    ],
    [
      'a fault that nobody could see',
      [
        'at: 1s, crash: b1',
        'at: 2s, hang: b1',
        'at: 3s, slow: b1, latency: 3ms',
        'at: 3s, status: b1, code: 500',
        'at: 4s, freeze: b1',
      ],
      [
        '6:21: b1 is crashed (from 1s on, line 5), so hang would change nothing; restart it first',
        '7:21: b1 is crashed (from 1s on, line 5), so slow would change nothing; restart it first',
        '8:23: b1 is crashed (from 1s on, line 5), so status would change nothing; restart it first',
        '9:23: b1 is crashed (from 1s on, line 5), so freeze would change nothing; restart it first',
      ],
    ],
    [
      'the same fault twice',
      ['at: 1s, hang: b1', 'at: 2.5s, hang: all'],
      ['6:23: hang is already on for b1 (from 1s on, line 5); recover it first'],
    ],
    [
      'a `for` that lasts into the next of its kind',
      ['at: 1s, hang: b1, for: 2s', 'at: 2s, hang: b1'],
      ['6:21: hang is already on for b1 (from 1s until 3s, line 5); shorten that "for", or start this one later'],
    ],
    [
      'an end by hand of what ends by itself',
      ['at: 1s, crash: b1, for: 2s', 'at: 2s, restart: b1', 'at: 1s, hang: b2, for: 2s', 'at: 2s, recover: b2'],
      [
        '6:24: crash of b1 ends by itself at 3s ("for" on line 5); drop that "for", or this restart',
        '8:24: hang of b2 ends by itself at 3s ("for" on line 7); drop that "for", or this recover',
      ],
    ],
    [
      'recover with nothing on',
      ['at: 1s, recover: b1'],
      ['5:24: no fault is on for b1 at 1s; there is nothing to recover from'],
    ],
    [
      'recover of all with nothing on',
      ['at: 1s, recover: all'],
      ['5:24: no backend has a fault to recover from at 1s'],
    ],
    [
      'recover of a crashed backend',
      ['at: 1s, crash: b1', 'at: 2s, recover: b1'],
      ['6:24: b1 is crashed at 2s; restart is what ends a crash'],
    ],
    [
      'an event after the load',
      ['at: 8s, hang: b1'],
      ['5:11: nothing would see this: the load ends at 8s; make it earlier, or the load longer'],
    ],
    [
      'an event after the load that has no action either',
      ['at: 9s'],
      [
        `5:5: no action is given; expected one of ${ACTIONS.join(', ')}`,
        '5:11: nothing would see this: the load ends at 8s; make it earlier, or the load longer',
      ],
    ],
    [
      'a `for` that ends after the load',
      ['at: 7s, hang: b1, for: 1001ms'],
      ['5:30: this would end at 8001ms, after the load (8s); leave "for" out to keep it on to the end'],
    ],
  ];
  it.each(cases)('%s', (_, timeline, expected) => {
    expect(wrongs(story(timeline))).toEqual(expected);
  });
});

describe('names in the timeline', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['crash: b22', '5:22: unknown backend "b22"; did you mean "b2"?'],
    ['crash: B2', '5:22: unknown backend "B2"; did you mean "b2"?'],
    ['crash: b4', '5:22: unknown backend "b4"; the backends are b1, b2 and b3'],
    ['crash: "b1, b2"', '5:22: unknown backend "b1, b2"; a list needs brackets: [b1, b2]'],
    ['crash: [b1, all]', '5:27: unknown backend "all" in a list; write all by itself, without the list'],
    ['crash: [b1, b1]', '5:27: "b1" stands twice in this list; remove one'],
    ['crash: []', '5:22: expected at least one backend name, found an empty list'],
    ['crash: [b1, 3]', '5:27: expected a backend name, found "3"'],
    ['crash: 3', '5:22: expected a backend name, a list of names, or all, found "3"'],
    ['crash: { b1: }', '5:22: expected a backend name, a list of names, or all, found a map'],
    ['crash: ', '5:15: expected a backend name, a list of names, or all, found nothing'],
  ];
  it.each(cases)('%s', (event, expected) => {
    expect(wrongs(story([`at: 2s, ${event}`]))).toEqual([expected]);
  });

  it('judges nothing that a wrong entry may have caused, and everything else', () => {
    const text = story(
      // b1's crash has a bad time and b2's a misspelt name: their restarts may be right. b3's can't be.
      ['at: 1, crash: b1', 'at: 2s, restart: b1', 'at: 1s, crash: b22', 'at: 2s, restart: b2', 'at: 2s, restart: b3'],
      ['recovers: { backend: b1, within: 1s }'],
    );
    expect(wrongs(text)).toEqual([
      '5:11: expected a duration such as 250ms or 2s, found "1"; the unit is missing: 1ms or 1s?',
      '7:22: unknown backend "b22"; did you mean "b2"?',
      '9:24: b3 is not crashed at 2s; a crash has to come first',
    ]);
  });
});
