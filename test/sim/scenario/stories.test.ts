/** One file that tells many stories, or that is put on top of others. */
import { describe, expect, it } from 'vitest';
import { formatProblems } from '../../../src/sim/scenario/problems.ts';
import { parseStories, type StoriesResult } from '../../../src/sim/scenario/stories.ts';
import { DRAWN } from './support.ts';

const COMMON = `balancer:
  algorithm: random
  health_check: { interval: 1s, path: /up }
load:
  - { rate: 10/s, for: 2s }
timeline:
  - { at: 500ms, hang: b1, for: 100ms }
`;

const MANY = `# a comment
name: many
matrix: { algorithm: [round_robin, p2c], n: [1, 20] }
balancer: { algorithm: {{algorithm}} }
backends: { b1: , b2: { weight: {{n}} } }
load: [{ rate: 10/s, for: 2s }] # {{ nothing }}
`;

function parse(text: string, files: Readonly<Record<string, string>> = {}): StoriesResult {
  const readFile = (path: string) => {
    const found = files[path];
    if (found === undefined) throw new Error('there is no such file');
    return found;
  };
  return parseStories(text, { drawSeed: () => DRAWN, readFile });
}

function stories(text: string, files?: Readonly<Record<string, string>>) {
  const parsed = parse(text, files);
  if (!parsed.ok) throw new Error(formatProblems('it', parsed.problems));
  return parsed.stories;
}

function wrongs(text: string, files?: Readonly<Record<string, string>>): string[] {
  const parsed = parse(text, files);
  return parsed.ok ? [] : formatProblems('it', parsed.problems).split('\n');
}

describe('a matrix', () => {
  it('tells one story for each combination, all with one seed', () => {
    const all = stories(MANY);
    expect(
      all.map(({ scenario: { name, seed, balancer, backends } }) => [
        name,
        seed,
        balancer.algorithm,
        backends[1]?.weight,
      ]),
    ).toEqual([
      ['many-round-robin-1', DRAWN, 'round_robin', 1],
      ['many-round-robin-20', DRAWN, 'round_robin', 20],
      ['many-p2c-1', DRAWN, 'p2c', 1],
      ['many-p2c-20', DRAWN, 'p2c', 20],
    ]);
    for (const { scenario, text } of all) {
      expect(text).toContain('# a comment');
      expect(stories(text).map((story) => story.scenario)).toEqual([scenario]);
    }
  });

  it('may have maps for values', () => {
    const text = MANY.replace('[1, 20]', '[{ b3: }, { b3: , b4: { weight: 2 } }]').replace(
      '{ b1: , b2: { weight: {{n}} } }',
      '{{n}}',
    );
    expect(stories(text).map(({ scenario }) => [scenario.name, scenario.backends.length])).toEqual([
      ['many-round-robin-1', 1],
      ['many-round-robin-2', 2],
      ['many-p2c-1', 1],
      ['many-p2c-2', 2],
    ]);
  });

  it('says what is wrong with it', () => {
    expect(wrongs(MANY.replace('{{n}}', '{{m}}'))).toEqual([
      'it:3:42: {{n}} stands nowhere in the file, so all its stories would be the same',
      'it:5:33: unknown name {{m}}; did you mean "n"?',
    ]);
    expect(wrongs(MANY.replace(/matrix.*\n/, ''))).toContain('it:3:24: unknown name {{algorithm}}; there is no matrix');
    expect(wrongs(MANY.replace('[1, 20]', '7'))).toEqual(['it:3:45: expected a list of values such as [1, 2]']);
    expect(wrongs(MANY.replace('20', '999'))).toEqual(['it:5:33: expected a whole number from 1 to 256, found "999"']);
    const long = `[${Array.from({ length: 150 }, (_, n) => n + 1).join(', ')}]`;
    expect(wrongs(MANY.replace('[1, 20]', long))).toEqual(['it:3:1: this makes 300 stories; at most 200 are possible']);
  });
});

describe('an include', () => {
  const OWN = `name: own
include: common.yaml
balancer: { health_check: { path: /mine } }
backends: { b1: , b2: }
timeline:
  - { at: 1s, hang: b2 }
`;

  it('fills up maps, and its lists come first', () => {
    const [story] = stories(OWN, { 'common.yaml': COMMON });
    expect(story?.scenario).toMatchObject({
      name: 'own',
      balancer: { algorithm: 'random', healthCheck: { interval: 1e6, path: '/mine' } },
      load: [{ arrivals: { kind: 'rate', rate: 10 } }],
      timeline: [{ at: 5e5 }, { at: 6e5 }, { at: 1e6 }],
    });
    // What is written into a report needs no other file.
    expect(stories(story?.text ?? '').map(({ scenario }) => scenario)).toEqual([story?.scenario]);
  });

  it('problems stand where they are', () => {
    const common = COMMON.replace('hang: b1', 'hang: b9').replace('interval', 'intervall');
    expect(wrongs(OWN.replace('hang: b2', 'hng: b2'), { 'common.yaml': common })).toEqual([
      'it:6:15: unknown key "hng"; did you mean "hang"?',
      'common.yaml:3:19: unknown key "intervall"; did you mean "interval"?',
      'common.yaml:7:24: unknown backend "b9"; the backends are b1 and b2',
    ]);
    expect(wrongs(OWN, {})).toEqual(['it:2:10: "common.yaml" can\'t be read: there is no such file']);
    expect(wrongs(OWN, { 'common.yaml': `include: x\n${COMMON}` })).toEqual([
      'common.yaml:1:1: a file that is included cannot have "include"; only the file itself can',
    ]);
    expect(wrongs(OWN, { 'common.yaml': 'a: [1' })[0]).toMatch(/^common\.yaml:1:\d+: not valid YAML/);
  });
});
