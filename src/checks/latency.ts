/**
 * The promise that answers come in time. Measured from when a request was due, not from when it could be sent: a
 * stalled sender must not hide the wait that it caused (coordinated omission).
 */
import { formatDuration } from '../kernel/units.ts';
import type { Expectation } from '../sim/scenario/expectation-spec.ts';
import { type Check, Findings } from './check.ts';
import { describeWindow, forEachDue, wasAnswered } from './joins/due-window.ts';
import { labLag } from './joins/timing.ts';
import { viewOf } from './joins/view.ts';

export function latency({ limits, window }: Extract<Expectation, { kind: 'latency' }>): Check {
  const promised = limits.map(({ label, max }) => `${label} ${formatDuration(max)}`).join(', ');
  return {
    name: `latency${describeWindow(window)}`,
    kind: 'expectation',
    about: `Answers come within ${promised} of when their requests were due${describeWindow(window)}.`,
    applies: () => true,
    run(input) {
      const view = viewOf(input);
      const { history, requests } = view;
      const findings = new Findings('requests');
      const measured = new Float64Array(requests.count);
      let count = 0;
      let slowest = -1;
      let longest = -1;
      forEachDue(view, window, (request, due) => {
        if (!wasAnswered(history, requests, request)) return;
        const took = (history.time[requests.doneRow[request] as number] as number) - due;
        measured[count++] = took;
        if (took <= longest) return;
        longest = took;
        slowest = request;
      });
      findings.observe(count);
      if (count === 0) return findings.finding('', 'no request that was due in the window was answered');
      const sorted = measured.subarray(0, count).sort();
      const rows = [requests.sendRow[slowest] as number, requests.doneRow[slowest] as number];
      const lag = labLag(history);
      let undecided = false;
      const notes = limits.map(({ label, quantile, max }) => {
        const value = nearestRank(sorted, quantile);
        const seen = `${label} ${formatDuration(value)}`;
        if (value > max && value - lag <= max) undecided = true;
        else if (value > max) {
          findings.violate(`${seen} over ${count} requests, ${formatDuration(max)} is promised.`, rows);
        }
        return seen;
      });
      const note = notes.join(', ');
      const finding = findings.finding(note, note, note);
      if (!undecided || finding.verdict === 'violated') return finding;
      return new Findings('requests').finding(
        '',
        `${note}, but the machine was up to ${formatDuration(lag)} late itself`,
      );
    },
  };
}

/** The exact quantile: the smallest value that at least this share of all does not exceed. */
function nearestRank(sorted: Float64Array, quantile: number): number {
  // A hair less than the product: 0.07 * 100 is 7.000000000000001.
  const rank = Math.ceil(quantile * sorted.length - 1e-9);
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] as number;
}
