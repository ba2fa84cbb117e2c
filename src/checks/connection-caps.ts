/** A cap is there because the backend needs it: never are more requests under way at it than it can take. */

import { NONE } from '../sim/history/history.ts';
import { isBlinding } from '../sim/scenario/fault-facts.ts';
import { wholeStory } from '../sim/scenario/scenario.ts';
import { type Check, Findings } from './check.ts';
import { type Interval, merged, OverlapCursor } from './joins/intervals.ts';
import { capOf, pausesByItself, unlessTold } from './joins/setup.ts';
import { sureArrivals } from './joins/sure-arrivals.ts';
import { clockTime, type View, viewOf } from './joins/view.ts';

export const connectionCaps: Check = {
  name: 'connection-caps',
  kind: 'invariant',
  byChance: true,
  about: 'No backend has more requests under way than its cap.',
  applies: (scenario) =>
    scenario.backends.some((backend) => capOf(backend, scenario.balancer) > 0) &&
    !wholeStory(scenario).some((event) => event.do === 'order' && event.order.kind === 'reload'),
  missing: unlessTold('the caps'),
  run(input) {
    const view = viewOf(input);
    const findings = new Findings('requests');
    for (const [at, backend] of view.scenario.backends.entries()) {
      const cap = capOf(backend, view.scenario.balancer);
      if (cap > 0 && !pausesByItself(backend)) judge(view, at, cap, findings);
    }
    return findings.finding('no cap was exceeded', 'no request reached a backend with a cap');
  },
};

function judge(view: View, backend: number, cap: number, findings: Findings): void {
  const { history, requests, timing, workEnds } = view;
  const rows = countedRows(view, backend);
  const ends = Float64Array.from(rows, (row) => workEnds[row] as number).sort();
  let over = 0;
  for (const [before, row] of rows.entries()) {
    const time = history.time[row] as number;
    // An answer on its way frees its place only when it is there; at the same moment either may come first.
    while (over < ends.length && (ends[over] as number) <= time + timing.error) over++;
    const others = before - over;
    findings.observe();
    if (others < cap) continue;
    const request = requests.ofRow[row] as number;
    findings.violate(
      `${view.scenario.backends[backend]?.name} got request ${history.req[row]} at ${clockTime(history, row)} while it had at least ${others} ` +
        `others under way; its cap is ${cap}.`,
      request === NONE ? [row] : [requests.sendRow[request] as number, row],
    );
  }
}

/** The backend's arrivals that are known from beginning to end, by the balancer's count, too. */
function countedRows(view: View, backend: number): Int32Array {
  const { history, backendOf, workEnds, timing, absences, faults } = view;
  const times: Interval[] = (faults[backend] ?? [])
    .filter(({ kind }) => isBlinding(kind))
    .map(({ onEarliest, offLatest }) => ({ from: onEarliest - timing.tolerance, to: offLatest + timing.tolerance }));
  const blurred = new OverlapCursor(merged([...times, ...absences]));
  return sureArrivals(view).filter((row) => {
    if (backendOf[history.actor[row] as number] !== backend || workEnds[row] === Infinity) return false;
    return !blurred.touches(history.time[row] as number, workEnds[row] as number);
  });
}
