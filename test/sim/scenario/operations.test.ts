/** What a timeline does besides faults: its normal form, and the words for what does not go together. */
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../src/sim/scenario/parse.ts';
import { faultEvents, type TimelineEvent } from '../../../src/sim/scenario/timeline-event.ts';
import { DRAWN, scenarioOf, story, wrongs } from './support.ts';

function timeline(...entries: string[]): readonly TimelineEvent[] {
  return scenarioOf(story(entries)).timeline;
}

/** `1000 b1 +crash`, in ms. */
function switches(events: readonly TimelineEvent[]): string[] {
  return faultEvents(events).map(({ at, backend, action, fault }) => {
    return `${at / 1000} ${backend} ${action === 'on' ? '+' : '-'}${fault.kind}`;
  });
}

describe('orders, signals and assertions', () => {
  it('are events of their own, in the order of time', () => {
    expect(
      timeline(
        'at: 3s, weight: [b1, b2], to: 3',
        'at: 1s, drain: b1',
        'at: 2s, assert: { healthy: 2, draining: [b1] }',
        'at: 4s, restart: balancer',
        'at: 5s, kill: balancer',
      ),
    ).toEqual([
      { at: 1e6, do: 'order', order: { kind: 'drain', backend: 'b1' } },
      { at: 2e6, do: 'assert', assert: { healthy: 2, draining: ['b1'] } },
      { at: 3e6, do: 'order', order: { kind: 'weight', backend: 'b1', weight: 3 } },
      { at: 3e6, do: 'order', order: { kind: 'weight', backend: 'b2', weight: 3 } },
      { at: 4e6, do: 'subject', act: 'terminate' },
      { at: 4e6, do: 'subject', act: 'start' },
      { at: 5e6, do: 'subject', act: 'kill' },
    ]);
  });

  it('a reload says the whole section that is then in force; each one is on top of those before it', () => {
    const events = timeline(
      'at: 2s, reload: { timeouts: { response: 1s } }',
      'at: 1s, reload: { algorithm: random, health_check: { interval: 1s } }',
    );
    const sections = events.map((event) =>
      event.do === 'order' && event.order.kind === 'reload' ? event.order.balancer : null,
    );
    expect(
      sections.map((one) => [
        one?.algorithm,
        one?.healthCheck.interval,
        one?.healthCheck.timeout,
        one?.timeouts.response,
      ]),
    ).toEqual([
      ['random', 1e6, 1e5, 2e6],
      ['random', 1e6, 1e5, 1e6],
    ]);
  });

  it('happen again and again', () => {
    expect(switches(timeline('at: 1s, every: 2s, times: 2, freeze: b2, for: 200ms'))).toEqual([
      '1000 b2 +freeze',
      '1200 b2 -freeze',
      '3000 b2 +freeze',
      '3200 b2 -freeze',
    ]);
    expect(timeline('at: 1s, every: 3s, drain: b1').map(({ at }) => at / 1e6)).toEqual([1, 4, 7]);
  });
});

describe('what waits for a condition', () => {
  it('is no part of the timeline', () => {
    const { timeline: planned, reactions } = scenarioOf(
      story([
        'at: 1s, crash: b2',
        'when: b2 is unhealthy, after: 1s, within: 3s, restart: b2',
        'at: 2s, when: { healthy: 1 }, slow: b1, latency: 1s, for: 2s',
      ]),
    );
    expect(switches(planned)).toEqual(['1000 b2 +crash']);
    expect(reactions?.map(({ text, from, until, events }) => [text, from, until, switches(events)])).toEqual([
      ['b2 is unhealthy', 0, 3e6, ['1000 b2 -crash']],
      ['healthy: 1', 2e6, 8e6, ['0 b1 +slow', '2000 b1 -slow']],
    ]);
  });

  it('recovers from all that may be on', () => {
    const { reactions } = scenarioOf(
      story(['at: 1s, hang: b1', 'when: b1 is unhealthy, slow: b1, latency: 1s', 'when: { active: 9 }, recover: b1']),
    );
    expect(switches(reactions?.[1]?.events ?? [])).toEqual(['0 b1 -hang', '0 b1 -slow']);
  });
});

describe('chaos', () => {
  const CHAOS = 'from: 1s, to: 7s, chaos: { faults: [crash, slow, partition], rate: 300/min, heal: 500ms }';

  it('is one list for a seed, and another for another', () => {
    const drawn = (seed: number, entries = [CHAOS]) => {
      const parsed = parseScenario(story(entries), { drawSeed: () => DRAWN, seed });
      if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
      return parsed.scenario.timeline;
    };
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
    for (let seed = 0; seed < 50; seed++) {
      const events = faultEvents(drawn(seed, [CHAOS, 'at: 2s, hang: b1', 'at: 4s, recover: b1']));
      const on = new Map<string, string>();
      for (const { at, backend, action, fault } of events) {
        if (action === 'off') expect(on.get(backend)).toBe(fault.kind);
        else expect(on.has(backend)).toBe(false);
        if (action === 'on') on.set(backend, fault.kind);
        else on.delete(backend);
        // One of three is left alone at any time.
        expect(on.size).toBeLessThan(3);
        expect(at).toBeLessThanOrEqual(7e6);
      }
      expect([...on]).toEqual([]);
      expect(events.length).toBeGreaterThan(10);
    }
  });

  it('keeps to the backends that it may spoil', () => {
    const { timeline: events } = scenarioOf(
      story(['chaos: { faults: [hang], rate: 5/s, heal: 100ms, backends: [b2], leave: 0 }']),
    );
    expect(new Set(faultEvents(events).map(({ backend }) => backend))).toEqual(new Set(['b2']));
  });
});

describe('faults of lines', () => {
  it('know clients besides backends', () => {
    const events = timeline(
      'at: 1s, partition: [b1, clients], direction: to',
      'at: 2s, recover: clients',
      'at: 3s, fragment: all',
    );
    expect(switches(events)).toEqual([
      '1000 b1 +partition',
      '1000 clients +partition',
      '2000 clients -partition',
      '3000 b1 +fragment',
      '3000 b2 +fragment',
      '3000 b3 +fragment',
    ]);
  });
});

describe('mistakes', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['at: 1s, drain: b9', '5:22: unknown backend "b9"; the backends are b1, b2 and b3'],
    ['at: 1s, weight: b1', '5:5: weight needs "to", such as to: 3'],
    ['at: 1s, weight: b1, to: 300', '5:31: expected a whole number from 1 to 256, found "300"'],
    ['at: 1s, drain: b1, to: 3', '5:26: "to" goes with weight, chaos; remove it'],
    ['at: 1s, drain: b1, add: b2', '5:26: one action only, found "add" and "drain"; make each an event of its own'],
    ['at: 1s, stop: b1', '5:21: expected balancer, found "b1"'],
    ['drain: b1', '5:5: the key "at" is missing; expected a duration such as 250ms or 2s'],
    ['at: 1s, drain: b1, times: 3', '5:26: "times" goes with every; remove it'],
    ['at: 1s, drain: b1, after: 3s', '5:26: "after" goes with when; remove it'],
    [
      'when: b1 is unhealthy, every: 1s, drain: b1',
      '5:30: "every" counts from a time, and "when" has none; remove one',
    ],
    [
      'when: b1 is sick, drain: b1',
      '5:13: expected a condition such as b2 is unhealthy, or { healthy: 2 }, found "b1 is sick"',
    ],
    ['when: b7 is healthy, drain: b1', '5:13: unknown backend "b7"; the backends are b1, b2 and b3'],
    ['at: 1s, assert: { helthy: 2 }', '5:25: unknown key "helthy"; did you mean "healthy"?'],
    ['at: 1s, assert: { unhealthy: [b11] }', '5:37: unknown backend "b11"; did you mean "b1"?'],
    [
      'at: 1s, chaos: { faults: [crash], rate: 1/s, heal: 1s }',
      '5:7: "at" makes no sense with chaos, which has "from" and "to"; remove it',
    ],
    ['chaos: { faults: [crsh], rate: 1/s, heal: 1s }', 'did you mean "crash"?'],
    [
      'from: 3s, to: 9s, chaos: { faults: [crash], rate: 1/s, heal: 1s }',
      '5:21: this would end at 9s, after the load (8s); make it earlier',
    ],
    [
      'from: 3s, to: 2s, chaos: { faults: [crash], rate: 1/s, heal: 1s }',
      '5:21: the window is empty: from 3s is not before to 2s',
    ],
    [
      'at: 1s, every: 4s, times: 3, drain: b1',
      '5:33: the last time would be at 9s, when the load (8s) is over; make them fewer',
    ],
    ['at: 1s, every: 1s, times: 3, hang: b1', 'hang is already on for b1'],
    ['at: 1s, crash: clients', '5:22: unknown backend "clients"; the backends are b1, b2 and b3'],
    ['at: 1s, link_latency: b1', '5:5: link_latency needs "latency", such as latency: 20ms'],
    ['at: 1s, reload: { algoritm: random }', 'unknown key "algoritm"; did you mean "algorithm"?'],
  ];
  it.each(cases)('%s', (event, expected) => {
    expect(wrongs(story([event])).join('\n')).toContain(expected);
  });

  it('an order without an admin API', () => {
    const text = story(['at: 1s, drain: b1']).replace('name: story', 'name: story\nbalancer: { admin: false }');
    expect(wrongs(text)).toEqual([
      '6:15: drain is an order through the admin API, and "admin: false" switches that off',
    ]);
  });
});
