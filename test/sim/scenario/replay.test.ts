/** A run's own copy of its scenario: the same text, with the seed of the run. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replayText } from '../../../src/sim/scenario/replay.ts';
import { GOOD, scenarioOf, spoiled, story } from './support.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const UNSEEDED = spoiled('seed: 7 # lucky\n', '');

/** Good files of every layout that YAML allows. */
const LAYOUTS: readonly (readonly [string, string])[] = [
  ['a seed', GOOD],
  ['no seed', UNSEEDED],
  ['no seed, name last', `${UNSEEDED.replace('name: backend-crash\n', '')}name: backend-crash # the end`],
  ['Windows line ends', UNSEEDED.replaceAll('\n', '\r\n')],
  ['a flow map', '{ name: flow, backends: { b1: }, load: [{ rate: 1/s, for: 1s }] }'],
  ['an empty flow of lines', `{\n  name: flow,\n  backends: { b1: },\n  load: [{ rate: 1/s, for: 1s }]\n}\n`],
  ['indented keys', UNSEEDED.replace(/^(?=.)/gm, '  ')],
  ['a document marker', `%YAML 1.2\n---\n${UNSEEDED}...\n`],
  ['a name in a block', UNSEEDED.replace('name: backend-crash', 'name: >-\n  backend-crash')],
  ['a quoted name', UNSEEDED.replace('name: backend-crash', '"name": "backend-crash" # so be it')],
  ['explicit keys', UNSEEDED.replace('name: backend-crash', '? name\n: backend-crash')],
  ['a seed as an anchor', GOOD.replace('seed: 7', 'seed: &it 0x7').replace('clients: 50', 'clients: *it')],
];

describe('replayText', () => {
  it.each(LAYOUTS)('sets the seed and nothing else: %s', (_, text) => {
    fc.assert(
      fc.property(
        seeds.filter((seed) => seed > 0 && seed <= 1000),
        (seed) => {
          const before = scenarioOf(text);
          const after = scenarioOf(replayText(text, seed));
          expect(after.seed).toBe(seed);
          if (!text.includes('*it')) expect({ ...after, seed: before.seed }).toEqual(before);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('takes any seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(scenarioOf(replayText(story([]), seed)).seed).toBe(seed);
      }),
    );
  });

  it('changes one word where there is a seed', () => {
    expect(replayText(GOOD, 12)).toBe(GOOD.replace('seed: 7 # lucky', 'seed: 12 # lucky'));
  });

  it('adds one line where there is none, after the name', () => {
    expect(replayText(UNSEEDED, 12)).toBe(UNSEEDED.replace('name: backend-crash\n', 'name: backend-crash\nseed: 12\n'));
  });

  it('keeps comments and line ends in every layout', () => {
    for (const [, text] of LAYOUTS) {
      const comments = text.match(/#.*/g) ?? [];
      const after = replayText(text, 5);
      for (const comment of comments) expect(after).toContain(comment.trim());
      expect(after.includes('\r\n')).toBe(text.includes('\r\n'));
    }
  });

  it('does the same twice as once', () => {
    for (const [, text] of LAYOUTS) expect(replayText(replayText(text, 5), 5)).toBe(replayText(text, 5));
  });
});
