/** Which rows are of which kind: sorted once per history, so that no join walks over rows it does not need. */
import { EVENT_CODE, EVENT_KINDS, type EventKind } from '../../sim/history/event.ts';
import type { History } from '../../sim/history/history.ts';

interface Sorted {
  /** Rows the history had then. */
  readonly length: number;
  /** By kind. */
  readonly rows: readonly Int32Array[];
}

const SORTED = new WeakMap<History, Sorted>();

/** All rows of a kind, in order. */
export function rowsOf(history: History, kind: EventKind): Int32Array {
  let sorted = SORTED.get(history);
  if (sorted === undefined || sorted.length !== history.length) {
    sorted = { length: history.length, rows: sortRows(history) };
    SORTED.set(history, sorted);
  }
  return sorted.rows[EVENT_CODE[kind]] as Int32Array;
}

/** All rows of some kinds, in order. */
export function rowsOfAll(history: History, kinds: readonly EventKind[]): Int32Array {
  const lists = kinds.map((kind) => rowsOf(history, kind));
  const rows = new Int32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    rows.set(list, at);
    at += list.length;
  }
  return rows.sort();
}

/** The place in a list of rows of the first one later than a time. */
export function placeAfter({ time }: History, rows: Int32Array, moment: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((time[rows[middle] as number] as number) > moment) high = middle;
    else low = middle + 1;
  }
  return low;
}

function sortRows({ kind, length }: History): Int32Array[] {
  const used = new Int32Array(EVENT_KINDS.length);
  for (let row = 0; row < length; row++) used[kind[row] as number] = (used[kind[row] as number] as number) + 1;
  const rows = Array.from(used, (count) => new Int32Array(count));
  used.fill(0);
  for (let row = 0; row < length; row++) {
    const code = kind[row] as number;
    const at = used[code] as number;
    (rows[code] as Int32Array)[at] = row;
    used[code] = at + 1;
  }
  return rows;
}
