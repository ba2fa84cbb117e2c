import { describe, expect, it } from 'vitest';
import { eventLine } from '../../src/report/event-line.ts';
import { EVENT_KINDS } from '../../src/sim/history/event.ts';
import { type DraftRow, historyOf } from './sample-run.ts';

function line(row: Omit<DraftRow, 't' | 'actor'>): string {
  const { what, ids } = eventLine(historyOf([{ t: 1, actor: 'x', ...row }]), 0);
  return `${what} ${ids}`.trim();
}

describe('an event as a line', () => {
  it('says when and who', () => {
    const history = historyOf([{ t: 2_014_321, kind: 'backend.request', actor: 'b2', req: 412, conn: 7 }]);
    expect(eventLine(history, 0)).toEqual({
      time: '2.014321 s',
      actor: 'b2',
      what: 'receives the request',
      ids: '#412 conn 7',
    });
  });

  it.each<[Omit<DraftRow, 't' | 'actor'>, string]>([
    [{ kind: 'client.send', req: 1, conn: 2, a: 300, text: '/a' }, 'sends /a, 300 µs late #1 conn 2'],
    [{ kind: 'client.done', peer: 'b1', req: 1, a: 200, b: 0 }, 'ok: status 200 from b1 #1'],
    [{ kind: 'client.done', peer: 'b1', req: 1, a: 503, b: 0 }, 'failed: status 503 from b1 #1'],
    [{ kind: 'client.done', req: 1, a: 503, b: 1 }, 'failed: status 503 #1'],
    [{ kind: 'client.done', req: 1, a: 0, b: 2, text: 'time-out' }, 'failed, done or not: no answer: time-out #1'],
    [{ kind: 'lab.fault', peer: 'b2', a: 0, text: 'crash' }, 'switches crash off for b2'],
    [{ kind: 'lb.probe', peer: 'b2', a: 0, b: 3, text: 'refused' }, 'judges a probe of b2 bad, 3rd in a row: refused'],
    [{ kind: 'lb.probe', peer: 'b2', a: 1, b: 12 }, 'judges a probe of b2 good, 12th in a row'],
    [{ kind: 'lb.state', peer: 'b2', text: 'Draining' }, 'says b2 is Draining'],
    [
      { kind: 'lab.reading', a: 200, text: `metrics # HELP\na ${'x'.repeat(90)}` },
      `reads metrics: status 200: # HELP a ${'x'.repeat(51)}…`,
    ],
    [{ kind: 'backend.close', conn: 3 }, 'connection closed conn 3'],
  ])('says what: %o', (row, words) => {
    expect(line(row)).toBe(words);
  });

  it('has words for every kind', () => {
    for (const kind of EVENT_KINDS) expect(line({ kind, peer: 'b1', text: 'x' })).not.toMatch(/undefined|null/);
  });
});
