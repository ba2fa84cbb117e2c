/** The promise of how many requests get which status. */
import { formatPercentage } from '../kernel/units.ts';
import { NONE } from '../sim/history/history.ts';
import type { Amount, Expectation } from '../sim/scenario/expectation-spec.ts';
import { isIn } from '../sim/scenario/status-set.ts';
import { type Check, Findings } from './check.ts';
import { forEachDue } from './joins/due-window.ts';
import { viewOf } from './joins/view.ts';

const SHOWN = 5;

export function statuses({ limits, window }: Extract<Expectation, { kind: 'statuses' }>): Check {
  return {
    name: `statuses ${limits.map((limit) => limit.statuses.text).join(', ')}`,
    kind: 'expectation',
    about: 'Statuses are as frequent as promised.',
    applies: () => true,
    run(input) {
      const view = viewOf(input);
      const { history, requests } = view;
      const findings = new Findings('requests');
      const seen = limits.map(() => ({ count: 0, rows: [] as number[] }));
      let due = 0;
      let lastRow = NONE;
      forEachDue(view, window, (request) => {
        due++;
        const done = requests.doneRow[request] as number;
        const status = done === NONE ? 0 : (history.a[done] as number);
        lastRow = done === NONE ? (requests.sendRow[request] as number) : done;
        for (const [at, limit] of limits.entries()) {
          const mine = seen[at];
          if (mine === undefined || !isIn(limit.statuses, status)) continue;
          mine.count++;
          if (mine.rows.length < SHOWN) mine.rows.push(lastRow);
        }
      });
      findings.observe(due);
      const notes = limits.map(({ statuses: { text }, min, max }, at) => {
        const { count, rows } = seen[at] ?? { count: 0, rows: [] };
        const what = `${count} of ${due} requests got ${text === 'none' ? 'no answer' : text}`;
        if (due > 0 && min !== null && count < least(min, due)) {
          findings.violate(`${what}, at least ${spelled(min)} are promised.`, rows.length > 0 ? rows : [lastRow]);
        }
        if (due > 0 && max !== null && count > most(max, due)) {
          findings.violate(`${what}, at most ${spelled(max)} are promised.`, rows);
        }
        return `${text}: ${count}`;
      });
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
