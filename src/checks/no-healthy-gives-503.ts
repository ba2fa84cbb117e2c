/**
 * With every backend dead there is nobody to ask, and the balancer must say so itself, at once: 503. Not a timeout, not
 * another status, not a try at a dead backend.
 */
import { NONE } from '../sim/history/history.ts';
import { loadEnd } from '../sim/scenario/scenario.ts';
import { type Check, Findings } from './check.ts';
import { plannedFaults } from './joins/faults.ts';
import { type Interval, IntervalCursor } from './joins/intervals.ts';
import { NO_MARGINS } from './joins/outages.ts';
import { isOdd } from './joins/requests.ts';
import { allOut, standingOf } from './joins/standing.ts';
import { clockTime, type View, viewOf } from './joins/view.ts';

export const noHealthyGives503: Check = {
  name: 'no-healthy-gives-503',
  kind: 'invariant',
  about: 'While no backend is healthy, every request gets 503 from the balancer itself.',
  applies(scenario) {
    const health = scenario.balancer.healthCheck;
    const planned = plannedFaults(scenario);
    const standings = scenario.backends.map((backend, at) => {
      return standingOf(planned[at] ?? [], health, NO_MARGINS, backend);
    });
    const start = Math.min(...scenario.load.map(({ start }) => start));
    return allOut(standings).some(({ from, to }) => Math.max(from, start) < Math.min(to, loadEnd(scenario)));
  },
  run(input) {
    const view = viewOf(input);
    const { history, scenario, requests } = view;
    const findings = new Findings('requests');
    const cursor = new IntervalCursor<Interval>(allOut(view.standings));
    for (let request = 0; request < requests.count; request++) {
      const send = requests.sendRow[request] as number;
      const done = requests.doneRow[request] as number;
      const out = cursor.at(history.time[send] as number);
      // Done before the first backend is mended: what came later may have waited for it.
      if (out === null || done === NONE || (history.time[done] as number) >= out.to) continue;
      // A bad request may be told so, and one that is not whole yet asks for nothing.
      if (isOdd(history, scenario, requests, request)) continue;
      findings.observe();
      if (history.a[done] === 503 && history.peer[done] === NONE) continue;
      findings.violate(
        `Request ${history.req[done]} ${whatCame(view, done)} at ${clockTime(history, done)} while every backend had been ` +
          'down for longer than detecting that may take; it must get 503 from the balancer.',
        [send, done],
      );
    }
    return findings.finding('all got 503', 'no request was sent and done while every backend was surely out');
  },
};

function whatCame({ history }: View, done: number): string {
  const status = history.a[done] as number;
  const problem = history.texts[history.text[done] as number] ?? '';
  const backend = history.actors[history.peer[done] as number];
  if (backend !== undefined) return `got status ${status} from ${backend}`;
  return status === 0 ? `got no answer (${problem || 'none came'})` : `got status ${status}`;
}
