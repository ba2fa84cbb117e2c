/**
 * A probe that nobody answers is over at its timeout: the next one comes on time, and the balancer does not hang on to the
 * old one. Nor does it give up before: a backend may be slow.
 */
import { formatDuration } from '../kernel/units.ts';
import { NONE } from '../sim/history/history.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import { type Check, Findings } from './check.ts';
import { hitsEveryProbe } from './joins/fault-kinds.ts';
import { type FaultSpan, plannedFaults } from './joins/faults.ts';
import { touches } from './joins/intervals.ts';
import { closingRows } from './joins/probe-connections.ts';
import { longestGap, unprobedTimes } from './joins/probe-times.ts';
import { clockTime, viewOf } from './joins/view.ts';

export const probeTimeoutHonoured: Check = {
  name: 'probe-timeout-honoured',
  kind: 'invariant',
  byChance: true,
  about: 'A probe without an answer is given up at its timeout, neither later nor earlier.',
  applies: (scenario) => plannedFaults(scenario).some((spans) => spans.some((span) => isHang(span, scenario))),
  run(input) {
    const view = viewOf(input);
    const { history, timing, scenario } = view;
    const { timeout } = scenario.balancer.healthCheck;
    const findings = new Findings('probes');
    const most = longestGap(view) + timeout;
    const closings = closingRows(history, view.backendOf, scenario.backends.length);
    for (const [backend, { name }] of scenario.backends.entries()) {
      const probes = view.probes[backend];
      const spans = view.faults[backend] ?? [];
      const blurred = unprobedTimes(view, backend);
      if (probes === undefined) continue;
      for (const hang of spans.filter((span) => isHang(span, scenario))) {
        const others = spans
          .filter((span) => span !== hang)
          .map(({ onEarliest, offLatest }) => ({
            from: onEarliest - timing.tolerance,
            to: offLatest + timing.tolerance,
          }));
        const from = hang.onLatest + timing.tolerance;
        const answeredBy = (probe: number) => {
          const answer = probes.answerRow[probe] as number;
          return answer === NONE ? Infinity : (history.time[answer] as number);
        };
        for (let probe = 0; probe < probes.count; probe++) {
          const row = probes.arrivalRow[probe] as number;
          const arrived = history.time[row] as number;
          const end = arrived + most;
          if (arrived <= from || answeredBy(probe) <= end) continue;
          // The end of the fault may release what it held back, and end what it held up.
          if (end >= Math.min(hang.offEarliest, history.time[history.length - 1] as number) - timing.tolerance) break;
          if (touches(blurred, arrived, end) || touches(others, arrived, end)) continue;
          findings.observe();
          const next = probes.arrivalRow[probe + 1];
          if (next === undefined || (history.time[next] as number) > end) {
            findings.violate(
              `${name} hung and got a probe at ${clockTime(history, row)}, and no other one until ` +
                `${next === undefined ? 'the end of the run' : clockTime(history, next)}: it was not given up after ${formatDuration(timeout)}.`,
              next === undefined ? [row] : [row, next],
            );
          }
          const closing = closings.get(row);
          if (closing === undefined || (history.time[closing] as number) >= arrived + timeout - 2 * timing.tolerance)
            continue;
          findings.violate(
            `The probe that ${name} got at ${clockTime(history, row)} was given up at ${clockTime(history, closing)}, before its ` +
              `timeout of ${formatDuration(timeout)} was over.`,
            [row, closing],
          );
        }
      }
    }
    return findings.finding('all were given up in time', 'no probe was surely without an answer for long enough');
  },
};

/** It reads its probes and answers none. */
function isHang({ kind, fault }: FaultSpan, { balancer }: Scenario): boolean {
  return kind === 'hang' && fault !== null && hitsEveryProbe(fault, balancer.healthCheck.path);
}
