import { describe, expect, test } from 'vitest';
import { answerIntegrity as check } from '../../src/checks/answer-integrity.ts';
import { type Done, HistoryBuilder, type Step, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const scenario = scenarioOf();
const good = () => new HistoryBuilder().exchange(1, 1, 'b1').exchange(2, 2, 'b2', 500);
const ended = (done: Done) => good().send(10, 3).arrive(10.2, 3, 'b1').answer(10.6, 3, 'b1').done(11, 3, done);

test('whole answers hold, whatever their status', () => {
  const finding = find(check, good(), scenario);
  expectHolds(finding);
  expect(finding.evidence).toBe(2);
});

test('unknown when nothing was answered', () => {
  expectUnknown(find(check, new HistoryBuilder().refusal(1, 1, 503), scenario), /no request was answered/);
});

describe('a wrong answer', () => {
  test.each<[string, Done, RegExp]>([
    ['of another request', { by: 'b1', problem: 'foreign body', outcome: 'unknown' }, /answer to another request/],
    ['with a corrupt body', { by: 'b1', problem: 'corrupt body', outcome: 'unknown' }, /never sent/],
    ['that is no HTTP', { problem: 'malformed', outcome: 'unknown' }, /not valid HTTP/],
    ['cut off but taken for whole', { by: 'b1', problem: 'truncated', outcome: 'ok' }, /truncated body for whole/],
    ['with another status', { by: 'b1', status: 404 }, /got status 404 where b1 had answered 200/],
    ['in the name of another backend', { by: 'b2' }, /in the name of b2, which never received it/],
  ])('%s', (_, done, message) => {
    const finding = find(check, ended(done), scenario);
    expectViolated(finding, message, 1);
    expect(finding.evidence).toBe(3);
  });

  test('that no backend gave', () => {
    expectViolated(
      find(check, good().send(10, 3).done(11, 3, { status: 200, outcome: 'ok' }), scenario),
      /no backend/,
      1,
    );
  });
});

describe('not accused', () => {
  const crash: readonly Step[] = [[11, 'b1', 'on', 'crash']];

  test.each<[string, Done]>([
    ['a body cut off in sight of the client', { by: 'b1', problem: 'truncated', outcome: 'unknown' }],
    ['a timeout', { problem: 'timeout' }],
    ['an honest 502', { status: 502 }],
  ])('%s', (_, done) => {
    expectHolds(find(check, ended(done), scenario));
  });

  test('a crash that takes the rows of the answer with it', () => {
    const story = good().send(10, 3).done(11, 3, { by: 'b1' }).fault(11.2, 'b1', 'crash', 'on');
    expectHolds(find(check, story, scenarioOf({ timeline: crash })));
  });

  test('a retry that the second backend answers, or the same one twice', () => {
    const story = good().send(10, 3).arrive(10.2, 3, 'b1').answer(10.3, 3, 'b1', 503).arrive(10.5, 3, 'b2');
    story.answer(10.6, 3, 'b2').done(11, 3, { by: 'b2' });
    story.send(20, 4).arrive(20.2, 4, 'b1').answer(20.3, 4, 'b1', 503).arrive(20.5, 4, 'b1');
    story.answer(20.6, 4, 'b1').done(21, 4, { by: 'b1' });
    expectHolds(find(check, story, scenario));
  });

  test('an answer whose last byte was never written', () => {
    const story = good()
      .send(10, 3)
      .arrive(10.2, 3, 'b1')
      .done(11, 3, { by: 'b1', outcome: 'unknown', problem: 'reset' });
    expectHolds(find(check, story, scenario));
  });
});
