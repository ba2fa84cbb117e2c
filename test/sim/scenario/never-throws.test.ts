/** Whatever the text, the answer is a scenario or problems that have a place in that text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../src/sim/scenario/parse.ts';
import { DRAWN, GOOD, story } from './support.ts';

function answers(text: string): void {
  const result = parseScenario(text, { drawSeed: () => DRAWN });
  if (result.ok) return;
  expect(result.problems.length).toBeGreaterThan(0);
  const lines = text.split('\n');
  let last = 0;
  for (const { line, column, message } of result.problems) {
    expect(line).toBeGreaterThanOrEqual(Math.max(last, 1));
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    expect(message).toMatch(/^[^\n]+$/);
    // Outside of quotes, where anything may stand.
    expect(message.replace(/"[^"]*"/g, '')).not.toMatch(/undefined|NaN|\[object|Invalid input/);
    last = line;
  }
}

const seeds = [
  GOOD,
  story(
    ['at: 1s, hang: [b1, b2], for: 1s', 'at: 2s, status: b3, code: 503, probability: 5%', 'at: 3s, recover: all'],
    ['latency: { p50: 3ms, max: 1s, from: 1s, to: 2s }', 'recovers: { backend: b3, within: 1s }'],
  ),
];

/** Bits that mean something to YAML or to the language, and bits that look as if. */
const scrap = fc.oneof(
  fc.constantFrom(...'{}[],:#&*!|>\'"%@`-? \n\t\r~'),
  fc.constantFrom('<<: *a', '&a ', '*a', '---\n', '...', '%YAML', '? ', '__proto__', 'constructor', 'all', 'null', '~'),
  fc.constantFrom('5', '0x10', '1e400', '.inf', '.nan', '-1', '0s', '8constructor', '99999999999999h', '1s', '50%'),
  fc.constantFrom('b1', 'crash', 'recover: all', 'at: 1s', 'for: 1s', 'true', '"', '\u0000', '\ufeff', '\u2028', '😀'),
  fc.string({ maxLength: 8 }),
);

const mutated = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), drop: fc.nat(12), put: scrap }), {
      minLength: 1,
      maxLength: 6,
    }),
  )
  .map(([text, edits]) =>
    edits.reduce((now, { at, drop, put }) => {
      const from = Math.floor(at * now.length);
      return now.slice(0, from) + put + now.slice(from + drop);
    }, text),
  );

/** A good file with single words exchanged for one another: good YAML, mostly, and a wrong story. */
const shuffled = fc
  .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 8 }))
  .map(([text, swaps]) => {
    const words = text.split(/(\w+)/);
    for (const [one, other] of swaps) {
      const from = ((one * 2 + 1) % (words.length - 1 || 1)) | 1;
      const to = ((other * 2 + 1) % (words.length - 1 || 1)) | 1;
      [words[from], words[to]] = [words[to] ?? '', words[from] ?? ''];
    }
    return words.join('');
  });

describe('the parser', () => {
  it('never throws on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), answers), { numRuns: 120 });
  });

  it('never throws on scraps of YAML', () => {
    const text = fc.array(scrap, { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(fc.property(text, answers), { numRuns: 150 });
  });

  it('never throws on a good file gone bad', () => {
    fc.assert(fc.property(mutated, answers), { numRuns: 150 });
  });

  it('never throws on a good file with its words mixed up', () => {
    fc.assert(fc.property(shuffled, answers), { numRuns: 150 });
  });

  it.each([
    ['an alias of itself', 'timeline: &x [*x]\nname: &y { a: *y }\nbackends: *y\nload: *x\nexpect: *x\n'],
    [
      'a bomb of aliases',
      `a: &a [1,1]\n${'bcdefghijk'.replace(/./g, (key) => `${key}: &${key} [${`*${String.fromCharCode(key.charCodeAt(0) - 1)},`.repeat(9)}]\n`)}`,
    ],
    ['keys of every kind', '? null\n: 1\n? [a]\n: 2\n? { b: c }\n: 3\n1: 4\ntrue: 5\n~: 6\n'],
    ['carriage returns', GOOD.replaceAll('\n', '\r')],
  ])('survives %s', (_, text) => {
    answers(text);
  });
});
