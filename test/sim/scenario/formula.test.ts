/** The small language of `that`: what it means, and where it stops making sense. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFormula } from '../../../src/sim/scenario/formula-parser.ts';
import { scenarioOf, story, wrongs } from './support.ts';

function rootOf(text: string) {
  const parsed = parseFormula(text);
  if (!parsed.ok) throw new Error(`${parsed.at}: ${parsed.message}`);
  return parsed.formula.root;
}

/** `column: message`, counted from 1. */
function problemOf(text: string): string {
  const parsed = parseFormula(text);
  return parsed.ok ? 'none' : `${parsed.at + 1}: ${parsed.message}`;
}

describe('what it reads', () => {
  it('compares measures', () => {
    expect(rootOf('count(status = 503) <= 3')).toEqual({
      kind: 'compare',
      left: { kind: 'count', where: { kind: 'status', op: '=', statuses: { from: 503, to: 503, text: '503' } } },
      op: '<=',
      right: { kind: 'constant', unit: 'count', value: 3 },
    });
    expect(rootOf('p99(latency where backend = b1) < 60ms')).toEqual({
      kind: 'compare',
      left: {
        kind: 'latency',
        label: 'p99',
        quantile: 0.99,
        where: { kind: 'word', field: 'backend', op: '=', word: 'b1' },
      },
      op: '<',
      right: { kind: 'constant', unit: 'time', value: 60_000 },
    });
    expect(rootOf('share(outcome = ok) >= 99.5%')).toMatchObject({ right: { unit: 'share', value: 0.995 } });
    expect(rootOf('count() = count()')).toMatchObject({ left: { where: null }, op: '=', right: { where: null } });
  });

  it('lets and bind closer than or, and brackets closer than both', () => {
    const kinds = (text: string) => JSON.stringify(rootOf(text), (key, value) => (key === 'text' ? undefined : value));
    expect(rootOf('count() > 1 or count() > 2 and count() > 3')).toMatchObject({
      kind: 'any',
      parts: [{}, { kind: 'all' }],
    });
    expect(rootOf('(count() > 1 or count() > 2) and count() > 3')).toMatchObject({
      kind: 'all',
      parts: [{ kind: 'any' }, {}],
    });
    expect(kinds('count(not (status = 5xx or time < 2s) and path = /upload) > 0')).toContain('"kind":"not"');
  });
});

describe('what it refuses, and where', () => {
  it.each([
    [
      '',
      '1: expected a function (count, share, p50, p90, p95, p99, p999 or max) or a value such as 3, 99% or 60ms, found the end',
    ],
    ['count(status = 503)', '20: expected a comparison such as <= here, found the end'],
    [
      'count(statuss = 503) <= 3',
      '7: expected a field (status, time, outcome, backend, method or path) here, found "statuss"; did you mean "status"?',
    ],
    ['count(status = 999) <= 3', '16: expected a status such as 503, 5xx, 200-299 or none, found "999"'],
    ['count(status < 5xx) <= 3', '16: expected one status behind <, such as 500'],
    ['count(outcome = okay) <= 3', '17: expected an outcome (ok, failed or unknown), found "okay"'],
    ['count(backend > b1) <= 3', '15: backend is compared with = or !='],
    ['count(time < 5) <= 3', '14: expected a duration such as 2s, found "5"'],
    ['count(status = 503 <= 3', '20: expected ")" here, found "<="'],
    ['share() <= 3', '12: a share (such as 99%) is compared with a share (such as 99%), not with a number'],
    ['p99(delay) < 3ms', '5: p99 is of latency: write p99(latency), found "delay"'],
    ['count() > 1 xor count() > 2', '13: expected "and", "or" or the end here, found "xor"'],
    ['count() > 1 & 2', '13: "&" has no meaning here'],
  ])('%s', (text, expected) => {
    expect(problemOf(text)).toBe(expected);
  });

  it('never throws', () => {
    const words = fc.constantFrom(
      'count',
      'share',
      'p99',
      '(',
      ')',
      'status',
      '=',
      '<=',
      '5xx',
      '3',
      '99%',
      'and',
      'or',
      'not',
      'where',
      '"x"',
      "'",
      ' ',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 30 }).map((list) => list.join(' ')),
    );
    fc.assert(fc.property(texts, (text) => typeof problemOf(text) === 'string'));
  });
});

describe('in a file', () => {
  it('stands as a promise, quoted or not', () => {
    for (const text of ['"count(status = 503) <= 3"', "'count(status = 503) <= 3'", 'count(status = 503) <= 3']) {
      const { expect: promises } = scenarioOf(story(['at: 1s, crash: b1'], [`that: ${text}`]));
      expect(promises).toMatchObject([{ kind: 'that', formula: { text: 'count(status = 503) <= 3' } }]);
    }
  });

  it('points at the very character', () => {
    const at = (text: string) => wrongs(story(['at: 1s, crash: b1'], [`that: ${text}`]));
    expect(at('"count(status = 503) <= 3%"')).toEqual([
      '7:37: a number is compared with a number, not with a share (such as 99%)',
    ]);
    expect(at('count(state = 1) <= 3')).toEqual([expect.stringMatching(/^7:19: expected a field/)]);
    expect(at('17')).toEqual([expect.stringMatching(/^7:13: expected an expression such as/)]);
  });
});
