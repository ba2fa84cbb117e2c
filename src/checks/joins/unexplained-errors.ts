/**
 * A crashed backend sees nothing, so what clients suffered has to tell: while one backend is known to be dead and all
 * others are well, a 502, 504 or reset of a request that no other backend received was an attempt at the dead one.
 */
import { NONE } from '../../sim/history/history.ts';
import { type Interval, IntervalCursor, intersection } from './intervals.ts';
import { allIn, othersIn } from './standing.ts';
import type { View } from './view.ts';

interface Death extends Interval {
  readonly backend: number;
}

export interface UnexplainedError {
  readonly backend: number;
  readonly request: number;
}

/**
 * They must be more than a mishap: at least a quarter of what the backend would get if it were in, and nothing of the
 * sort while everything was well (a balancer that breaks requests on its own is not known to route them wrongly).
 */
export function unexplainedErrors(view: View): UnexplainedError[] {
  const { requests, history } = view;
  const deaths: Death[] = view.standings
    .flatMap(({ out }, backend) =>
      intersection(out, othersIn(view.standings, backend)).map((interval) => ({ ...interval, backend })),
    )
    .sort((x, y) => x.from - y.from);
  if (deaths.length === 0) return [];
  const death = new IntervalCursor(deaths);
  const calm = new IntervalCursor(allIn(view.standings));
  const sent = new Map<Death, number>();
  const lost = new Map<Death, UnexplainedError[]>();
  for (let request = 0; request < requests.count; request++) {
    const done = requests.doneRow[request] as number;
    if (done === NONE) continue;
    const sentAt = history.time[requests.sendRow[request] as number] as number;
    const doneAt = history.time[done] as number;
    const during = death.at(sentAt);
    const well = calm.at(sentAt);
    if (well !== null && doneAt < well.to && isBalancersError(view, done) && requests.arrivals[request] === 0)
      return [];
    if (during === null || doneAt >= during.to) continue;
    sent.set(during, (sent.get(during) ?? 0) + 1);
    if (!isBalancersError(view, done) || reachedAnother(view, request, during.backend)) continue;
    const errors = lost.get(during) ?? [];
    errors.push({ backend: during.backend, request });
    lost.set(during, errors);
  }
  return [...lost].flatMap(([at, errors]) => {
    return errors.length >= Math.max(2, ((sent.get(at) ?? 0) * smallestShare(view, at.backend)) / 4) ? errors : [];
  });
}

/** No answer of a backend, but the balancer's word that its upstream failed; or it dropped the client. */
function isBalancersError(view: View, done: number): boolean {
  const { peer, a, text, texts } = view.history;
  if (peer[done] !== NONE) return false;
  return a[done] === 502 || a[done] === 504 || (a[done] === 0 && texts[text[done] as number] === 'reset');
}

function reachedAnother(view: View, request: number, backend: number): boolean {
  const { requests, history, backendOf } = view;
  for (let row = requests.firstArrival[request] as number; row !== NONE; row = requests.next[row] as number) {
    if (backendOf[history.actor[row] as number] !== backend) return true;
  }
  return false;
}

/** What a backend gets at least, whether weights are honoured or not. */
function smallestShare(view: View, backend: number): number {
  const { backends } = view.scenario;
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  return Math.min((backends[backend]?.weight ?? 1) / total, 1 / backends.length);
}
