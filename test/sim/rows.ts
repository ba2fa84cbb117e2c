/** Histories in the short form in which tests compare them. */
import type { EventKind } from '../../src/sim/history/event.ts';
import { History, type HistoryMeta, type HistoryRow } from '../../src/sim/history/history.ts';

export const META: HistoryMeta = {
  scenario: 'test',
  seed: 1,
  world: 'virtual',
  subject: 'test',
  traced: false,
  clientHosts: {},
  backendAddresses: {},
  subjectAddress: '127.0.0.1:8080',
};

export function emptyHistory(): History {
  return new History(META);
}

export function rowsOf(history: History, ...kinds: EventKind[]): HistoryRow[] {
  const rows = Array.from({ length: history.length }, (_, i) => history.row(i));
  return kinds.length === 0 ? rows : rows.filter(({ kind }) => kinds.includes(kind));
}
