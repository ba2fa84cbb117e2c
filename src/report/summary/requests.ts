/** What became of every request, in columns: sends and last words of the history joined by request id. */
import { EVENT_CODE, OUTCOMES } from '../../sim/history/event.ts';
import { type History, NONE } from '../../sim/history/history.ts';

const SEND = EVENT_CODE['client.send'];
const DONE = EVENT_CODE['client.done'];
const OK = OUTCOMES.indexOf('ok');
export const UNKNOWN = OUTCOMES.indexOf('unknown');

export interface Requests {
  readonly length: number;
  /** When it should have been sent. */
  readonly due: Float64Array;
  /** How late it was sent; NaN when it never was (nobody took the connection). */
  readonly lag: Float64Array;
  /** The stream of the load it belongs to, by number. */
  readonly stream: Int32Array;
  /** From due to the last word, of requests that got a whole answer, whatever its status; NaN for all others. */
  readonly latency: Float64Array;
  /** Index into `OUTCOMES`. A request without a last word is `unknown`. */
  readonly outcome: Uint8Array;
  /** 0 when no head came. */
  readonly status: Int32Array;
  /** The actor that stamped the answer, or NONE. */
  readonly backend: Int32Array;
}

export function requestsOf(history: History): Requests {
  const { kind, time, req, a, b, peer } = history;
  const rows = history.length;
  let capacity = 0;
  for (let row = 0; row < rows; row++) if (kind[row] === SEND || kind[row] === DONE) capacity++;

  const due = new Float64Array(capacity);
  const lag = new Float64Array(capacity).fill(Number.NaN);
  const stream = new Int32Array(capacity);
  const latency = new Float64Array(capacity).fill(Number.NaN);
  const outcome = new Uint8Array(capacity).fill(UNKNOWN);
  const status = new Int32Array(capacity);
  const backend = new Int32Array(capacity).fill(NONE);
  const finished = new Uint8Array(capacity);
  const numbers = new Map<number, number>();
  let length = 0;

  for (let row = 0; row < rows; row++) {
    const code = kind[row];
    if (code !== SEND && code !== DONE) continue;
    const id = req[row] as number;
    const at = time[row] as number;
    let index = numbers.get(id);
    if (index === undefined) {
      index = length++;
      numbers.set(id, index);
      // A last word without a send (the connection was refused): when it was due is not told, so it counts from here.
      due[index] = code === SEND ? at - (a[row] as number) : at;
      if (code === SEND) {
        lag[index] = a[row] as number;
        stream[index] = b[row] as number;
      }
    }
    if (code === SEND || finished[index] === 1) continue;
    finished[index] = 1;
    outcome[index] = b[row] as number;
    status[index] = a[row] as number;
    backend[index] = peer[row] as number;
    if (b[row] === OK) latency[index] = at - (due[index] as number);
  }
  return {
    length,
    due: due.subarray(0, length),
    lag: lag.subarray(0, length),
    stream: stream.subarray(0, length),
    latency: latency.subarray(0, length),
    outcome: outcome.subarray(0, length),
    status: status.subarray(0, length),
    backend: backend.subarray(0, length),
  };
}

/**
 * What all reports call ok, and the check of availability calls served: a whole answer of a backend came, with a status
 * below 500. Every other request failed.
 */
export function isOk({ outcome, status }: Requests, i: number): boolean {
  return outcome[i] === OK && (status[i] as number) < 500;
}
