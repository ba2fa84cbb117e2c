/** The promise that a mended backend serves again soon: measured from the end of its last fault to an answer of it. */
import type { Micros } from '../kernel/clock.ts';
import { formatDuration } from '../kernel/units.ts';
import { NONE } from '../sim/history/history.ts';
import type { Expectation } from '../sim/scenario/expectation-spec.ts';
import { type Check, Findings } from './check.ts';
import { wasServed } from './joins/due-window.ts';
import { type View, viewOf } from './joins/view.ts';

export function recovers({ backend, within }: Extract<Expectation, { kind: 'recovers' }>): Check {
  return {
    name: `recovers ${backend}`,
    kind: 'expectation',
    about: `${backend} serves requests again within ${formatDuration(within)} of the end of its last fault.`,
    applies: () => true,
    run(input) {
      const view = viewOf(input);
      const { history } = view;
      const findings = new Findings('requests');
      const off = lastOff(view, backend);
      if (off === NONE) return findings.finding('', `no fault of ${backend} ended`);
      const ended = history.time[off] as number;
      const { sentInTime, sentAfter, served } = serviceSince(view, backend, ended, ended + within);
      const limit = `${formatDuration(within)} is promised`;
      if (served === NONE) {
        findings.observe(sentInTime);
        if (sentInTime > 0) {
          findings.violate(`${backend} served none of the ${sentAfter} requests sent after its last fault, ${limit}.`, [
            off,
          ]);
        }
        return findings.finding('', 'no request was sent in the time that it has');
      }
      const took = (history.time[served] as number) - ended;
      if (took > within && sentInTime === 0) return findings.finding('', 'no request was sent in the time that it has');
      findings.observe(Math.max(1, sentInTime));
      const note = `${backend} served again after ${formatDuration(took)}`;
      if (took > within) findings.violate(`${note}, ${limit}.`, [off, served]);
      return findings.finding(note, note, note);
    },
  };
}

/** The row that ended the backend's last fault. */
function lastOff({ scenario, faults }: View, backend: string): number {
  const at = scenario.backends.findIndex(({ name }) => name === backend);
  return Math.max(NONE, ...(faults[at] ?? []).map(({ offRow }) => offRow));
}

interface Service {
  /** Requests sent since then and up to the limit, and without limit. */
  readonly sentInTime: number;
  readonly sentAfter: number;
  /** The first `client.done` row that shows the backend serving one of them, or NONE. */
  readonly served: number;
}

/** Only requests sent after the fault count: an answer that the fault held back is no recovery. */
function serviceSince(view: View, backend: string, since: Micros, limit: Micros): Service {
  const { history, requests } = view;
  const actor = history.actors.indexOf(backend);
  let sentInTime = 0;
  let sentAfter = 0;
  let served = NONE;
  for (let request = 0; request < requests.count; request++) {
    const sent = history.time[requests.sendRow[request] as number] as number;
    if (sent < since) continue;
    sentAfter++;
    if (sent <= limit) sentInTime++;
    const done = requests.doneRow[request] as number;
    if (done === NONE || history.peer[done] !== actor || !wasServed(history, requests, request)) continue;
    if (served === NONE || done < served) served = done;
  }
  return { sentInTime, sentAfter, served };
}
