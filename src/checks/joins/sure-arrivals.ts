/** Which requests backend and balancer agree about: those that came to one backend, once, and were answered in full. */
import { OUTCOMES } from '../../sim/history/event.ts';
import { NONE } from '../../sim/history/history.ts';
import type { View } from './view.ts';

const OK = OUTCOMES.indexOf('ok');

/**
 * Arrivals that the balancer counted until after their answer. What was aborted, or tried again, it may have dropped at any
 * time, while its backend worked on.
 */
export function sureArrivals({ history, requests, arrivalRows }: View): Int32Array {
  return arrivalRows.filter((row) => {
    const request = requests.ofRow[row] as number;
    if (request === NONE || requests.arrivals[request] !== 1) return false;
    const done = requests.doneRow[request] as number;
    return done !== NONE && history.b[done] === OK;
  });
}
