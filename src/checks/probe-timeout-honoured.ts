/**
 * A probe that nobody answers is over at its timeout: the next one comes on time, and the balancer does not hang on to the
 * old one. Nor does it give up before: a backend may be slow.
 */
import type { Micros } from '../kernel/clock.ts';
import { formatDuration } from '../kernel/units.ts';
import type { History } from '../sim/history/history.ts';
import { type Check, Findings } from './check.ts';
import { plannedFaults } from './joins/faults.ts';
import { type HungProbe, hungProbes, isHang } from './joins/hung-probes.ts';
import { closingRows } from './joins/probe-connections.ts';
import { placeAfter, rowsOf } from './joins/rows.ts';
import { endOfStory } from './joins/trace.ts';
import { clockTime, viewOf } from './joins/view.ts';

export const probeTimeoutHonoured: Check = {
  name: 'probe-timeout-honoured',
  kind: 'invariant',
  byChance: true,
  about: 'A probe without an answer is given up at its timeout, neither later nor earlier.',
  applies: (scenario) => plannedFaults(scenario).some((spans) => spans.some((span) => isHang(span, scenario))),
  run(input) {
    const view = viewOf(input);
    const { history, timing, scenario, backendOf } = view;
    const { timeout } = scenario.balancer.healthCheck;
    const findings = new Findings('probes');
    const closings = closingRows(history, backendOf, scenario.backends.length);
    const story = endOfStory(history);
    for (const [backend, { name }] of scenario.backends.entries()) {
      const hung = hungProbes(view, backend);
      if (hung.length === 0) continue;
      const verdicts = rowsOf(history, 'lb.probe').filter((row) => {
        return row < story && backendOf[history.peer[row] as number] === backend;
      });
      for (const probe of hung) {
        findings.observe();
        judgeNext(history, name, timeout, probe, findings);
        const place = placeAfter(history, verdicts, probe.arrived - timing.error);
        // Seen by the end of its connection, or told by the subject.
        const ends = [closings.get(probe.row), verdicts[place]].filter((row) => row !== undefined);
        // Without any answer on its way nobody knows how long the way is.
        if (timing.transit === 0) continue;
        const early = ends.find(
          (row) => (history.time[row] as number) < probe.arrived + timeout - 2 * timing.tolerance,
        );
        if (early === undefined) continue;
        findings.violate(
          `The probe that ${name} got at ${clockTime(history, probe.row)} was given up at ${clockTime(history, early)}, before its ` +
            `timeout of ${formatDuration(timeout)} was over.`,
          [probe.row, early].sort((x, y) => x - y),
        );
      }
    }
    return findings.finding('all were given up in time', 'no probe was surely without an answer for long enough');
  },
};

function judgeNext(
  history: History,
  name: string,
  timeout: Micros,
  { row, due, nextRow }: HungProbe,
  findings: Findings,
): void {
  if (nextRow !== undefined && (history.time[nextRow] as number) <= due) return;
  const until = nextRow === undefined ? 'the end of the run' : clockTime(history, nextRow);
  findings.violate(
    `${name} hung and got a probe at ${clockTime(history, row)}, and no other one until ${until}: it was not given up after ` +
      `${formatDuration(timeout)}.`,
    nextRow === undefined ? [row] : [row, nextRow],
  );
}
