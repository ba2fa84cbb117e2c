/** The promise of how many requests get which status. */
import { formatPercentage } from '../kernel/units.ts';
import type { Amount, Expectation } from '../sim/scenario/expectation-spec.ts';
import { isIn } from '../sim/scenario/status-set.ts';
import { type Check, Findings } from './check.ts';
import { statusOf, tally } from './joins/tally.ts';
import { viewOf } from './joins/view.ts';

export function statuses({ limits, window }: Extract<Expectation, { kind: 'statuses' }>): Check {
  return {
    name: `statuses ${limits.map((limit) => limit.statuses.text).join(', ')}`,
    kind: 'expectation',
    about: 'Statuses are as frequent as promised.',
    applies: () => true,
    run(input) {
      const view = viewOf(input);
      const findings = new Findings('requests');
      let due = 0;
      const notes = limits.map(({ statuses: set, min, max }) => {
        const { text } = set;
        const { count, rows, lastRow, ...all } = tally(view, window, (request) => isIn(set, statusOf(view, request)));
        due = all.due;
        const what = `${count} of ${due} requests got ${text === 'none' ? 'no answer' : text}`;
        if (due > 0 && min !== null && count < least(min, due)) {
          findings.violate(`${what}, at least ${spelled(min)} are promised.`, rows.length > 0 ? rows : [lastRow]);
        }
        if (due > 0 && max !== null && count > most(max, due)) {
          findings.violate(`${what}, at most ${spelled(max)} are promised.`, rows);
        }
        return `${text}: ${count}`;
      });
      findings.observe(due);
      const note = `${notes.join(', ')} of ${due} requests`;
      return findings.finding(note, 'no request was due', note);
    },
  };
}

// A hair of room: 0.07 * 100 is 7.000000000000001.
function least({ value, isShare }: Amount, due: number): number {
  return isShare ? value * due - 1e-9 : value;
}

function most({ value, isShare }: Amount, due: number): number {
  return isShare ? value * due + 1e-9 : value;
}

function spelled({ value, isShare }: Amount): string {
  return isShare ? formatPercentage(value) : String(value);
}
