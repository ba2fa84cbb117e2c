/**
 * How soon a dead backend is out follows from interval, timeout and threshold, for any balancer: by then one that tells
 * its states has said so, and none sends it requests any more.
 */
import { formatDuration } from '../kernel/units.ts';
import { NONE } from '../sim/history/history.ts';
import { loadEnd } from '../sim/scenario/scenario.ts';
import { type Check, Findings } from './check.ts';
import { forgettings } from './joins/eligibility.ts';
import { plannedFaults } from './joins/faults.ts';
import { without } from './joins/intervals.ts';
import { answeredWell } from './joins/out-windows.ts';
import { detectionBound, downIntervals, NO_MARGINS } from './joins/outages.ts';
import { placeAfter } from './joins/rows.ts';
import { type ToldHistory, toldHistory } from './joins/told-history.ts';
import { clockTime, viewOf } from './joins/view.ts';

export const detectionWithinBound: Check = {
  name: 'detection-within-bound',
  kind: 'invariant',
  byChance: true,
  about: 'A backend that answers no probe is out after threshold x (interval + timeout) at the latest.',
  applies(scenario) {
    const health = scenario.balancer.healthCheck;
    const bound = detectionBound(health, NO_MARGINS);
    return plannedFaults(scenario).some((spans) =>
      downIntervals(spans, health, NO_MARGINS).some(({ from, to }) => Math.min(to, loadEnd(scenario)) - from > bound),
    );
  },
  run(input) {
    const view = viewOf(input);
    const { history, requests, timing, scenario, backendOf } = view;
    const health = scenario.balancer.healthCheck;
    const bound = detectionBound(health, timing);
    const findings = new Findings('outages');
    const told = history.meta.traced ? toldHistory(history, backendOf, scenario.backends.length) : null;
    for (const [backend, { name }] of scenario.backends.entries()) {
      const spans = view.faults[backend] ?? [];
      const probes = view.probes[backend];
      const down = without(downIntervals(spans, health, timing), forgettings(view, backend));
      for (const { from, to } of down) {
        const known = from + bound;
        // What the end of the fault released may have been in time.
        const lastJudged = to - health.timeout - timing.tolerance;
        if (known >= to || probes === undefined || answeredWell(history, probes, from + timing.tolerance, lastJudged))
          continue;
        const fault = spans.findLast(({ onLatest }) => onLatest <= from)?.onRow ?? NONE;
        const since = fault === NONE ? [] : [fault];
        const silent = told !== null && isStillIn(told, backend, known);
        if (told !== null && known < told.end) {
          findings.observe();
          if (silent) {
            findings.violate(
              `${name} was down from ${(from / 1e6).toFixed(3)} s on, and ${formatDuration(bound)} later the balancer still held it for Healthy.`,
              since,
            );
          }
        }
        // Seen from outside: nothing that was sent later may arrive.
        let sent = false;
        for (let at = placeAfter(history, requests.sendRow, known); at < requests.count; at++) {
          const send = requests.sendRow[at] as number;
          if ((history.time[send] as number) >= to) break;
          sent = true;
          const arrival = requests.firstArrival[at] as number;
          if (
            arrival === NONE ||
            (history.time[arrival] as number) >= to ||
            backendOf[history.actor[arrival] as number] !== backend
          )
            continue;
          findings.violate(
            `${name} was down from ${(from / 1e6).toFixed(3)} s on, and got request ${history.req[send]}, sent more than ` +
              `${formatDuration(bound)} later, at ${clockTime(history, arrival)}.`,
            [...since, send, arrival].sort((x, y) => x - y),
          );
        }
        if (sent && told === null) findings.observe();
      }
    }
    return findings.finding('every outage was found out in time', 'no outage lasted longer than detecting it may take');
  },
};

function isStillIn(told: ToldHistory, backend: number, time: number): boolean {
  const row = told.lastRow(backend, time);
  return row === NONE || told.stateOf(row) === 'Healthy';
}
