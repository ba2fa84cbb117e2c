/** The requests that an expectation speaks of: those due in its window, whenever they were really sent. */
import type { Micros } from '../../kernel/clock.ts';
import { formatDuration } from '../../kernel/units.ts';
import { OUTCOMES } from '../../sim/history/event.ts';
import { type History, NONE } from '../../sim/history/history.ts';
import type { Window } from '../../sim/scenario/expectation-spec.ts';
import { isOdd, type Requests } from './requests.ts';
import type { View } from './view.ts';

const OK = OUTCOMES.indexOf('ok');

/**
 * Calls `visit` for each request that was due in the window; `due` is in the history's time. Those of clients that are odd
 * on purpose are left out: no promise is made to them.
 */
export function forEachDue(view: View, window: Window, visit: (request: number, due: Micros) => void): void {
  const from = view.timing.origin + window.from;
  const to = window.to === null ? Infinity : view.timing.origin + window.to;
  const { history, scenario, requests } = view;
  for (let request = 0; request < requests.count; request++) {
    const send = requests.sendRow[request] as number;
    const due = (history.time[send] as number) - (history.a[send] as number);
    if (due >= from && due < to && !isOdd(history, scenario, requests, request)) visit(request, due);
  }
}

/** Whether a whole answer of a backend came, whatever its status. */
export function wasAnswered(history: History, requests: Requests, request: number): boolean {
  const done = requests.doneRow[request] as number;
  return done !== NONE && history.b[done] === OK;
}

/** Whether a whole answer came that is not a server's failure. */
export function wasServed(history: History, requests: Requests, request: number): boolean {
  return wasAnswered(history, requests, request) && (history.a[requests.doneRow[request] as number] as number) < 500;
}

/** ` from 6 s to 8 s`; empty for the whole run. */
export function describeWindow({ from, to }: Window): string {
  const start = from > 0 ? ` from ${formatDuration(from)}` : '';
  return to === null ? start : `${start} to ${formatDuration(to)}`;
}
