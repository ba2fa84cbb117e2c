/** Every kind of mistake, with the exact place and the exact words. */

import { describe, expect, it } from 'vitest';
import { formatProblems, sortProblems } from '../../../src/sim/scenario/problems.ts';
import { ACTIONS } from '../../../src/sim/scenario/timeline-schema.ts';
import { spoiled, story, wrongs } from './support.ts';

const ALGORITHM = 'round_robin, least_connections, ip_hash, random, p2c, peak_ewma, uri_hash or header_hash';

type Case = readonly [from: string, to: string, expected: string];

function table(name: string, cases: readonly Case[]): void {
  describe(name, () => {
    it.each(cases)('%s -> %s', (from, to, expected) => {
      expect(wrongs(spoiled(from, to))).toEqual([expected]);
    });
  });
}

table('keys', [
  ['about:', 'abuot:', '3:1: unknown key "abuot"; did you mean "about"?'],
  ['algorithm:', 'algo:', '6:3: unknown key "algo"; did you mean "algorithm"?'],
  [
    'unhealthy_threshold',
    'unhealthy-treshold',
    '7:52: unknown key "unhealthy-treshold"; did you mean "unhealthy_threshold"?',
  ],
  [
    'weight: 2',
    'colour: 2',
    '11:23: unknown key "colour"; expected weight, capacity, queue, full, warm_up, pauses, keep_alive, startup, ' +
      'connections or absent',
  ],
  [
    'name: backend-crash\n',
    '',
    '2:1: the key "name" is missing; expected a name in lower case with dashes such as backend-crash',
  ],
  ['name:', 'nmae:', '2:1: unknown key "nmae"; did you mean "name"?'],
  [
    'rate: 200/s, ',
    '',
    '13:5: no kind of load is given; expected one of rate, ramp, steps, sine, bursts, replay, closed',
  ],
  ['at: 2s, crash', 'at:2s, crash', '15:7: unknown key "at:2s"; write a space after "at:"'],
  ['seed: 7 # lucky', 'name: twice', '4:1: key "name" stands here twice, first on line 2; keep one of them'],
  ['  b3:', '  b2:', '11:3: backend "b2" stands here twice, first on line 10; give one of them another name'],
  [
    '  b3:',
    '  3b:',
    '11:3: "3b" cannot be a backend\'s name; expected one such as b1 or api-2 (and not all, balancer or clients, which mean something else)',
  ],
  [
    '  b3:',
    '  all:',
    '11:3: "all" cannot be a backend\'s name; expected one such as b1 or api-2 (and not all, balancer or clients, which mean something else)',
  ],
  ['seed: 7', '__proto__: 7', '4:1: the key "__proto__" cannot be used'],
]);

table('values with units', [
  [
    'interval: 250ms',
    'interval: 250',
    '7:29: expected a duration such as 250ms or 2s, found "250"; the unit is missing: 250ms or 250s?',
  ],
  [
    'interval: 250ms',
    'interval: 250 msec',
    '7:29: expected a duration such as 250ms or 2s, found "250 msec"; did you mean "250ms"?',
  ],
  [
    'for: 8s',
    'for: 8 seconds',
    '13:25: expected a duration such as 250ms or 2s, found "8 seconds"; did you mean "8s"?',
  ],
  [
    'for: 8s',
    'for: "1,5s"',
    '13:25: expected a duration such as 250ms or 2s, found the quoted text "1,5s"; did you mean "1.5s"?',
  ],
  ['for: 8s', 'for: -8s', '13:25: expected a duration such as 250ms or 2s, found "-8s"'],
  ['for: 8s', 'for: 8constructor', '13:25: expected a duration such as 250ms or 2s, found "8constructor"'],
  ['for: 8s', 'for: 25h', '13:25: expected a duration of at most 24h, found "25h"'],
  ['timeout: 100ms', 'timeout: 0ms', '7:45: expected a duration longer than zero, found "0ms"'],
  ['interval: 250ms', 'interval: 0s', '7:29: expected a duration longer than zero, found "0s"'],
  [
    'b1: { latency: 4ms }',
    'b1: { latency: 4 }',
    '9:18: expected a duration such as 4ms, or { lognormal: { p50: 4ms, p99: 40ms } }, found "4"; the unit is missing: 4ms or 4s?',
  ],
  ['rate: 200/s', 'rate: 200', '13:13: expected a rate such as 200/s, found "200"; did you mean "200/s"?'],
  ['rate: 200/s', 'rate: 200 rps', '13:13: expected a rate such as 200/s, found "200 rps"; did you mean "200/s"?'],
  ['rate: 200/s', 'rate: 0/s', '13:13: expected a rate above zero and of at most 1000000/s, found "0/s"'],
  ['min: 99%', 'min: 0.99', '18:26: expected a percentage such as 99%, found "0.99"; did you mean "99%"?'],
  ['min: 99%', 'min: 99', '18:26: expected a percentage such as 99%, found "99"; did you mean "99%"?'],
  ['min: 99%', 'min: 101%', '18:26: expected a percentage from 0% to 100%, found "101%"'],
]);

table('other values', [
  [
    'name: backend-crash',
    'name: Backend Crash',
    '2:7: expected a name in lower case with dashes such as backend-crash, found "Backend Crash"; did you mean "backend-crash"?',
  ],
  [
    'name: backend-crash',
    'name:',
    '2:1: expected a name in lower case with dashes such as backend-crash, found nothing',
  ],
  ['seed: 7', 'seed: -1', '4:7: expected a whole number from 0 to 4294967295, found "-1"'],
  ['seed: 7', 'seed: 4294967296', '4:7: expected a whole number from 0 to 4294967295, found "4294967296"'],
  [
    'seed: 7',
    'seed: "7"',
    '4:7: expected a whole number from 0 to 4294967295, found the quoted text "7"; remove the quotes',
  ],
  ['seed: 7', 'seed: 1e3.5', '4:7: expected a whole number from 0 to 4294967295, found "1e3.5"'],
  ['weight: 2', 'weight: 257', '11:31: expected a whole number from 1 to 256, found "257"'],
  ['weight: 2', 'weight: 0.50', '11:31: expected a whole number from 1 to 256, found "0.50"'],
  ['clients: 50', 'clients: 10001', '13:57: expected a whole number from 1 to 10000, found "10001"'],
  ['round_robin', 'round-robin', `6:14: expected ${ALGORITHM}, found "round-robin"; did you mean "round_robin"?`],
  [
    'round_robin',
    'least_conections',
    `6:14: expected ${ALGORITHM}, found "least_conections"; did you mean "least_connections"?`,
  ],
  ['poisson', 'poison', '13:39: expected constant or poisson, found "poison"; did you mean "poisson"?'],
  ['b1: { latency: 4ms }', 'b1: 4ms', '9:7: expected a map such as { latency: 4ms, weight: 1 }, found "4ms"'],
  [
    'p50: 4ms, p99: 40ms',
    'p50: 4ms, p99: 3ms',
    '10:48: p99 is below p50: a slow answer cannot be faster than a usual one',
  ],
  ['lognormal', 'log_normal', '10:20: unknown key "log_normal"; did you mean "lognormal"?'],
  ['healthy_threshold: 2 }', 'path: health }', '7:82: expected a path such as /health, found "health"'],
]);

describe('events', () => {
  const actions = ACTIONS.join(', ');
  const cases: readonly (readonly [string, string])[] = [
    ['at: 2s', `5:5: no action is given; expected one of ${actions}`],
    [
      'at: 2s, restart: b1, crash: b1',
      '5:28: one action only, found "crash" and "restart"; make each an event of its own',
    ],
    ['crash: b1', '5:5: the key "at" is missing; expected a duration such as 250ms or 2s'],
    ['at: 2s, crsh: b1', '5:15: unknown key "crsh"; did you mean "crash"?'],
    ['at: 2s, slow: b1', '5:5: slow needs "latency", such as latency: 300ms'],
    ['at: 2s, status: b1', '5:5: status needs "code", such as code: 500'],
    ['at: 2s, status: b1, code: 200', '5:33: expected a whole number from 400 to 599, found "200"'],
    ['at: 2s, status: b1, code: 500, probability: 0%', '5:51: expected a percentage above 0%, found "0%"'],
    ['at: 2s, crash: b1, latency: 3ms', '5:26: "latency" goes with link_latency, slow, not with crash; remove it'],
    [
      'at: 2s, crash: b1, hang, freeze',
      '5:26: one action only, found "crash", "freeze" and "hang"; make each an event of its own',
    ],
    ['at: 2s, hang: b1, code: 500', '5:25: "code" goes with status, not with hang; remove it'],
  ];
  it.each(cases)('%s', (event, expected) => {
    expect(wrongs(story([event]))).toContain(expected);
  });

  it('gives `for` to faults only', () => {
    expect(wrongs(story(['at: 1s, crash: b1', 'at: 2s, restart: b1, for: 1s']))).toEqual([
      '6:28: "for" makes no sense with restart; remove it',
    ]);
  });
});

describe('expectations', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    [
      'availability: { min: 9% }, latency: { p50: 1s }',
      ['7:34: one expectation only, found "availability" and "latency"; make each an item of its own'],
    ],
    ['', ['7:5: no expectation is given; expected one of availability, error_budget, latency, throughput, traffic, statuses, recovers, that']],
    [
      'latency: { from: 1s }',
      ['7:16: no limit is given; expected at least one of p50, p90, p95, p99, p999, max, such as p99: 60ms'],
    ],
    ['latency: { p98: 1s }', ['7:18: unknown key "p98"; expected p50, p90, p95, p99, p999, max, every, from or to']],
    ['availability: { min: 9%, from: 2s, to: 2s }', ['7:38: the window is empty: from 2s is not before to 2s']],
    [
      'latency: { p50: 9, from: 3s, to: 2s }',
      [
        '7:23: expected a duration such as 250ms or 2s, found "9"; the unit is missing: 9ms or 9s?',
        '7:32: the window is empty: from 3s is not before to 2s',
      ],
    ],
    [
      'availability: { min: 9%, from: 3s, to: 2 }',
      ['7:46: expected a duration such as 250ms or 2s, found "2"; the unit is missing: 2ms or 2s?'],
    ],
    [
      'availability: { min: 9, from: 8s }',
      [
        '7:28: expected a percentage such as 99%, found "9"; did you mean "9%"?',
        '7:37: no request is due from 8s on: the load ends at 8s',
      ],
    ],
    ['availability: { min: 9%, from: 8s }', ['7:38: no request is due from 8s on: the load ends at 8s']],
    [
      'recovers: { backend: b2, within: 1s }',
      ['7:28: nothing in the timeline disturbs b2, so it has nothing to recover from'],
    ],
    [
      'recovers: { backend: b1, within: 1s }',
      ['7:28: nothing in the timeline ends the crash of b1; add { at: …, restart: b1 }, or a "for"'],
    ],
    [
      'recovers: { backend: b11, within: 1 }',
      [
        '7:28: unknown backend "b11"; did you mean "b1"?',
        '7:41: expected a duration such as 250ms or 2s, found "1"; the unit is missing: 1ms or 1s?',
      ],
    ],
  ];
  it.each(cases)('%s', (expectation, expected) => {
    const text = story(['at: 1s, crash: b1'], [expectation]);
    expect(wrongs(text)).toEqual(expected);
  });
});

describe('YAML', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['a tab', 'name: x\n\tabout: y\n', ['2:1: not valid YAML: a tab at the start of a line; YAML indents with spaces']],
    [
      'an open bracket',
      'name: x\nload: [\nabout: y\n',
      ['3:1: not valid YAML: the "[" opened above is not closed; expected "]" before this'],
    ],
    [
      'an open quote',
      'name: x\nabout: "y\n',
      ['3:1: not valid YAML: a text that opens with " is never closed; add the second "'],
    ],
    [
      'two colons',
      'about: one: two\n',
      ['1:8: not valid YAML: a second ":" on this line; put the inner key on a line of its own, or the text in quotes'],
    ],
    [
      'two documents',
      `name: x\n---\nname: y\n`,
      ['2:1: not valid YAML: a second document starts here; a file holds one scenario'],
    ],
    ['a tag', 'name: !text x\n', ['1:7: not valid YAML: the tag !text means nothing here; remove it']],
    ['an alias for nothing', 'name: x\nabout: *y\n', ['2:8: no anchor "&y" stands before this alias']],
    [
      'a key that is a list',
      `${story([])}? [1]\n: 2\n`,
      ['6:3: unknown key "[ 1 ]"; expected about, seed, include, matrix, balancer or network'],
    ],
    ['nothing', '', ['1:1: expected a map such as { name: …, backends: …, load: … }, found nothing']],
    ['a comment', '# soon\n', ['1:1: expected a map such as { name: …, backends: …, load: … }, found nothing']],
    ['a list', '- name: x\n', ['1:1: expected a map such as { name: …, backends: …, load: … }, found a list']],
  ];
  it.each(cases)('%s', (_, text, expected) => {
    expect(wrongs(text)).toEqual(expected);
  });

  it('survives a depth beyond reason', () => {
    // How deep the stack goes is the machine's business, so the column is not told here.
    expect(wrongs('['.repeat(100_000))).toEqual([expect.stringMatching(/^1:\d+: .*nested too deeply/)]);
  });

  it('still speaks of what stands before the first mistake of YAML, and of nothing that it may have swallowed', () => {
    expect(wrongs('nmae: x\nseed: -1\nbalancer: { algorithm: sorted\nload: 3\n')).toEqual([
      '1:1: unknown key "nmae"; did you mean "name"?',
      '2:7: expected a whole number from 0 to 4294967295, found "-1"',
      `3:24: expected ${ALGORITHM}, found "sorted"`,
      '4:1: not valid YAML: the "{" opened above is not closed; expected "}" before this',
    ]);
  });
});

describe('many mistakes', () => {
  it('are all told at once, in the order of the file', () => {
    const text = `name: Many
backends:
  b1: { latency: 4 }
  b1: { wait: 300 }
  2b: { weight: 0.5 }
load:
  - { rate: 200, for: 8s }
timeline:
  - { at: 1, crash: b1, hang: b1 }
  - { at: 2s, crash: b9x, code: 0.5 }
expect:
  - recovers: { backend: nobody, within: 0s }
`;
    expect(wrongs(text).map((wrong) => wrong.split(' ')[0])).toEqual([
      '1:7:',
      '4:3:',
      '4:9:',
      '5:3:',
      '5:17:',
      '7:13:',
      '9:11:',
      '9:25:',
      '10:22:',
      '10:27:',
      '10:33:',
      '12:26:',
      '12:42:',
    ]);
  });

  it('are printed one a line, with the file, so that a terminal can link to them', () => {
    const late = { line: 10, column: 1, message: 'late' };
    const early = { line: 9, column: 7, message: 'early' };
    expect(formatProblems('a.yaml', sortProblems([late, early, late]))).toBe('a.yaml:9:7: early\na.yaml:10:1: late');
  });
});
