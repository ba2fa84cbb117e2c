/**
 * The clock port. In the virtual world time jumps from event to event; in the live world it is the machine's
 * monotonic clock. Nothing outside `src/node` and `src/sim/virtual` knows which.
 */

/** Microseconds. A point in time counts from the start of the run (the clock's own zero); never a wall-clock date. */
export type Micros = number;

/** A callback that is due once. Cancelling twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** The present, never going back. */
  now(): Micros;
  /** The wall clock: ms since 1970 in UTC. For what leaves the process (logs, expiry dates), never to measure with. */
  wall(): number;
  /**
   * Calls `callback` once, `delay` from now (at once in order when `delay` <= 0, but never before this call returns).
   * Timers due at the same time fire in the order they were set.
   */
  after(delay: Micros, callback: () => void): Timer;
}
