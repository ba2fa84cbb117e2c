/**
 * Timeouts of one duration for any number of holders, with one clock timer for all. Since every entry waits equally
 * long, the order of arming is the order of expiry: a doubly linked list does arm, move and disarm in O(1), without
 * an allocation. (The classic scheme for fixed intervals: Varghese and Lauck, "Hashed and hierarchical timing
 * wheels", 1987, scheme 2.)
 */
import type { Clock, Micros } from './clock.ts';

/** What waits. An entry is in one list at a time; arming it elsewhere takes it out of the first. */
export abstract class Deadline {
  /** Owned by the list. */
  list: DeadlineList | null = null;
  due: Micros = 0;
  previous: Deadline | null = null;
  next: Deadline | null = null;

  /** The time is up; the entry is already out of its list. */
  abstract onDeadline(): void;

  disarm(): void {
    this.list?.remove(this);
  }
}

export class DeadlineList {
  readonly #clock: Clock;
  readonly #duration: Micros;
  #first: Deadline | null = null;
  #last: Deadline | null = null;
  #timerSet = false;

  constructor(clock: Clock, duration: Micros) {
    this.#clock = clock;
    this.#duration = duration;
  }

  /** Starts the entry's time anew from `now`, which must not be before any earlier `now`. */
  arm(entry: Deadline, now: Micros): void {
    entry.list?.remove(entry);
    entry.list = this;
    entry.due = now + this.#duration;
    entry.previous = this.#last;
    entry.next = null;
    if (this.#last === null) this.#first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    if (!this.#timerSet) this.#setTimer(this.#duration);
  }

  remove(entry: Deadline): void {
    if (entry.list !== this) return;
    if (entry.previous === null) this.#first = entry.next;
    else entry.previous.next = entry.next;
    if (entry.next === null) this.#last = entry.previous;
    else entry.next.previous = entry.previous;
    entry.list = null;
    entry.previous = null;
    entry.next = null;
  }

  /** The timer is never taken back when an entry leaves: it finds nothing due, and sleeps until the next one is. */
  #setTimer(delay: Micros): void {
    this.#timerSet = true;
    this.#clock.after(delay, () => this.#expire());
  }

  /** The timer counts as set meanwhile: what a callback arms is due last, and must not put off those due before it. */
  #expire(): void {
    const now = this.#clock.now();
    while (this.#first !== null && this.#first.due <= now) {
      const entry = this.#first;
      this.remove(entry);
      entry.onDeadline();
    }
    this.#timerSet = false;
    if (this.#first !== null) this.#setTimer(this.#first.due - now);
  }
}
