/** Draining is there so that nobody notices: what is under way finishes, and what comes goes elsewhere. */
import { type Check, Findings } from './check.ts';
import type { Drained } from './joins/drains.ts';
import { forEachInPeace } from './joins/peace.ts';
import { cameTo } from './joins/requests.ts';
import { clockTime, type View, viewOf } from './joins/view.ts';
import { ordersDrains } from './never-routes-to-draining.ts';

export const zeroDropsWhileDraining: Check = {
  name: 'zero-drops-while-draining',
  kind: 'invariant',
  byChance: true,
  about: 'While a backend drains no request is lost: those it has are finished, others go elsewhere.',
  applies: ordersDrains,
  run(input) {
    const view = viewOf(input);
    const { history, requests } = view;
    const findings = new Findings('requests');
    const drains = view.drains
      .flatMap((list, backend) => list.map((drain) => ({ drain, backend })))
      .sort((x, y) => x.drain.ordered - y.drain.ordered);
    let first = 0;
    forEachInPeace(view, (request, dropped) => {
      const send = requests.sendRow[request] as number;
      const done = requests.doneRow[request] as number;
      while (first < drains.length && endOf(drains[first]?.drain) < (history.time[send] as number)) first++;
      for (let at = first; at < drains.length; at++) {
        const { drain, backend } = drains[at] as (typeof drains)[number];
        if (drain.ordered > (history.time[done] as number)) break;
        if (endOf(drain) < (history.time[send] as number) || ranOutOfTime(view, request, backend, drain)) continue;
        findings.observe();
        if (dropped === null) return;
        const name = view.scenario.backends[backend]?.name;
        findings.violate(
          `Request ${history.req[done]} got ${dropped} at ${clockTime(history, done)} while ${name} drained and nothing was ` +
            'wrong with any backend.',
          [drain.row, send, done].sort((x, y) => x - y),
        );
        return;
      }
    });
    return findings.finding('none was lost', 'no request was under way while a backend drained and all was well');
  },
};

function endOf(drain: Drained | undefined): number {
  return drain === undefined ? Infinity : Math.min(drain.to, drain.deadline);
}

/** It was at the backend that drained, and still there at the deadline: then it may be cut off. */
function ranOutOfTime(view: View, request: number, backend: number, drain: Drained): boolean {
  const done = view.requests.doneRow[request] as number;
  const isOver = (view.history.time[done] as number) >= drain.deadline - view.timing.tolerance;
  return isOver && cameTo(view, request, backend);
}
