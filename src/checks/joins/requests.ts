/**
 * Requests joined by id: what the client sent and got, which backends received and answered it. Everything is a
 * column over requests (in the order they were sent) or over rows, so a million requests cost a few arrays.
 */
import type { EventKind } from '../../sim/history/event.ts';
import { type History, NONE } from '../../sim/history/history.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { rowsOf } from './rows.ts';

export interface Requests {
  readonly count: number;
  /** By request: its `client.send` row. */
  readonly sendRow: Int32Array;
  /** By request: its `client.done` row, or NONE. */
  readonly doneRow: Int32Array;
  /** By request: how many backends (or how often one) received it. */
  readonly arrivals: Int32Array;
  /** By request: its first `backend.request` row, or NONE. */
  readonly firstArrival: Int32Array;
  /** By request: its first `backend.answer` row, or NONE. */
  readonly firstAnswer: Int32Array;
  /** By row: the next row of the same kind for the same request, or NONE. */
  readonly next: Int32Array;
  /** By row: the request it speaks of, or NONE when that was never sent by a client. */
  readonly ofRow: Int32Array;
}

export function joinRequests(history: History): Requests {
  const sendRow = rowsOf(history, 'client.send');
  const count = sendRow.length;
  const indexOf = requestIndex(history, sendRow);
  const ofRow = new Int32Array(history.length).fill(NONE);
  const next = new Int32Array(history.length).fill(NONE);
  const arrivals = new Int32Array(count);
  for (const row of sendRow) ofRow[row] = indexOf(history.req[row] as number);
  const doneRow = linked(history, 'client.done', indexOf, count, ofRow, next);
  const firstArrival = linked(history, 'backend.request', indexOf, count, ofRow, next);
  const firstAnswer = linked(history, 'backend.answer', indexOf, count, ofRow, next);
  for (const row of rowsOf(history, 'backend.body')) {
    if (history.req[row] !== NONE) ofRow[row] = indexOf(history.req[row] as number);
  }
  for (const row of rowsOf(history, 'backend.request')) {
    const request = ofRow[row] as number;
    if (request !== NONE) arrivals[request] = (arrivals[request] as number) + 1;
  }
  return { count, sendRow, doneRow, arrivals, firstArrival, firstAnswer, next, ofRow };
}

/** Chains the rows of a kind by request; returns the first of each chain. */
function linked(
  history: History,
  kind: EventKind,
  indexOf: (id: number) => number,
  count: number,
  ofRow: Int32Array,
  next: Int32Array,
): Int32Array {
  const first = new Int32Array(count).fill(NONE);
  const rows = rowsOf(history, kind);
  // Backwards, so that putting each row in front leaves every chain in the order of time.
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at] as number;
    const id = history.req[row] as number;
    const request = id === NONE ? NONE : indexOf(id);
    if (request === NONE) continue;
    ofRow[row] = request;
    next[row] = first[request] as number;
    first[request] = row;
  }
  return first;
}

/** The first row of a request's list, from `row` on, that `actor` wrote; NONE when there is none. */
export function rowOfActor(history: History, requests: Requests, row: number, actor: number): number {
  let at = row;
  while (at !== NONE && history.actor[at] !== actor) at = requests.next[at] as number;
  return at;
}

/** Whether a backend received a request, first or later. */
export function cameTo({ history, requests, backendOf }: Joined, request: number, backend: number): boolean {
  for (let row = requests.firstArrival[request] as number; row !== NONE; row = requests.next[row] as number) {
    if (backendOf[history.actor[row] as number] === backend) return true;
  }
  return false;
}

interface Joined {
  readonly history: History;
  readonly requests: Requests;
  /** By actor. */
  readonly backendOf: Int32Array;
}

/**
 * Whether a request's client did on purpose what good ones don't: sent a bad request, dripped it, left, ended its side. What
 * came of such a request is no measure of the subject's service; that it is answered rightly, others must judge.
 */
export function isOdd(history: History, scenario: Scenario, requests: Requests, request: number): boolean {
  const stream = history.b[requests.sendRow[request] as number] as number;
  return (scenario.load[stream]?.behavior.kind ?? 'none') !== 'none';
}

/** From id to position: a table where ids are dense, as the lab draws them, and a map where they are not. */
function requestIndex(history: History, sendRow: Int32Array): (id: number) => number {
  let largest = -1;
  for (const row of sendRow) largest = Math.max(largest, history.req[row] as number);
  if (largest < 8 * sendRow.length + 4096) {
    const table = new Int32Array(largest + 1).fill(NONE);
    for (let i = 0; i < sendRow.length; i++) table[history.req[sendRow[i] as number] as number] = i;
    return (id) => table[id] ?? NONE;
  }
  const map = new Map<number, number>();
  for (let i = 0; i < sendRow.length; i++) map.set(history.req[sendRow[i] as number] as number, i);
  return (id) => map.get(id) ?? NONE;
}
