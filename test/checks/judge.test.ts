import { expect, test } from 'vitest';
import type { Check } from '../../src/checks/check.ts';
import { INVARIANTS } from '../../src/checks/index.ts';
import { judge, judgeBy, leftOut } from '../../src/checks/judge.ts';
import { FOREVER, HistoryBuilder, scenarioOf } from './history-builder.ts';

const names = (judgements: ReturnType<typeof judge>) => judgements.map(({ check }) => check.name);

test('runs what applies, laws first', () => {
  const scenario = scenarioOf({ expect: [{ kind: 'availability', min: 1, window: FOREVER }] });
  const history = new HistoryBuilder({ traced: true }).exchange(1, 1, 'b1').build();
  const judged = names(judge({ history, scenario }));
  const laws = INVARIANTS.map(({ name }) => name).filter((name) => judged.includes(name));
  expect(judged).toEqual([...laws, 'availability']);
  expect(laws).toContain('answer-integrity');
  expect(laws).toContain('metrics-add-up');
  expect(laws).not.toContain('never-routes-to-draining');
});

test('an empty history proves nothing', () => {
  const timeline = (['b1', 'b2', 'b3'] as const).map((name) => [0, name, 'on', 'hang'] as const);
  const input = { history: new HistoryBuilder({ traced: true }).build(), scenario: scenarioOf({ timeline }) };
  const verdicts = INVARIANTS.map((law) => [law.name, law.run(input).verdict]);
  expect(verdicts).toEqual(INVARIANTS.map(({ name }) => [name, 'unknown']));
  const counted = INVARIANTS.filter((law) => law.applies(input.scenario) && law.byChance !== true);
  expect(names(judge(input))).toEqual(counted.map(({ name }) => name));
});

test('what a subject does not tell of itself is left out and named, not unknown', () => {
  const history = new HistoryBuilder().metrics(30, 'no such page', 404).build();
  const input = { history, scenario: scenarioOf() };
  expect(leftOut(input)).toEqual([
    { name: 'state-follows-probes', reason: 'the subject does not tell its states' },
    { name: 'metrics-add-up', reason: 'the subject has no page /lb/metrics' },
  ]);
  for (const { name } of leftOut(input)) expect(names(judge(input))).not.toContain(name);
  expect(leftOut({ ...input, history: new HistoryBuilder({ traced: true }).build() })).toEqual([]);
});

test('names are unique, in kebab case, and every law says what it promises', () => {
  expect(new Set(INVARIANTS.map(({ name }) => name)).size).toBe(INVARIANTS.length);
  for (const { name, kind, about } of INVARIANTS) {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(kind).toBe('invariant');
    expect(about).toMatch(/^[A-Z].*\.$/);
  }
});

test('a check that throws is unknown', () => {
  const broken = (at: 'applies' | 'run'): Check => ({
    name: 'broken',
    kind: 'invariant',
    about: 'Breaks.',
    applies: () => (at === 'applies' ? fail() : true),
    run: fail,
  });
  const input = { history: new HistoryBuilder().build(), scenario: scenarioOf() };
  for (const at of ['applies', 'run'] as const) {
    const [judgement] = judgeBy([broken(at)], input);
    expect(judgement?.finding).toMatchObject({ verdict: 'unknown', evidence: 0, note: 'the check itself failed: oh' });
  }
});

function fail(): never {
  throw new Error('oh');
}
