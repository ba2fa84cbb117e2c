/** What each backend and the clients can testify about the subject's counters. */
import { EVENT_CODE } from '../../sim/history/event.ts';
import { NONE } from '../../sim/history/history.ts';
import type { View } from './view.ts';

export interface BackendTraffic {
  /** Requests that it saw arrive, retries included. */
  readonly received: number;
  /** Of those: the client had given up on them. A counter of finished requests may leave them out. */
  readonly abandoned: number;
  /** Exchanges that it never finished and that no crash ended: they may still be active. */
  readonly open: number;
  /** Whether it was dead to the network at times, so that attempts at it left no trace. */
  readonly hadBlindSpots: boolean;
}

export interface Traffic {
  readonly backends: readonly BackendTraffic[];
  readonly sent: number;
  /** Requests that at least one backend received. */
  readonly reached: number;
  /** Of those: given up by their clients. */
  readonly reachedAndAbandoned: number;
}

export function trafficUntil(view: View, end: number): Traffic {
  const { requests, history, backendOf, faults } = view;
  const lastCrash = faults.map((spans) =>
    Math.max(-Infinity, ...spans.map(({ kind, onLatest }) => (kind === 'crash' ? onLatest : -Infinity))),
  );
  const count = faults.length;
  const received = new Float64Array(count);
  const abandoned = new Float64Array(count);
  const open = new Float64Array(count);
  for (let row = 0; row < end; row++) {
    const kind = history.kind[row];
    const backend = backendOf[history.actor[row] as number] as number;
    if (backend === NONE) continue;
    const survives = (history.time[row] as number) > (lastCrash[backend] as number);
    if (kind === EVENT_CODE['backend.request']) {
      received[backend] = (received[backend] as number) + 1;
      if (survives) open[backend] = (open[backend] as number) + 1;
      if (wasAbandoned(view, requests.ofRow[row] as number)) abandoned[backend] = (abandoned[backend] as number) + 1;
    } else if (kind === EVENT_CODE['backend.answer'] || kind === EVENT_CODE['backend.abort']) {
      if (survives) open[backend] = (open[backend] as number) - 1;
    }
  }
  const perRequest = reachedRequests(view);
  return {
    ...perRequest,
    sent: requests.count,
    backends: faults.map((spans, at) => ({
      received: received[at] as number,
      abandoned: abandoned[at] as number,
      open: Math.max(0, open[at] as number),
      hadBlindSpots: spans.some(({ kind }) => kind === 'crash' || kind === 'freeze'),
    })),
  };
}

function reachedRequests(view: View): { reached: number; reachedAndAbandoned: number } {
  let reached = 0;
  let reachedAndAbandoned = 0;
  for (let request = 0; request < view.requests.count; request++) {
    if (view.requests.arrivals[request] === 0) continue;
    reached++;
    if (wasAbandoned(view, request)) reachedAndAbandoned++;
  }
  return { reached, reachedAndAbandoned };
}

/** No status ever came: the client timed out, or its connection went. */
function wasAbandoned({ requests, history }: View, request: number): boolean {
  if (request === NONE) return false;
  const done = requests.doneRow[request] as number;
  return done === NONE || history.a[done] === 0;
}
