/**
 * When a backend leaves or comes, only those clients move that have to: who was at the one that left, or who goes to the
 * one that came. A modulo by the number of backends moves nearly all, and is no mistake where nobody promised otherwise.
 */
import { NONE } from '../sim/history/history.ts';
import { type Check, Findings } from './check.ts';
import { forEachHome, goesByAddress } from './joins/homes.ts';
import { unlessTold } from './joins/setup.ts';
import type { Stretch } from './joins/standing.ts';
import { clockTime, viewOf } from './joins/view.ts';

export const ipHashMinimalDisruption: Check = {
  name: 'ip-hash-minimal-disruption',
  kind: 'invariant',
  byChance: true,
  about: 'With ip_hash a change of the eligible backends moves only the clients of those that left or came.',
  applies: goesByAddress,
  missing: unlessTold('consistent hashing'),
  run(input) {
    const view = viewOf(input);
    const { history, backendOf } = view;
    const { backends } = view.scenario;
    const findings = new Findings('moves');
    /** By client: where its last request went, and who was eligible then. */
    const home = new Int32Array(history.actors.length).fill(NONE);
    const then = new Array<Stretch | undefined>(history.actors.length);
    forEachHome(view, (row, client, backend, stretch) => {
      const before = home[client] as number;
      const old = then[client];
      home[client] = row;
      then[client] = stretch;
      if (before === NONE || old === undefined || old === stretch) return;
      findings.observe();
      const from = backendOf[history.actor[before] as number] as number;
      const isForced = stretch.eligible[from] !== true || old.eligible[backend] !== true;
      if (from === backend || isForced) return;
      findings.violate(
        `${history.actors[client]} moved from ${backends[from]?.name} (${clockTime(history, before)}) to ${backends[backend]?.name} ` +
          `(${clockTime(history, row)}), though both had been eligible before and still were.`,
        [before, row].sort((x, y) => x - y),
      );
    });
    return findings.finding('only those moved that had to', 'no client was seen before and after a change of backends');
  },
};
