/** Pauses that come round, such as garbage collections: work that meets one stands still until it is over. */
import type { Micros } from '../../kernel/clock.ts';
import type { PausesSpec } from '../scenario/backend-spec.ts';

/**
 * When work is done that begins at `start` and takes `work`; times count from the start of the process. Each period ends
 * with its pause.
 */
export function endOfWork(start: Micros, work: Micros, { every, duration }: PausesSpec): Micros {
  const active = every - duration;
  const before = Math.floor(start / every) * active + Math.min(start % every, active);
  const after = before + work;
  // What is done just as a pause begins is done; what begins in a pause waits for its end, be it no work at all.
  const inPause = start % every >= active;
  const periods = Math.floor(after / active);
  const rest = after % active;
  if (rest === 0 && periods > 0 && !(inPause && work === 0)) return (periods - 1) * every + active;
  return periods * every + rest;
}
