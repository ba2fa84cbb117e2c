/** How requests were shared out, as the subject's own trace tells it: nothing is under way there, so this is exact. */
import { EVENT_CODE } from '../../sim/history/event.ts';
import { NONE } from '../../sim/history/history.ts';
import { IntervalCursor } from './intervals.ts';
import { ShareWalk, type Stray, sharesOf } from './share-walk.ts';
import type { SharesSeen } from './shares-received.ts';
import { type Calm, calmPieces } from './standing.ts';
import { followTrace } from './trace.ts';
import type { View } from './view.ts';

/**
 * Judges the trace's choices between any two changes of state. While a backend that it holds for Healthy is disturbed
 * it may retry, out of turn and unseen: such times are left out. A retry that a backend saw is granted.
 */
export function sharesChosen(view: View, plans: readonly (readonly number[])[]): SharesSeen {
  const { history, requests, scenario } = view;
  const strays: Stray[][] = plans.map(() => []);
  const cursor = new IntervalCursor(calmPieces(view.standings));
  let piece: Calm | null = null;
  let walks: ShareWalk[] | null = null;
  let retries = 0;
  let judged = 0;
  const finish = (row: number) => {
    walks?.forEach((walk, plan) => {
      const stray = walk.worst(row, 0, 1, retries);
      if (stray !== null) strays[plan]?.push(stray);
    });
    walks = null;
    retries = 0;
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
    onOther(row) {
      if (history.kind[row] !== EVENT_CODE['backend.request']) return;
      const request = requests.ofRow[row] as number;
      if (request === NONE || row !== requests.firstArrival[request]) retries++;
    },
  });
  finish(history.length - 1);
  return { strays, judged };
}
