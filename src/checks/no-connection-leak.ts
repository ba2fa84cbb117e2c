/**
 * Connections to backends are kept to be used again, so there are never many more of them than there were requests at a
 * time. Who opens one for each request and closes none runs out of ports, and its backends out of memory.
 */

import { EVENT_CODE } from '../sim/history/event.ts';
import { NONE } from '../sim/history/history.ts';
import { isBlinding, isDeadly } from '../sim/scenario/fault-facts.ts';
import { type Check, Findings } from './check.ts';
import { rowsOf, rowsOfAll } from './joins/rows.ts';
import { type View, viewOf } from './joins/view.ts';

/** One pool for each of so many threads or processes is granted, */
const POOLS_GRANTED = 8;
/** and as many connections for probes and the like. */
const SPARE = 16;

const OPEN = EVENT_CODE['backend.open'];

export const noConnectionLeak: Check = {
  name: 'no-connection-leak',
  kind: 'invariant',
  byChance: true,
  about: 'At the end no more connections to a backend are open than its busiest moment explains.',
  applies: () => true,
  run(input) {
    const view = viewOf(input);
    const { history, scenario, faults, backendOf } = view;
    const findings = new Findings('connections');
    const opens = new Int32Array(scenario.backends.length);
    const open = new Int32Array(scenario.backends.length);
    for (const row of rowsOfAll(history, ['backend.open', 'backend.close'])) {
      const backend = backendOf[history.actor[row] as number] as number;
      if (backend === NONE || (history.time[row] as number) <= lastDeath(view, backend)) continue;
      open[backend] = (open[backend] as number) + (history.kind[row] === OPEN ? 1 : -1);
      if (history.kind[row] === OPEN) opens[backend] = (opens[backend] as number) + 1;
    }
    const peaks = busiestMoments(view);
    for (const [backend, { name }] of scenario.backends.entries()) {
      // Under such faults connections pile up that the balancer has long left, and some close unseen.
      if ((faults[backend] ?? []).some(({ kind }) => isBlinding(kind) && kind !== 'crash') || opens[backend] === 0)
        continue;
      findings.observe(opens[backend]);
      const most = POOLS_GRANTED * (peaks[backend] as number) + SPARE;
      if ((open[backend] as number) <= most) continue;
      findings.violate(
        `${name} has ${open[backend]} open connections at the end of the run; it never had more than ${peaks[backend]} requests at a time.`,
        [lastOpen(view, backend)],
      );
    }
    return findings.finding('no connections piled up', 'backends told of no connection');
  },
};

/** By backend: the most requests that can have been under way at it at a time, as clients saw it. */
function busiestMoments(view: View): Int32Array {
  const { history, requests, backendOf, scenario } = view;
  const now = new Int32Array(scenario.backends.length);
  const peaks = new Int32Array(scenario.backends.length);
  let anywhere = 0;
  for (const row of rowsOfAll(history, ['client.send', 'client.done'])) {
    const request = requests.ofRow[row] as number;
    if (request === NONE) continue;
    const change = row === requests.sendRow[request] ? 1 : -1;
    // A request that was cut off, or tried at several, may have had connections anywhere.
    const first = requests.firstArrival[request] as number;
    const backend =
      first === NONE || requests.arrivals[request] !== 1 ? NONE : (backendOf[history.actor[first] as number] as number);
    if (backend === NONE) anywhere += change;
    else now[backend] = (now[backend] as number) + change;
    for (let at = 0; at < now.length; at++) {
      if (backend === NONE || at === backend) peaks[at] = Math.max(peaks[at] as number, (now[at] as number) + anywhere);
    }
  }
  return peaks;
}

function lastDeath({ faults }: View, backend: number): number {
  const deaths = (faults[backend] ?? []).filter(({ kind }) => isDeadly(kind));
  return Math.max(-Infinity, ...deaths.map(({ onLatest }) => onLatest));
}

function lastOpen({ history, backendOf }: View, backend: number): number {
  return rowsOf(history, 'backend.open').findLast((row) => backendOf[history.actor[row] as number] === backend) ?? NONE;
}
