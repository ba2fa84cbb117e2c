/** A reload is no restart: requests under way finish by the old configuration, and the listener never closes. */

import { wholeStory } from '../sim/scenario/scenario.ts';
import { type Check, Findings } from './check.ts';
import { type Interval, merged, OverlapCursor } from './joins/intervals.ts';
import { forEachInPeace } from './joins/peace.ts';
import { clockTime, viewOf } from './joins/view.ts';

/** How long after the answer to a reload its effects may still show (µs): old threads wind up, new ones begin. */
const AFTERMATH = 1_000_000;

export const reloadDropsNothing: Check = {
  name: 'reload-drops-nothing',
  kind: 'invariant',
  byChance: true,
  about: 'While the balancer reloads its configuration no request is lost.',
  applies: (scenario) => wholeStory(scenario).some((event) => event.do === 'order' && event.order.kind === 'reload'),
  run(input) {
    const view = viewOf(input);
    const { history, requests } = view;
    const findings = new Findings('requests');
    const reloads: Interval[] = view.orders
      .filter(({ kind }) => kind === 'reload')
      .map(({ sent, answered }) => ({ from: sent, to: answered + AFTERMATH }));
    const cursor = new OverlapCursor(merged(reloads));
    forEachInPeace(view, (request, dropped) => {
      const send = requests.sendRow[request] as number;
      const done = requests.doneRow[request] as number;
      if (!cursor.touches(history.time[send] as number, history.time[done] as number)) return;
      findings.observe();
      if (dropped === null) return;
      findings.violate(
        `Request ${history.req[done]} got ${dropped} at ${clockTime(history, done)}, at a reload of the configuration, while ` +
          'nothing was wrong with any backend.',
        [send, done],
      );
    });
    return findings.finding('none was lost', 'no request was under way at a reload while all was well');
  },
};
