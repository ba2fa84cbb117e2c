/** The promise that so many of the requests are served: a whole answer of a backend, and no status of 500 or more. */
import { formatPercentage } from '../kernel/units.ts';
import type { Expectation } from '../sim/scenario/expectation-spec.ts';
import { type Check, Findings } from './check.ts';
import { describeWindow, wasServed } from './joins/due-window.ts';
import { tally } from './joins/tally.ts';
import { viewOf } from './joins/view.ts';

export function availability({ min, window }: Extract<Expectation, { kind: 'availability' }>): Check {
  return {
    name: `availability${describeWindow(window)}`,
    kind: 'expectation',
    about: `At least ${formatPercentage(min)} of the requests are served${describeWindow(window)}.`,
    applies: () => true,
    run(input) {
      const view = viewOf(input);
      const { history, requests } = view;
      const findings = new Findings('requests');
      const { due, count, rows } = tally(view, window, (request) => !wasServed(history, requests, request));
      const served = due - count;
      findings.observe(due);
      const note = `${formatPercentage(served / due)} of ${due} requests`;
      if (due > 0 && served / due < min) {
        findings.violate(`${note} were served, ${formatPercentage(min)} are promised.`, rows);
      }
      return findings.finding(note, 'no request was due in the window', note);
    },
  };
}
