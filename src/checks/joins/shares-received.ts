/** How requests were shared out, as backends saw it, wherever faults leave the eligible set known and constant. */
import type { Micros } from '../../kernel/clock.ts';
import { EVENT_CODE } from '../../sim/history/event.ts';
import { NONE } from '../../sim/history/history.ts';
import { IntervalCursor } from './intervals.ts';
import { ShareWalk, type Stray, sharesOf } from './share-walk.ts';
import type { Stretch } from './standing.ts';
import type { View } from './view.ts';

/**
 * A balancer may keep one rotation for each of its threads or processes, and each may be out of step with the others.
 * So many are always granted; luck and bias exceed any fixed number as a run goes on.
 */
const ROTATIONS_GRANTED = 8;

const DONE = EVENT_CODE['client.done'];
const ARRIVAL = EVENT_CODE['backend.request'];

export interface SharesSeen {
  /** By plan of weights: where the shares were not kept. */
  readonly strays: readonly (readonly Stray[])[];
  readonly judged: number;
}

/**
 * Judges first arrivals under each plan of weights. What may have been chosen and is not seen yet (under way), and what
 * was chosen out of turn (retries, requests that never arrived), widens what is allowed by exactly its number.
 */
export function sharesReceived(view: View, plans: readonly (readonly number[])[]): SharesSeen {
  const { history, requests, backendOf } = view;
  const { skew } = view.timing;
  const strays: Stray[][] = plans.map(() => []);
  const cursor = new IntervalCursor(view.stretches);
  let stretch: Stretch | null = null;
  let walks: ShareWalk[] = [];
  let underWay = 0;
  let outOfTurn = 0;
  let judged = 0;
  const finish = (row: number) => {
    walks.forEach((walk, plan) => {
      const stray = walk.worst(row, underWay + outOfTurn, ROTATIONS_GRANTED, 0);
      if (stray !== null) strays[plan]?.push(stray);
    });
  };
  let nextSend = 0;
  /** A backend's clock may be behind: requests count as under way that much earlier. */
  const passSends = (until: Micros) => {
    while (nextSend < requests.count) {
      const sent = history.time[requests.sendRow[nextSend] as number] as number;
      if (sent - skew > until) break;
      underWay += Math.max(1, requests.arrivals[nextSend] as number);
      nextSend++;
    }
  };
  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row];
    const isArrival = kind === ARRIVAL;
    if (!isArrival && kind !== DONE) continue;
    passSends(history.time[row] as number);
    const now = cursor.at(history.time[row] as number);
    if (now !== stretch) {
      finish(row - 1);
      stretch = now;
      outOfTurn = 0;
      const set = now?.eligible.includes(true) ? now.eligible : null;
      walks = set === null ? [] : plans.map((weights) => new ShareWalk(sharesOf(weights, set), underWay));
    }
    const request = requests.ofRow[row] as number;
    if (request === NONE) {
      if (isArrival) outOfTurn++;
      continue;
    }
    const arrivals = requests.arrivals[request] as number;
    if (isArrival) {
      const backend = backendOf[history.actor[row] as number] as number;
      if (row === requests.firstArrival[request] && stretch?.eligible[backend] === true) {
        for (const walk of walks) walk.step(backend, row, underWay + outOfTurn);
        if (walks.length > 0) judged++;
      } else {
        outOfTurn++;
      }
      underWay--;
    } else if (arrivals === 0) {
      outOfTurn++;
      underWay--;
    }
  }
  finish(history.length - 1);
  return { strays, judged };
}
