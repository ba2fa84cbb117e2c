/** Counting for promises: how many of the requests due in a window are of some kind, and the rows that show it. */
import { NONE } from '../../sim/history/history.ts';
import type { Window } from '../../sim/scenario/expectation-spec.ts';
import { forEachDue } from './due-window.ts';
import type { View } from './view.ts';

/** Rows that are kept as evidence. */
const SHOWN = 5;

export interface Tally {
  readonly due: number;
  readonly count: number;
  /** The last word on the first few that were counted. */
  readonly rows: readonly number[];
  /** The last word on the last one that was due, counted or not; NONE when none was. */
  readonly lastRow: number;
}

export function tally(view: View, window: Window, counts: (request: number) => boolean): Tally {
  const rows: number[] = [];
  let due = 0;
  let count = 0;
  let lastRow = NONE;
  forEachDue(view, window, (request) => {
    due++;
    lastRow = lastRowOf(view, request);
    if (!counts(request)) return;
    count++;
    if (rows.length < SHOWN) rows.push(lastRow);
  });
  return { due, count, rows, lastRow };
}

/** The status that the client got; 0: none. */
export function statusOf({ history, requests }: View, request: number): number {
  const done = requests.doneRow[request] as number;
  return done === NONE ? 0 : (history.a[done] as number);
}

function lastRowOf({ requests }: View, request: number): number {
  const done = requests.doneRow[request] as number;
  return done === NONE ? (requests.sendRow[request] as number) : done;
}
