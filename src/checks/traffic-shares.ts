/** The promise of who receives which share of the requests. */
import { formatPercentage } from '../kernel/units.ts';
import { NONE } from '../sim/history/history.ts';
import type { Expectation } from '../sim/scenario/expectation-spec.ts';
import { type Check, Findings } from './check.ts';
import { forEachDue } from './joins/due-window.ts';
import { viewOf } from './joins/view.ts';

export function trafficShares({ shares, window }: Extract<Expectation, { kind: 'traffic' }>): Check {
  return {
    name: `traffic of ${shares.map(({ backend }) => backend).join(', ')}`,
    kind: 'expectation',
    about: 'Each backend receives its share of the requests.',
    applies: () => true,
    run(input) {
      const view = viewOf(input);
      const { history, requests } = view;
      const findings = new Findings('requests');
      /** By actor: the requests that came there first. */
      const received = new Int32Array(history.actors.length);
      const last = new Int32Array(history.actors.length).fill(NONE);
      let all = 0;
      let lastRow = NONE;
      forEachDue(view, window, (request) => {
        const row = requests.firstArrival[request] as number;
        if (row === NONE) return;
        const actor = history.actor[row] as number;
        received[actor] = (received[actor] as number) + 1;
        last[actor] = row;
        lastRow = row;
        all++;
      });
      findings.observe(all);
      if (all === 0) return findings.finding('', 'no request reached a backend');
      const notes = shares.map(({ backend, min, max }) => {
        const actor = history.actors.indexOf(backend);
        const count = actor === NONE ? 0 : (received[actor] as number);
        const share = count / all;
        const shown = actor === NONE || last[actor] === NONE ? lastRow : (last[actor] as number);
        const what = `${backend} received ${formatPercentage(share)} of ${all} requests`;
        if (min !== null && share < min)
          findings.violate(`${what}, at least ${formatPercentage(min)} is promised.`, [shown]);
        if (max !== null && share > max)
          findings.violate(`${what}, at most ${formatPercentage(max)} is promised.`, [shown]);
        return `${backend} ${formatPercentage(share)}`;
      });
      const note = notes.join(', ');
      return findings.finding(note, note, note);
    },
  };
}
