/** The options and limits of faults in the timeline: what becomes of them, and what is refused. */

import { describe, expect, it } from 'vitest';
import { definitionOf, FAULT_KINDS } from '../../../src/sim/behavior/index.ts';
import { endWords, faultWords } from '../../../src/sim/scenario/fault-facts.ts';
import { faultFrom } from '../../../src/sim/scenario/fault-options.ts';
import { faultEvents } from '../../../src/sim/scenario/timeline-event.ts';
import { scenarioOf, story, wrongs } from './support.ts';

describe('an option', () => {
  it('that is left out has its standard, and a limit that is left out is none', () => {
    const { timeline } = scenarioOf(
      story([
        'at: 1s, reset: b1',
        'at: 1s, drip: b1, bytes: 5',
        'at: 1s, throttle: b2, rate: 1.5KB/s',
        'at: 1s, huge_body: b2, size: 2MB, share: 40%, paths: /r/7',
        'at: 1s, status: b3, code: 500, only: probes, probability: 100%',
      ]),
    );
    expect(faultEvents(timeline).map(({ fault }) => fault)).toEqual([
      { kind: 'reset', bytes: 0 },
      { kind: 'drip', bytes: 5, pause: 1_000 },
      { kind: 'throttle', rate: 1536 },
      {
        kind: 'huge_body',
        size: 2 * 1024 * 1024,
        scope: { probability: 1, share: 0.4, paths: '/r/7', only: 'all' },
      },
      { kind: 'status', code: 500, scope: { probability: 1, share: 1, paths: null, only: 'probes' } },
    ]);
  });

  it.each([
    ['throttle: b1', '5:5: throttle needs "rate", such as rate: 10KB/s'],
    ['throttle: b1, rate: 10KB', '5:35: expected a bandwidth such as 100KB/s, found "10KB"'],
    ['huge_body: b1, size: 2GB', '5:36: expected a size above zero and of at most 1GB, found "2GB"'],
    ['overlong: b1, bytes: 0', '5:36: with overlong, "bytes" is a whole number from 1 to 1000000'],
    ['crash: b1, paths: /r', '5:26: "paths" makes no sense with crash; remove it'],
    ['refuse: b1, probability: 5%', '5:27: "probability" makes no sense with refuse; remove it'],
    ['hang: b1, max: 3', '5:25: "max" goes with connection_cap, not with hang; remove it'],
    ['hang: b1, only: clients', '5:31: expected requests or probes, found "clients"'],
    ['exit_after: b1, requests: 3', ''],
  ])('%s', (event, message) => {
    expect(wrongs(story([`at: 2s, ${event}`])).join('\n')).toBe(message);
  });
});

describe('what ends a fault', () => {
  it.each(FAULT_KINDS)('%s', (kind) => {
    const needs = Object.values(definitionOf(kind).options).flatMap(({ standard, example }) =>
      standard === undefined ? [example] : [],
    );
    const on = ['at: 1s', `${kind}: b1`, ...needs].join(', ');
    const { endedBy } = definitionOf(kind);
    const other = endedBy === 'restart' ? 'recover' : 'restart';
    expect(faultEvents(scenarioOf(story([on, `at: 2s, ${endedBy}: b1`])).timeline).map(({ action }) => action)).toEqual(
      ['on', 'off'],
    );
    expect(wrongs(story([on, `at: 2s, ${other}: b1`])).join()).toContain(
      `${endedBy} is what ends ${kind === 'crash' ? 'a crash' : kind}`,
    );
  });
});

describe('in words', () => {
  it('every fault has words for what it does and for its end', () => {
    const words = FAULT_KINDS.map((kind) => faultWords(kind, undefined));
    expect(new Set(words).size).toBe(FAULT_KINDS.length);
    expect(new Set(FAULT_KINDS.map(endWords)).size).toBeGreaterThan(FAULT_KINDS.length - 5);
    for (const word of words) expect(word).toMatch(/^[a-z][^.]+$/);
  });

  it.each([
    ['slow', { latency: 200_000 }, 'slow (+200 ms)'],
    ['status', { code: 503, probability: 0.3, only: 'requests' }, 'answers 503 (30%, requests only)'],
    ['reset', { bytes: 100, share: 0.5, paths: '/r' }, 'resets connections after 100 bytes (50% of connections, /r)'],
    ['throttle', { rate: 10_240 }, 'throttled to 10 KB/s'],
    ['drip', {}, 'answers byte by byte, every 1 ms'],
  ] as const)('%s', (kind, entry, words) => {
    expect(faultWords(kind, faultFrom(kind, entry))).toBe(words);
  });
});

it('options of one name are of one type', () => {
  const types = new Map<string, string>();
  for (const kind of FAULT_KINDS) {
    for (const [key, { type }] of Object.entries(definitionOf(kind).options)) {
      expect(types.get(key) ?? type, `${key} of ${kind}`).toBe(type);
      types.set(key, type);
    }
  }
});
