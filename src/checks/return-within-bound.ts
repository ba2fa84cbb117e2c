/** How soon a mended backend is back follows from interval, timeout and threshold, too. */
import { formatDuration } from '../kernel/units.ts';
import { NONE } from '../sim/history/history.ts';
import { type Check, Findings } from './check.ts';
import { plannedFaults } from './joins/faults.ts';
import { returnBound } from './joins/outages.ts';
import { ejects } from './joins/setup.ts';
import { toldHistory } from './joins/told-history.ts';
import { clockTime, type View, viewOf } from './joins/view.ts';

export const returnWithinBound: Check = {
  name: 'return-within-bound',
  kind: 'invariant',
  byChance: true,
  about: 'A backend whose probes are all good again is back after threshold x (interval + timeout) at the latest.',
  applies: (scenario) =>
    !ejects(scenario.balancer) &&
    plannedFaults(scenario).some((spans) => spans.some(({ offLatest }) => offLatest < Infinity)),
  missing: ({ meta }) => (meta.traced ? null : 'the subject does not tell its states'),
  run(input) {
    const view = viewOf(input);
    const { history, timing, scenario, backendOf } = view;
    const bound = returnBound(scenario.balancer.healthCheck, timing);
    const findings = new Findings('returns');
    const told = toldHistory(history, backendOf, scenario.backends.length);
    for (const [backend, { name }] of scenario.backends.entries()) {
      const spans = view.faults[backend] ?? [];
      for (const { offLatest: ended, offRow } of spans) {
        const due = ended + bound;
        const isLast = spans.every((span) => span.offLatest <= ended || span.onEarliest - timing.error > due);
        if (!isLast || offRow === NONE || due >= told.end || !isWell(view, backend, ended, due)) continue;
        findings.observe();
        const row = told.lastRow(backend, due);
        if (row === NONE || told.stateOf(row) !== 'Unhealthy') continue;
        findings.violate(
          `${name} was mended at ${clockTime(history, offRow)} and all its probes were good since, but ${formatDuration(bound)} later ` +
            'the balancer still held it for Unhealthy.',
          [row, offRow].sort((x, y) => x - y),
        );
      }
    }
    return findings.finding(
      'every mended backend was back in time',
      'no backend was mended long enough before the end',
    );
  },
};

/** It was probed since, each probe was answered well, and no order was about it. */
function isWell({ probes, history, orders, timing }: View, backend: number, from: number, to: number): boolean {
  const mine = probes[backend];
  if (mine === undefined) return false;
  let good = 0;
  for (let probe = 0; probe < mine.count; probe++) {
    const arrived = history.time[mine.arrivalRow[probe] as number] as number;
    if (arrived <= from + timing.tolerance || arrived >= to) continue;
    if (mine.result[probe] !== 'good') return false;
    good++;
  }
  return good > 0 && !orders.some((order) => order.backend === backend && order.kind !== 'weight' && order.sent < to);
}
