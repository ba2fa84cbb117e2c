/** Asked to stop (SIGTERM), a balancer finishes what it has under way. What comes after that is not its business. */

import type { Micros } from '../kernel/clock.ts';
import { type History, NONE } from '../sim/history/history.ts';
import { wholeStory } from '../sim/scenario/scenario.ts';
import { type Check, Findings } from './check.ts';
import type { Absence } from './joins/absences.ts';
import { OverlapCursor } from './joins/intervals.ts';
import { droppedBy } from './joins/peace.ts';
import { rowsOf } from './joins/rows.ts';
import { isPlainStream } from './joins/setup.ts';
import { clockTime, type View, viewOf } from './joins/view.ts';

/** What is over so soon after the signal (µs) must have been finished: half of what the built-in balancer grants. */
const GRACE = 5_000_000;

export const shutdownDropsNothing: Check = {
  name: 'shutdown-drops-nothing',
  kind: 'invariant',
  byChance: true,
  about: 'Requests that are under way when the balancer is asked to stop are finished.',
  applies: (scenario) => wholeStory(scenario).some((event) => event.do === 'subject' && event.act === 'terminate'),
  run(input) {
    const view = viewOf(input);
    const { history, requests, absences, timing } = view;
    const findings = new Findings('requests');
    const perils = new OverlapCursor(view.faultPerils);
    const stops = absences.filter(({ orderly }) => orderly);
    const limits = stops.map((stop) => patienceAfter(view, stop));
    let next = 0;
    for (let request = 0; request < requests.count && next < stops.length; request++) {
      const send = requests.sendRow[request] as number;
      const sent = history.time[send] as number;
      while (next < stops.length && (stops[next] as Absence).from < sent) next++;
      const stop = stops[next];
      const done = requests.doneRow[request] as number;
      const arrival = requests.firstArrival[request] as number;
      if (stop === undefined || done === NONE || arrival === NONE) continue;
      const over = history.time[done] as number;
      // Only what a backend already had was surely under way.
      const isUnderWay = (history.time[arrival] as number) < stop.from - timing.tolerance && over > stop.from;
      if (
        !isUnderWay ||
        over > (limits[next] as number) ||
        !isPlainStream(view.scenario.load[history.b[send] as number])
      )
        continue;
      if (perils.touches(sent, over)) continue;
      findings.observe();
      const dropped = droppedBy(history, done);
      if (dropped === null) continue;
      findings.violate(
        `Request ${history.req[done]}, which a backend had received at ${clockTime(history, arrival)}, got ${dropped} at ` +
          `${clockTime(history, done)}: the balancer had been asked to stop at ${clockTime(history, stop.row)}.`,
        [send, arrival, stop.row, done],
      );
    }
    return findings.finding(
      'all that was under way was finished',
      'nothing was surely under way when it was asked to stop',
    );
  },
};

/** Until when after an order to stop it must still finish requests. */
function patienceAfter({ history, timing }: View, { from, row }: Absence): Micros {
  const kill = rowsOf(history, 'lab.subject').find((other) => other > row && isKill(history, other));
  const killed = kill === undefined ? Infinity : (history.time[kill] as number) - timing.tolerance;
  return Math.min(from + GRACE, killed);
}

function isKill({ texts, text }: History, row: number): boolean {
  return texts[text[row] as number] === 'sigkill';
}
