/** By address means: the same client, the same backend, for as long as the same backends are eligible. */
import { NONE } from '../sim/history/history.ts';
import { type Check, Findings } from './check.ts';
import { forEachHome, goesByAddress } from './joins/homes.ts';
import type { Stretch } from './joins/standing.ts';
import { clockTime, viewOf } from './joins/view.ts';

export const ipHashStability: Check = {
  name: 'ip-hash-stability',
  kind: 'invariant',
  byChance: true,
  about: 'With ip_hash all requests of a client go to one backend while the same backends are eligible.',
  applies: goesByAddress,
  run(input) {
    const view = viewOf(input);
    const { history } = view;
    const findings = new Findings('requests');
    /** By client: where its last request of the stretch went. */
    const home = new Int32Array(history.actors.length).fill(NONE);
    let now: Stretch | null = null;
    forEachHome(view, (row, client, backend, stretch) => {
      if (stretch !== now) home.fill(NONE);
      now = stretch;
      const before = home[client] as number;
      home[client] = row;
      if (before === NONE) return;
      findings.observe();
      if (history.actor[before] === history.actor[row]) return;
      const names = view.scenario.backends;
      findings.violate(
        `${history.actors[client]} went to ${history.actors[history.actor[before] as number]} at ${clockTime(history, before)} and ` +
          `to ${names[backend]?.name} at ${clockTime(history, row)}, though the same backends were eligible all the time.`,
        [before, row].sort((x, y) => x - y),
      );
    });
    return findings.finding(
      'every client stayed where it was',
      'no client came twice while the eligible set was known',
    );
  },
};
