/** What each backend and the clients can testify about the subject's counters. */

import type { EventKind } from '../../sim/history/event.ts';
import { NONE } from '../../sim/history/history.ts';
import type { BackendSpec } from '../../sim/scenario/backend-spec.ts';
import { isBlinding, isDeadly, swallows } from '../../sim/scenario/fault-facts.ts';
import { rowsOf } from './rows.ts';
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
  const { requests, history, backendOf, faults, scenario } = view;
  const lastCrash = faults.map((spans) =>
    Math.max(-Infinity, ...spans.map(({ kind, onLatest }) => (kind === 'crash' ? onLatest : -Infinity))),
  );
  const count = faults.length;
  const received = new Float64Array(count);
  const abandoned = new Float64Array(count);
  const open = new Float64Array(count);
  /** Calls `count` for each row of a backend before `end`; `survives`: it came after the backend's last crash. */
  const each = (kind: EventKind, count: (backend: number, row: number, survives: boolean) => void) => {
    for (const row of rowsOf(history, kind)) {
      const backend = backendOf[history.actor[row] as number] as number;
      if (row < end && backend !== NONE)
        count(backend, row, (history.time[row] as number) > (lastCrash[backend] as number));
    }
  };
  const closes = (backend: number, _row: number, survives: boolean) => {
    if (survives) open[backend] = (open[backend] as number) - 1;
  };
  each('backend.request', (backend, row, survives) => {
    received[backend] = (received[backend] as number) + 1;
    if (survives) open[backend] = (open[backend] as number) + 1;
    if (wasAbandoned(view, requests.ofRow[row] as number)) abandoned[backend] = (abandoned[backend] as number) + 1;
  });
  each('backend.answer', closes);
  each('backend.abort', closes);
  const perRequest = reachedRequests(view);
  return {
    ...perRequest,
    sent: requests.count,
    backends: faults.map((spans, at) => ({
      received: received[at] as number,
      abandoned: abandoned[at] as number,
      open: spans.some(({ kind }) => swallows(kind) || (kind !== 'crash' && isDeadly(kind)))
        ? Infinity
        : Math.max(0, open[at] as number),
      hadBlindSpots: spans.some(({ kind }) => isBlinding(kind)) || closesByItself(scenario.backends[at]),
    })),
  };
}

/** A request on a connection that its backend closes just then never arrives, and leaves no trace. */
function closesByItself(backend: BackendSpec | undefined): boolean {
  return (backend?.keepAlive?.idle ?? null) !== null;
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
