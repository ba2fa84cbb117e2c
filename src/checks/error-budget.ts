/** The promise that only so many requests fail: whatever is not served, or the statuses that the scenario names. */
import { formatPercentage } from '../kernel/units.ts';
import type { Expectation } from '../sim/scenario/expectation-spec.ts';
import { isIn } from '../sim/scenario/status-set.ts';
import { type Check, Findings } from './check.ts';
import { describeWindow, wasServed } from './joins/due-window.ts';
import { statusOf, tally } from './joins/tally.ts';
import { viewOf } from './joins/view.ts';

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
      const { due, count, rows } = tally(view, window, (request) => {
        if (statuses === null) return !wasServed(history, requests, request);
        return statuses.some((set) => isIn(set, statusOf(view, request)));
      });
      findings.observe(due);
      const note = `${formatPercentage(count / due)} of ${due} requests`;
      if (due > 0 && count / due > max) {
        findings.violate(`${note} failed${words}, ${formatPercentage(max)} may.`, rows);
      }
      return findings.finding(note, 'no request was due in the window', note);
    },
  };
}
