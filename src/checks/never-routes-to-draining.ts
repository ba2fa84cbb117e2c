/** A backend that was told to go, or to drain, gets nothing new: from the balancer's own yes to that order on. */

import { NONE } from '../sim/history/history.ts';
import { type Scenario, wholeStory } from '../sim/scenario/scenario.ts';
import { type Check, Findings } from './check.ts';
import { IntervalCursor, merged } from './joins/intervals.ts';
import { clockTime, viewOf } from './joins/view.ts';

export const neverRoutesToDraining: Check = {
  name: 'never-routes-to-draining',
  kind: 'invariant',
  byChance: true,
  about: 'A backend that was ordered to drain, or to go, receives no request that was sent after that.',
  applies: ordersDrains,
  run(input) {
    const view = viewOf(input);
    const { history, requests, backendOf, drains } = view;
    const findings = new Findings('requests');
    const anyDrain = new IntervalCursor(merged(drains.flat()));
    for (const row of requests.sendRow) if (anyDrain.at(history.time[row] as number) !== null) findings.observe();
    const cursors = drains.map((windows) => new IntervalCursor(windows));
    for (const row of view.arrivalRows) {
      const backend = backendOf[history.actor[row] as number] as number;
      const drain = cursors[backend]?.at(history.time[row] as number) ?? null;
      const request = requests.ofRow[row] as number;
      if (drain === null || request === NONE) continue;
      const send = requests.sendRow[request] as number;
      if ((history.time[send] as number) <= drain.from) continue;
      findings.violate(
        `${view.scenario.backends[backend]?.name} received request ${history.req[row]} at ${clockTime(history, row)}, sent ` +
          `at ${clockTime(history, send)}, though it had been draining since ${clockTime(history, drain.row)}.`,
        [drain.row, send, row],
      );
    }
    return findings.finding('none went to a backend that drained', 'no request was sent while a backend drained');
  },
};

/** Whether the story orders a backend to drain, or to go. */
export function ordersDrains(scenario: Scenario): boolean {
  return wholeStory(scenario).some(
    (event) => event.do === 'order' && (event.order.kind === 'drain' || event.order.kind === 'remove'),
  );
}
