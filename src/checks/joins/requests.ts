/**
 * Requests joined by id: what the client sent and got, which backends received and answered it. Everything is a
 * column over requests (in the order they were sent) or over rows, so a million requests cost a few arrays.
 */
import { EVENT_CODE } from '../../sim/history/event.ts';
import { type History, NONE } from '../../sim/history/history.ts';

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
  const { kind, req, length } = history;
  const sendRow = rowsOfKind(history, EVENT_CODE['client.send']);
  const count = sendRow.length;
  const indexOf = requestIndex(history, sendRow);
  const doneRow = new Int32Array(count).fill(NONE);
  const arrivals = new Int32Array(count);
  const firstArrival = new Int32Array(count).fill(NONE);
  const firstAnswer = new Int32Array(count).fill(NONE);
  const next = new Int32Array(length).fill(NONE);
  const ofRow = new Int32Array(length).fill(NONE);
  // Backwards, so that putting each row in front leaves every list in the order of time.
  for (let row = length - 1; row >= 0; row--) {
    const id = req[row] as number;
    if (id === NONE) continue;
    const request = indexOf(id);
    if (request === NONE) continue;
    ofRow[row] = request;
    switch (kind[row]) {
      case EVENT_CODE['client.done']:
        doneRow[request] = row;
        break;
      case EVENT_CODE['backend.request']:
        next[row] = firstArrival[request] as number;
        firstArrival[request] = row;
        arrivals[request] = (arrivals[request] as number) + 1;
        break;
      case EVENT_CODE['backend.answer']:
        next[row] = firstAnswer[request] as number;
        firstAnswer[request] = row;
        break;
    }
  }
  return { count, sendRow, doneRow, arrivals, firstArrival, firstAnswer, next, ofRow };
}

/** The first row of a request's list, from `row` on, that `actor` wrote; NONE when there is none. */
export function rowOfActor(history: History, requests: Requests, row: number, actor: number): number {
  let at = row;
  while (at !== NONE && history.actor[at] !== actor) at = requests.next[at] as number;
  return at;
}

/** All rows of a kind, in order. */
export function rowsOfKind(history: History, code: number): Int32Array {
  const { kind, length } = history;
  let count = 0;
  for (let row = 0; row < length; row++) if (kind[row] === code) count++;
  const rows = new Int32Array(count);
  for (let row = 0, at = 0; at < count; row++) if (kind[row] === code) rows[at++] = row;
  return rows;
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
