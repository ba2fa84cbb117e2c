/** How requests were shared out, as the subject's own trace tells it: nothing is under way there, so this is exact. */
import { NONE } from '../../sim/history/history.ts';
import { IntervalCursor } from './intervals.ts';
import { ShareWalk, type Stray, sharesOf } from './share-walk.ts';
import type { SharesSeen } from './shares-received.ts';
import type { Calm } from './standing.ts';
import { followTrace } from './trace.ts';
import type { View } from './view.ts';

/**
 * Judges the trace's choices between any two changes of state. While a backend that it holds for Healthy is disturbed
 * it may retry, out of turn and unseen: such times are left out. A retry that a backend saw is granted.
 */
export function sharesChosen(view: View, plans: readonly (readonly number[])[]): SharesSeen {
  const { history, scenario } = view;
  const strays: Stray[][] = plans.map(() => []);
  const cursor = new IntervalCursor(view.calm);
  let piece: Calm | null = null;
  let walks: ShareWalk[] | null = null;
  const retryRows = rowsOfRetries(view);
  let nextRetry = 0;
  let judged = 0;
  const finish = (row: number) => {
    const retries = passRetries(row);
    walks?.forEach((walk, plan) => {
      const stray = walk.worst(row, 0, 1, retries);
      if (stray !== null) strays[plan]?.push(stray);
    });
    walks = null;
  };
  /** How many retries backends saw since it was asked last. */
  const passRetries = (until: number) => {
    const before = nextRetry;
    while (nextRetry < retryRows.length && (retryRows[nextRetry] as number) <= until) nextRetry++;
    return nextRetry - before;
  };
  followTrace(history, view.backendOf, scenario.backends.length, {
    onChange: finish,
    onSelect(row, backend, healthy) {
      const now = cursor.at(history.time[row] as number);
      if (now !== piece) finish(row - 1);
      piece = now;
      if (walks === null) {
        const isCalm = now !== null && healthy.every((eligible, at) => !eligible || now.calm[at] === true);
        walks = isCalm ? plans.map((weights) => new ShareWalk(sharesOf(weights, healthy), 0)) : [];
      }
      if (walks.length === 0 || healthy[backend] !== true) return;
      judged++;
      for (const walk of walks) walk.step(backend, row, 0);
    },
  });
  finish(history.length - 1);
  return { strays, judged };
}

/** Arrivals that are not their request's first. */
function rowsOfRetries({ requests, arrivalRows }: View): Int32Array {
  return arrivalRows.filter((row) => {
    const request = requests.ofRow[row] as number;
    return request === NONE || row !== requests.firstArrival[request];
  });
}
