/**
 * Requests of one session one after the other: the first was answered, and its client had nothing else under way, before
 * the second was sent. Then the second carries what the first one's answer (or an earlier one) made of the session.
 */
import type { Micros } from '../../kernel/clock.ts';
import { OUTCOMES } from '../../sim/history/event.ts';
import { NONE } from '../../sim/history/history.ts';
import { type Interval, merged, touches } from './intervals.ts';
import { ejects, hasLimits, keepsSessions, sessionMode } from './setup.ts';
import type { View } from './view.ts';

const OK = OUTCOMES.indexOf('ok');

/** The places of both requests, and the backend that answered the first. */
export interface Visit {
  readonly before: number;
  readonly request: number;
  readonly backend: number;
  /** From the first one's answer to the second one's sending. */
  readonly pause: Micros;
}

/** Whether sessions decide where requests go, and nothing else does that could not be seen. */
export function hasSessions({ scenario }: View): boolean {
  const { balancer } = scenario;
  return sessionMode(balancer) !== 'off' && !hasLimits(scenario) && !ejects(balancer);
}

/** In the order in which the second requests were sent. Pairs around a restart or a reload are left out. */
export function* visitsOf(view: View): Generator<Visit> {
  const { history, requests, backendOf, scenario, absences, orders, timing } = view;
  const forgets: Interval[] = merged([
    ...absences,
    ...orders
      .filter(({ kind }) => kind === 'reload')
      .map(({ sent, answered }) => ({ from: sent, to: answered + timing.tolerance })),
  ]);
  /** By client: its last request, and until when all it had sent before was over. */
  const last = new Int32Array(history.actors.length).fill(NONE);
  const quiet = new Uint8Array(history.actors.length);
  const busyUntil = new Float64Array(history.actors.length).fill(-Infinity);
  for (let request = 0; request < requests.count; request++) {
    const send = requests.sendRow[request] as number;
    if (!keepsSessions(scenario.load[history.b[send] as number], scenario.balancer)) continue;
    const client = history.actor[send] as number;
    const sent = history.time[send] as number;
    const before = last[client] as number;
    const wasQuiet = quiet[client] === 1;
    const isQuiet = (busyUntil[client] as number) <= sent;
    const done = requests.doneRow[request] as number;
    last[client] = request;
    quiet[client] = isQuiet ? 1 : 0;
    busyUntil[client] = Math.max(
      busyUntil[client] as number,
      done === NONE ? Infinity : (history.time[done] as number),
    );
    if (before === NONE || !wasQuiet || !isQuiet) continue;
    const answer = requests.doneRow[before] as number;
    if (answer === NONE || history.b[answer] !== OK || history.peer[answer] === NONE) continue;
    const backend = backendOf[history.peer[answer] as number] as number;
    const begun = history.time[requests.sendRow[before] as number] as number;
    const over = done === NONE ? Infinity : (history.time[done] as number);
    if (backend === NONE || touches(forgets, begun, over)) continue;
    yield { before, request, backend, pause: sent - (history.time[answer] as number) };
  }
}
