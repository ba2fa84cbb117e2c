/**
 * The promise that answers come in time. Measured from when a request was due, not from when it could be sent: a
 * stalled sender must not hide the wait that it caused (coordinated omission).
 */
import type { Micros } from '../kernel/clock.ts';
import { formatDuration } from '../kernel/units.ts';
import type { Expectation, Window } from '../sim/scenario/expectation-spec.ts';
import { loadEnd } from '../sim/scenario/scenario.ts';
import { type Check, Findings } from './check.ts';
import { describeWindow, forEachDue, wasAnswered } from './joins/due-window.ts';
import { windowsOf } from './joins/parts.ts';
import { labLag } from './joins/timing.ts';
import { type View, viewOf } from './joins/view.ts';

type Latency = Extract<Expectation, { kind: 'latency' }>;

export function latency({ limits, window, every }: Latency): Check {
  const promised = limits.map(({ label, max }) => `${label} ${formatDuration(max)}`).join(', ');
  const where = `${every === undefined ? '' : ` every ${formatDuration(every)}`}${describeWindow(window)}`;
  return {
    name: `latency${where}`,
    kind: 'expectation',
    about: `Answers come within ${promised} of when their requests were due${where}.`,
    applies: () => true,
    run(input) {
      const view = viewOf(input);
      const findings = new Findings('requests');
      const parts = every === undefined ? [window] : windowsOf(window, every, loadEnd(view.scenario));
      const answers = answersByPart(view, window, parts.length, every);
      const judged = parts.map((part, at) => {
        return judgePart(view, limits, answers[at] ?? [], parts.length > 1 ? describeWindow(part) : '', findings);
      });
      const seen = judged.filter((part) => part !== null);
      const first = seen[0];
      if (first === undefined) return findings.finding('', 'no request that was due in the window was answered');
      const worst = limits.map(({ label }, at) => {
        return `${label} ${formatDuration(Math.max(...seen.map(({ values }) => values[at] as number)))}`;
      });
      const note = worst.join(', ');
      const finding = findings.finding(note, note, note);
      if (finding.verdict === 'violated' || !seen.some(({ undecided }) => undecided)) return finding;
      const lag = formatDuration(labLag(view.history));
      return new Findings('requests').finding('', `${note}, but the machine was up to ${lag} late itself`);
    },
  };
}

interface Judged {
  /** By limit. */
  readonly values: readonly number[];
  /** Over a limit by no more than the machine's own lag. */
  readonly undecided: boolean;
}

/** The answered requests of each part, by when they were due: one walk over the run, however many parts there are. */
function answersByPart(view: View, window: Window, parts: number, every: Micros | undefined): Answer[][] {
  const { history, requests, timing } = view;
  const byPart = Array.from({ length: parts }, (): Answer[] => []);
  forEachDue(view, window, (request, due) => {
    if (!wasAnswered(history, requests, request)) return;
    const part = parts === 1 || every === undefined ? 0 : Math.floor((due - timing.origin - window.from) / every);
    byPart[part]?.push({ request, took: (history.time[requests.doneRow[request] as number] as number) - due });
  });
  return byPart;
}

interface Answer {
  readonly request: number;
  readonly took: Micros;
}

/** Null when nothing that was due in this part of the run was answered. */
function judgePart(
  view: View,
  limits: Latency['limits'],
  answers: readonly Answer[],
  when: string,
  findings: Findings,
): Judged | null {
  const { requests, history } = view;
  findings.observe(answers.length);
  const slowest = answers.reduce<Answer | null>(
    (worst, next) => (worst === null || next.took > worst.took ? next : worst),
    null,
  );
  if (slowest === null) return null;
  const sorted = Float64Array.from(answers, ({ took }) => took).sort();
  const rows = [requests.sendRow[slowest.request] as number, requests.doneRow[slowest.request] as number];
  const lag = labLag(history);
  let undecided = false;
  const values = limits.map(({ label, quantile, max }) => {
    const value = nearestRank(sorted, quantile);
    if (value > max && value - lag <= max) undecided = true;
    else if (value > max) {
      findings.violate(
        `${label} ${formatDuration(value)} over ${answers.length} requests${when}, ${formatDuration(max)} is promised.`,
        rows,
      );
    }
    return value;
  });
  return { values, undecided };
}

/** The exact quantile: the smallest value that at least this share of all does not exceed. */
function nearestRank(sorted: Float64Array, quantile: number): number {
  // A hair less than the product: 0.07 * 100 is 7.000000000000001.
  const rank = Math.ceil(quantile * sorted.length - 1e-9);
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] as number;
}
