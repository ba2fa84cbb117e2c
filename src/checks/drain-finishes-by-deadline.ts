/** A drain ends: when its time is over, what a backend still has is cut off. Somebody waits to switch the machine off. */
import { isBlinding } from '../sim/scenario/fault-facts.ts';
import { type Check, Findings } from './check.ts';
import type { Drained } from './joins/drains.ts';
import { touches } from './joins/intervals.ts';
import { pausesByItself } from './joins/setup.ts';
import { sureArrivals } from './joins/sure-arrivals.ts';
import { clockTime, viewOf } from './joins/view.ts';
import { ordersDrains } from './never-routes-to-draining.ts';

/** How exactly a deadline must be kept: nobody looks at the clock all the time. */
const LATE_SHARE = 0.05;
const LATE = 50_000;

export const drainFinishesByDeadline: Check = {
  name: 'drain-finishes-by-deadline',
  kind: 'invariant',
  byChance: true,
  about: 'At the end of its drain timeout a backend has no request under way any more.',
  applies: ordersDrains,
  run(input) {
    const view = viewOf(input);
    const { history, requests, backendOf, timing } = view;
    const findings = new Findings('drains');
    const last = history.time[history.length - 1] ?? 0;
    /** By backend: the drains whose end can be seen. */
    const ended = view.drains.map((drains, backend) =>
      drains.flatMap((drain) => {
        if (view.scenario.backends.slice(backend, backend + 1).some(pausesByItself)) return [];
        const end = drain.deadline + LATE + LATE_SHARE * (drain.deadline - drain.from) + timing.tolerance;
        const spans = (view.faults[backend] ?? []).filter(({ kind }) => isBlinding(kind));
        const blind = spans.map(({ onEarliest, offLatest }) => ({
          from: onEarliest,
          to: offLatest + timing.tolerance,
        }));
        return end < drain.to && end < last && !touches(blind, drain.ordered, end) ? [{ drain, end }] : [];
      }),
    );
    findings.observe(ended.flat().length);
    if (ended.flat().length === 0) return findings.finding('', 'no drain timeout ended in the run');
    // That a backend works on means little; that its client got the answer means that it was not cut off.
    for (const row of sureArrivals(view)) {
      const backend = backendOf[history.actor[row] as number] as number;
      const done = requests.doneRow[requests.ofRow[row] as number] as number;
      for (const { drain, end } of ended[backend] ?? []) {
        if ((history.time[row] as number) >= drain.deadline || (history.time[done] as number) <= end) continue;
        findings.violate(
          describe(view.scenario.backends[backend]?.name, drain, row),
          [drain.row, row, done].sort((x, y) => x - y),
        );
      }
    }
    return findings.finding('every drain ended in time');

    function describe(name: string | undefined, drain: Drained, row: number): string {
      const deadline = (drain.deadline / 1e6).toFixed(3);
      return `${name} drained from ${clockTime(history, drain.row)} on and answered request ${history.req[row]} after ${deadline} s, when all it had was to be over.`;
    }
  },
};
