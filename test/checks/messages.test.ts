import { describe, test } from 'vitest';
import { hopByHopRemoved } from '../../src/checks/hop-by-hop-removed.ts';
import { noCrossTalk } from '../../src/checks/no-cross-talk.ts';
import { noHeaderInjection } from '../../src/checks/no-header-injection.ts';
import { requestUnchanged } from '../../src/checks/request-unchanged.ts';
import { HistoryBuilder, scenarioOf } from './history-builder.ts';
import { expectHolds, expectUnknown, expectViolated, find } from './verdicts.ts';

const scenario = scenarioOf();
const LAWS = [hopByHopRemoved, noHeaderInjection, requestUnchanged];

function arrived(flaws: number, bodyFlaws = 0): HistoryBuilder {
  const story = new HistoryBuilder()
    .send(1, 1)
    .row({ at: 1.2, kind: 'backend.request', actor: 'b1', req: 1, a: flaws });
  return story.row({ at: 1.3, kind: 'backend.body', actor: 'b1', req: 1, a: 10, b: bodyFlaws });
}

describe('what backends found wrong', () => {
  test('nothing', () => {
    for (const law of LAWS) expectHolds(find(law, arrived(0), scenario));
  });

  test.each([
    [1, requestUnchanged, /Request 1 arrived at b1 \(0\.001 s\) with another method\./],
    [2, requestUnchanged, /with another target/],
    [4, requestUnchanged, /with an end-to-end field changed or missing/],
    [3, requestUnchanged, /with another method, and with another target/],
    [8, hopByHopRemoved, /with a hop-by-hop field/],
    [16, noHeaderInjection, /with a field that nobody sent/],
  ] as const)('flaws %s', (flaws, guilty, message) => {
    for (const law of LAWS) {
      if (law === guilty) expectViolated(find(law, arrived(flaws), scenario), message, 1);
      else expectHolds(find(law, arrived(flaws), scenario));
    }
  });

  test('of a body', () => {
    expectViolated(find(requestUnchanged, arrived(0, 1), scenario), /with another body/, 1);
    expectViolated(find(requestUnchanged, arrived(0, 2), scenario), /with a body of another length/, 1);
  });

  test('unknown without a checksum', () => {
    const bare = new HistoryBuilder()
      .send(1, 1)
      .row({ at: 1.2, kind: 'backend.request', actor: 'b1', req: 1, a: 32 + 8 });
    for (const law of LAWS) expectUnknown(find(law, bare, scenario), /checksum/);
  });
});

describe('no-cross-talk', () => {
  const good = () => new HistoryBuilder().visit(1, 1, 'b1').visit(2, 2, 'b1', { client: 'c2' });

  test('holds', () => {
    expectHolds(find(noCrossTalk, good(), scenario));
  });

  test('violated by the answer to another request, and by the name of another client', () => {
    const foreign = good().send(10, 3).done(11, 3, { by: 'b1', problem: 'foreign body', outcome: 'unknown' });
    expectViolated(find(noCrossTalk, foreign, scenario), /c1 got the answer to another request than 3/, 1);
    const named = good().send(10, 3).arrive(10.2, 3, 'b1', { xff: '9.9.9.9, 127.1.0.2' });
    expectViolated(find(noCrossTalk, named, scenario), /Request 3 of c1 came to b1 .* in the name of c2/, 1);
  });

  test('not accused: an address that is none of the clients; unknown without answers', () => {
    expectHolds(find(noCrossTalk, good().send(10, 3).arrive(10.2, 3, 'b1', { xff: '10.0.0.1' }), scenario));
    expectUnknown(find(noCrossTalk, new HistoryBuilder().send(1, 1), scenario), /no request was answered/);
  });
});
