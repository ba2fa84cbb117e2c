/** The promise that so many of the requests are served: a whole answer of a backend, and no status of 500 or more. */
import { formatPercentage } from '../kernel/units.ts';
import { NONE } from '../sim/history/history.ts';
import type { Expectation } from '../sim/scenario/expectation-spec.ts';
import { type Check, Findings } from './check.ts';
import { describeWindow, forEachDue, wasServed } from './joins/due-window.ts';
import { viewOf } from './joins/view.ts';

/** Failed requests that are shown. */
const SHOWN = 5;

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
      const shown: number[] = [];
      let due = 0;
      let served = 0;
      forEachDue(view, window, (request) => {
        due++;
        if (wasServed(history, requests, request)) {
          served++;
        } else if (shown.length < SHOWN) {
          const done = requests.doneRow[request] as number;
          shown.push(done === NONE ? (requests.sendRow[request] as number) : done);
        }
      });
      findings.observe(due);
      const note = `${formatPercentage(served / due)} of ${due} requests`;
      if (due > 0 && served / due < min) {
        findings.violate(`${note} were served, ${formatPercentage(min)} are promised.`, shown);
      }
      return findings.finding(note, 'no request was due in the window', note);
    },
  };
}
