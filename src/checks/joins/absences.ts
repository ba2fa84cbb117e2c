/** When the balancer was away: from the signal that ends it until it said that it was ready again. */
import { type History, NONE } from '../../sim/history/history.ts';
import type { Interval } from './intervals.ts';
import { rowsOf } from './rows.ts';
import type { Timing } from './timing.ts';

export interface Absence extends Interval {
  /** It was asked to finish what it had under way. */
  readonly orderly: boolean;
  readonly row: number;
}

const ENDS: ReadonlySet<string> = new Set(['sigterm', 'sigkill', 'exit']);

export function absencesOf(history: History, { error }: Pick<Timing, 'error'>): Absence[] {
  const absences: Absence[] = [];
  let begun = NONE;
  const what = (row: number) => history.texts[history.text[row] as number] ?? '';
  const close = (to: number) => {
    if (begun === NONE) return;
    const from = (history.time[begun] as number) - error;
    absences.push({ from, to, orderly: what(begun) === 'sigterm', row: begun });
    begun = NONE;
  };
  for (const row of rowsOf(history, 'lab.subject')) {
    if (ENDS.has(what(row))) {
      if (begun === NONE) begun = row;
    } else if (what(row) === 'ready') {
      // Never of no length: in the virtual world a restart takes no time, and is one all the same.
      close((history.time[row] as number) + error + 1);
    }
  }
  close(Infinity);
  return absences;
}
