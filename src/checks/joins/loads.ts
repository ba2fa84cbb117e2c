/**
 * How many requests each backend surely had, and could have had at most, when a balancer chose: between a request's
 * sending and its arrival. Looked at for a sample of the requests where there are very many.
 */
import type { Micros } from '../../kernel/clock.ts';
import { OUTCOMES } from '../../sim/history/event.ts';
import { NONE } from '../../sim/history/history.ts';
import { rowsOf } from './rows.ts';
import { sureArrivals } from './sure-arrivals.ts';
import type { View } from './view.ts';

/** So many numbers are kept at most: requests looked at times backends. */
const NUMBERS_MOST = 4_000_000;
const OK = OUTCOMES.indexOf('ok');

export interface Loads {
  /** The requests that were looked at, in the order in which they were sent. */
  readonly sample: Int32Array;
  /** By place in the sample: how many other requests its backend surely had. */
  readonly least: Int32Array;
  /** By place in the sample and backend: how many it can have had, by the balancer's count. */
  readonly most: Int32Array;
}

export function loadsAtChoices(view: View): Loads {
  const { history, requests, backendOf, timing } = view;
  const workEnds = view.workEnds;
  const { time, actor } = history;
  const backends = view.scenario.backends.length;
  const sample = sampled(view, Math.max(1, Math.ceil((requests.count * backends) / NUMBERS_MOST)));
  const least = new Int32Array(sample.length);
  const most = new Int32Array(sample.length * backends);
  const sentAt = (request: number): Micros => time[requests.sendRow[request] as number] as number;
  const arrivedAt = (request: number): Micros => time[requests.firstArrival[request] as number] as number;
  const margin = timing.error;

  /** What is over for the balancer, too: by backend; whoever never arrived anywhere may be at any of them. */
  const done = new Int32Array(backends);
  const begun = new Int32Array(backends);
  const arrived = new Int32Array(backends);
  const answered = new Int32Array(backends);
  const count = (counts: Int32Array, request: number) => {
    for (let row = requests.firstArrival[request] as number; row !== NONE; row = requests.next[row] as number) {
      const backend = backendOf[actor[row] as number] as number;
      if (backend !== NONE) counts[backend] = (counts[backend] as number) + 1;
    }
  };
  const doneRows = rowsOf(history, 'client.done');
  const arrivalRows = sureArrivals(view);
  let nextDone = 0;
  let nextArrival = 0;
  let strangersDone = 0;
  for (let at = 0; at < sample.length; at++) {
    const request = sample[at] as number;
    const until = sentAt(request) - margin;
    for (; nextDone < doneRows.length && (time[doneRows[nextDone] as number] as number) < until; nextDone++) {
      const row = doneRows[nextDone] as number;
      const other = requests.ofRow[row] as number;
      // Who gave up, or got no answer, may still have a request under way.
      if (other === NONE || history.b[row] !== OK) continue;
      count(done, other);
      if (requests.arrivals[other] === 0) strangersDone++;
    }
    for (
      ;
      nextArrival < arrivalRows.length && (time[arrivalRows[nextArrival] as number] as number) < until;
      nextArrival++
    ) {
      const backend = backendOf[actor[arrivalRows[nextArrival] as number] as number] as number;
      if (backend !== NONE) arrived[backend] = (arrived[backend] as number) + 1;
    }
    for (let backend = 0; backend < backends; backend++) {
      most[at * backends + backend] = -(done[backend] as number) - strangersDone;
    }
    const mine = backendOf[actor[requests.firstArrival[request] as number] as number] as number;
    least[at] = arrived[mine] as number;
  }

  const ends = sortedEnds(arrivalRows, workEnds);
  const order = Array.from(sample.keys()).sort(
    (x, y) => arrivedAt(sample[x] as number) - arrivedAt(sample[y] as number),
  );
  let nextSend = 0;
  let nextEnd = 0;
  let strangers = 0;
  for (const at of order) {
    const request = sample[at] as number;
    const until = arrivedAt(request) + margin;
    for (; nextSend < requests.count && sentAt(nextSend) <= until; nextSend++) {
      count(begun, nextSend);
      if (requests.arrivals[nextSend] === 0) strangers++;
    }
    for (; nextEnd < ends.length && (workEnds[ends[nextEnd] as number] as number) <= until; nextEnd++) {
      const backend = backendOf[actor[ends[nextEnd] as number] as number] as number;
      if (backend !== NONE) answered[backend] = (answered[backend] as number) + 1;
    }
    for (let backend = 0; backend < backends; backend++) {
      const place = at * backends + backend;
      most[place] = (most[place] as number) + (begun[backend] as number) + strangers;
    }
    const mine = backendOf[actor[requests.firstArrival[request] as number] as number] as number;
    least[at] = Math.max(0, (least[at] as number) - (answered[mine] as number));
  }
  return { sample, least, most };
}

/** Every so many of the requests that went to one backend, once. */
function sampled({ requests, history, backendOf }: View, step: number): Int32Array {
  const sample = new Int32Array(Math.ceil(requests.count / step));
  let used = 0;
  for (let request = 0; request < requests.count; request += step) {
    if (requests.arrivals[request] !== 1) continue;
    if (backendOf[history.actor[requests.firstArrival[request] as number] as number] !== NONE) sample[used++] = request;
  }
  return sample.subarray(0, used);
}

/** Arrivals that came to an end, by when they did. */
function sortedEnds(arrivalRows: Int32Array, workEnds: Float64Array): Int32Array {
  const ended = arrivalRows.filter((row) => workEnds[row] !== Infinity);
  // Nearly in order already: answers come in about the order of the requests.
  return ended.sort((x, y) => (workEnds[x] as number) - (workEnds[y] as number));
}
