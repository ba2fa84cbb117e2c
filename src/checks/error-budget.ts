/** The promise that only so many requests fail: whatever is not served, or the statuses that the scenario names. */
import { formatPercentage } from '../kernel/units.ts';
import { NONE } from '../sim/history/history.ts';
import type { Expectation } from '../sim/scenario/expectation-spec.ts';
import { isIn } from '../sim/scenario/status-set.ts';
import { type Check, Findings } from './check.ts';
import { describeWindow, forEachDue, wasServed } from './joins/due-window.ts';
import { viewOf } from './joins/view.ts';

/** Failed requests that are shown. */
const SHOWN = 5;

export function errorBudget({ max, statuses, window }: Extract<Expectation, { kind: 'error_budget' }>): Check {
  const words = statuses === null ? '' : ` with ${statuses.map(({ text }) => text).join(', ')}`;
  return {
    name: `error budget${words}${describeWindow(window)}`,
    kind: 'expectation',
    about: `At most ${formatPercentage(max)} of the requests fail${words}${describeWindow(window)}.`,
    applies: () => true,
    run(input) {
      const view = viewOf(input);
      const { history, requests } = view;
      const findings = new Findings('requests');
      const shown: number[] = [];
      let due = 0;
      let failed = 0;
      forEachDue(view, window, (request) => {
        due++;
        const done = requests.doneRow[request] as number;
        const status = done === NONE ? 0 : (history.a[done] as number);
        const isBad =
          statuses === null ? !wasServed(history, requests, request) : statuses.some((set) => isIn(set, status));
        if (!isBad) return;
        failed++;
        if (shown.length < SHOWN) shown.push(done === NONE ? (requests.sendRow[request] as number) : done);
      });
      findings.observe(due);
      const note = `${formatPercentage(failed / due)} of ${due} requests`;
      if (due > 0 && failed / due > max) {
        findings.violate(`${note} failed${words}, ${formatPercentage(max)} may.`, shown);
      }
      return findings.finding(note, 'no request was due in the window', note);
    },
  };
}
