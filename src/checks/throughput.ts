/** The promise that so many requests are served per second, over a stretch of the run or over each part of it. */
import type { Micros } from '../kernel/clock.ts';
import { formatDuration } from '../kernel/units.ts';
import type { Expectation } from '../sim/scenario/expectation-spec.ts';
import { loadEnd } from '../sim/scenario/scenario.ts';
import { type Check, Findings } from './check.ts';
import { describeWindow, wasServed } from './joins/due-window.ts';
import { windowsOf } from './joins/parts.ts';
import { isOdd } from './joins/requests.ts';
import { labLag } from './joins/timing.ts';
import { type View, viewOf } from './joins/view.ts';

export function throughput({ limits, window, every }: Extract<Expectation, { kind: 'throughput' }>): Check {
  const where = `${every === undefined ? '' : ` every ${formatDuration(every)}`}${describeWindow(window)}`;
  const promised = [
    limits.min === null ? '' : `at least ${limits.min}/s`,
    limits.max === null ? '' : `at most ${limits.max}/s`,
  ]
    .filter((text) => text !== '')
    .join(' and ');
  return {
    name: `throughput${where}`,
    kind: 'expectation',
    about: `Requests are served at a rate of ${promised}${where}.`,
    applies: () => true,
    run(input) {
      const view = viewOf(input);
      const { history, scenario, timing } = view;
      const findings = new Findings('requests');
      const lag = labLag(history);
      const served = servedTimes(view);
      const rates: number[] = [];
      let undecided = false;
      for (const { from, to } of windowsOf(window, every, loadEnd(scenario))) {
        const start = timing.origin + from;
        const end = timing.origin + to;
        const seconds = (to - from) / 1e6;
        const count = countIn(served, start, end);
        findings.observe(count);
        const rate = count / seconds;
        rates.push(rate);
        // Whoever stands at an edge may belong to the other side of it.
        const most = countIn(served, start - lag, end + lag) / seconds;
        const least = countIn(served, start + lag, end - lag) / seconds;
        const isWrong = (limits.min !== null && rate < limits.min) || (limits.max !== null && rate > limits.max);
        if (!isWrong) continue;
        if ((limits.min === null || most >= limits.min) && (limits.max === null || least <= limits.max)) {
          undecided = true;
          continue;
        }
        const span = `from ${formatDuration(from)} to ${formatDuration(to)}`;
        findings.violate(
          `${spelled(rate)}/s were served ${span}, ${promised} is promised.`,
          rowsNear(view, start, end),
        );
      }
      const note = `${spelled(Math.min(...rates))}/s${rates.length > 1 ? ` to ${spelled(Math.max(...rates))}/s` : ''}`;
      const finding = findings.finding(note, 'no request was served', note);
      if (!undecided || finding.verdict === 'violated') return finding;
      return new Findings('requests').finding(
        '',
        `${note}, but the machine was up to ${formatDuration(lag)} late itself`,
      );
    },
  };
}

/** When requests were served, ascending. */
function servedTimes({ history, requests, scenario }: View): Float64Array {
  const times = new Float64Array(requests.count);
  let used = 0;
  for (let request = 0; request < requests.count; request++) {
    if (isOdd(history, scenario, requests, request) || !wasServed(history, requests, request)) continue;
    times[used++] = history.time[requests.doneRow[request] as number] as number;
  }
  return times.subarray(0, used).sort();
}

function countIn(times: Float64Array, from: Micros, to: Micros): number {
  return from >= to ? 0 : below(times, to) - below(times, from);
}

function below(times: Float64Array, limit: Micros): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first and the last request sent in a stretch; the run's last row where there is none. */
function rowsNear({ history, requests }: View, from: Micros, to: Micros): number[] {
  const rows = requests.sendRow.filter((row) => {
    const time = history.time[row] as number;
    return time >= from && time < to;
  });
  const first = rows[0];
  return first === undefined ? [Math.max(0, history.length - 1)] : [...new Set([first, rows.at(-1) ?? first])];
}

function spelled(rate: number): string {
  return rate.toFixed(rate < 10 ? 1 : 0).replace(/\.0$/, '');
}
