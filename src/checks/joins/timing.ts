/**
 * What the run's own clocks and wires allow one to tell. Nothing here is a constant: a slow machine has a larger
 * timing error, so its run proves less, and is never accused for being slow.
 */
import type { Micros } from '../../kernel/clock.ts';
import { OUTCOMES } from '../../sim/history/event.ts';
import { type History, NONE } from '../../sim/history/history.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { isOdd, type Requests, rowOfActor } from './requests.ts';
import { rowsOf } from './rows.ts';

export interface Timing {
  /** How far apart the clocks of the run's processes can be at most. */
  readonly skew: Micros;
  /** How far a recorded time may be from the true one: the largest lag any actor saw, and the skew. */
  readonly error: Micros;
  /** The longest an answer was under way from a backend through the subject to the client. */
  readonly transit: Micros;
  /** What happens in the world is known to the subject by then: both clocks' error, and the way there. */
  readonly tolerance: Micros;
  /** The scenario's time zero on the history's clock. */
  readonly origin: Micros;
}

export function timingOf(history: History, scenario: Scenario, requests: Requests): Timing {
  const skew = history.meta.world === 'virtual' ? 0 : clockSkew(history, requests);
  const error = timingError(history) + skew;
  const transit = longestTransit(history, scenario, requests);
  return { skew, error, transit, tolerance: 2 * error + transit, origin: timeOfPhase(history, 'load') ?? 0 };
}

/** The run's timing error: the largest lag of all actors; 0 in the virtual world, where there is none. */
function timingError(history: History): Micros {
  let error = 0;
  for (const row of rowsOf(history, 'lag')) error = Math.max(error, history.a[row] as number);
  return error;
}

/**
 * How late the lab's own timers were at most: what a client's wait may owe to the machine. The subject's lag is left
 * out, for a subject that is slow by itself has no excuse.
 */
export function labLag(history: History): Micros {
  let most = 0;
  for (const row of rowsOf(history, 'lag')) {
    if (history.actors[history.actor[row] as number] === 'lab') most = Math.max(most, history.a[row] as number);
  }
  return most;
}

/** When a phase began, or null. */
export function timeOfPhase(history: History, phase: string): Micros | null {
  const row = rowsOf(history, 'lab.phase').find((row) => history.texts[history.text[row] as number] === phase);
  return row === undefined ? null : (history.time[row] as number);
}

/**
 * A backend's clock is behind the clients' by no more than the quickest request took by the stamps (send to arrival would
 * be less than nothing), and ahead by no more than the quickest answer took. The worst backend counts.
 */
function clockSkew(history: History, requests: Requests): Micros {
  const { time, actor } = history;
  const there = new Map<number, Micros>();
  const back = new Map<number, Micros>();
  for (let request = 0; request < requests.count; request++) {
    const arrival = requests.firstArrival[request] as number;
    const answer = requests.firstAnswer[request] as number;
    const done = requests.doneRow[request] as number;
    if (arrival !== NONE) {
      const took = (time[arrival] as number) - (time[requests.sendRow[request] as number] as number);
      lower(there, actor[arrival] as number, took);
    }
    if (answer === NONE || done === NONE || history.peer[done] !== actor[answer]) continue;
    lower(back, actor[answer] as number, (time[done] as number) - (time[answer] as number));
  }
  return Math.max(0, ...there.values(), ...back.values());
}

function lower(values: Map<number, Micros>, key: number, value: Micros): void {
  if (value < (values.get(key) ?? Infinity)) values.set(key, value);
}

/** A client that reads slowly on purpose says nothing of the way, unless there is no other. */
function longestTransit(history: History, scenario: Scenario, requests: Requests): Micros {
  const ok = OUTCOMES.indexOf('ok');
  let longest = 0;
  let ofOdd = 0;
  for (let request = 0; request < requests.count; request++) {
    const done = requests.doneRow[request] as number;
    if (done === NONE || history.b[done] !== ok || history.peer[done] === NONE) continue;
    const first = requests.firstAnswer[request] as number;
    const answer = rowOfActor(history, requests, first, history.peer[done] as number);
    if (answer === NONE) continue;
    const took = (history.time[done] as number) - (history.time[answer] as number);
    if (isOdd(history, scenario, requests, request)) ofOdd = Math.max(ofOdd, took);
    else longest = Math.max(longest, took);
  }
  return longest === 0 ? ofOdd : longest;
}
