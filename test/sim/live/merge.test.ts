/** One history out of several: in order of time, ties in the order of the parts, names and texts brought together. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { History, NONE } from '../../../src/sim/history/history.ts';
import { mergeHistories } from '../../../src/sim/live/merge.ts';
import { META, rowsOf } from '../rows.ts';

interface Entry {
  readonly time: number;
  readonly text: string;
}

function partOf(name: string, entries: readonly Entry[]): History {
  const history = new History(META);
  // Something interned first, so that numbers differ from part to part.
  history.actorId(`${name} unused`);
  history.textId(`${name} unused`);
  for (const [i, { time, text }] of entries.entries()) {
    const textId = text === '' ? NONE : history.textId(text);
    history.append(time, 'client.done', history.actorId(name), history.actorId('shared'), i, 1, 200, 2, textId);
  }
  return history;
}

const ENTRIES = fc
  .array(fc.record({ time: fc.integer({ min: -20, max: 20 }), text: fc.constantFrom('', 'reset', 'timeout') }))
  .map((entries) => entries.toSorted((x, y) => x.time - y.time));

test('merged is sorted, stable, shifted to zero, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.array(ENTRIES, { maxLength: 5 }), fc.integer({ min: -9, max: 9 }), (parts, zero) => {
      const merged = mergeHistories(
        META,
        parts.map((entries, i) => partOf(`p${i}`, entries)),
        zero,
      );
      const expected = parts
        .flatMap((entries, part) => entries.map((entry, req) => ({ ...entry, req, actor: `p${part}` })))
        .toSorted((x, y) => x.time - y.time)
        .map((entry) => ({ ...entry, time: entry.time - zero }));
      const rows = rowsOf(merged);
      expect(rows.map(({ time, text, req, actor }) => ({ time, text, req, actor }))).toEqual(expected);
      expect(rows.every(({ peer, conn, a, b }) => peer === 'shared' && conn === 1 && a === 200 && b === 2)).toBe(true);
    }),
  );
});

test('what a row does not have stays absent', () => {
  const part = new History(META);
  part.append(5, 'lab.phase', part.actorId('lab'), NONE, NONE, NONE, 0, 0, NONE);
  const [row] = rowsOf(mergeHistories(META, [part], 5));
  expect(row).toMatchObject({ time: 0, actor: 'lab', peer: null, req: NONE, conn: NONE, text: '' });
});
