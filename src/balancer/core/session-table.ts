/**
 * Which backend each named session belongs to, for the sessions that clients name themselves: a bounded table that all
 * threads of a balancer share. A session has its place in one of a few entries (a set); when all are taken, the one that
 * was seen least recently makes room.
 *
 * No thread ever waits for another. An entry that is being written is marked, and skipped by everybody else; who reads
 * while it changes finds nothing, unless it changes twice and back within a reading. Threads that race for one name can
 * leave it in two entries, of which the first one counts, and a prolongation can hit the next tenant of an entry. So the
 * worst is a session that is missed, or moves to another member: what is remembered is the tag of a backend's address,
 * and a tag that is no member's leads nowhere. A thread that dies while it writes takes one entry with it.
 */
import { invariant } from '../../kernel/errors.ts';

/** Times in the table, in ms. Ages are right up to 2^31 of these, some 248 days. */
const TICK_MS = 10;

const WAYS = 8;
/** Words of an entry: the name's hash in two, the tag, and when it was last seen. */
const KEY_LOW = 0;
const KEY_HIGH = 1;
const TAG = 2;
const SEEN = 3;
const WORDS = 4;

const EMPTY = 0;
const BEING_WRITTEN = -1;

/** Each failed attempt means that another thread has written meanwhile. */
const ATTEMPTS = 16;

/** What sends a table to another thread. */
export interface SessionTableHandle {
  readonly buffer: ArrayBufferLike;
  readonly capacity: number;
}

export class SessionTable {
  /** Sessions it holds at most. */
  readonly capacity: number;
  readonly #buffer: ArrayBufferLike;
  readonly #words: Int32Array;
  readonly #sets: number;
  /** Words from one set to the next. */
  readonly #stride: number;

  private constructor({ buffer, capacity }: SessionTableHandle) {
    this.capacity = capacity;
    this.#buffer = buffer;
    this.#words = new Int32Array(buffer);
    this.#sets = Math.max(1, Math.floor(capacity / WAYS));
    this.#stride = Math.floor(capacity / this.#sets) * WORDS;
  }

  /** An empty table for `capacity` sessions, at least 1. `shared`: other threads will open it. */
  static create(capacity: number, shared: boolean): SessionTable {
    invariant(capacity >= 1, 'a table for no session');
    const bytes = capacity * WORDS * 4;
    return new SessionTable({ buffer: shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes), capacity });
  }

  /** The table that another thread made. */
  static open(handle: SessionTableHandle): SessionTable {
    return new SessionTable(handle);
  }

  get handle(): SessionTableHandle {
    return { buffer: this.#buffer, capacity: this.capacity };
  }

  /**
   * The tag of the session with this name, 0 when there is none or it was not seen for more than `ttl` ms. Finding it
   * prolongs it. `wall`: the present in ms since 1970.
   */
  find(low: number, high: number, wall: number, ttl: number): number {
    const words = this.#words;
    const now = tickOf(wall);
    const set = this.#setOf(high);
    for (let at = set; at < set + this.#stride; at += WORDS) {
      if (!this.#isNamed(at, low, high)) continue;
      const tag = Atomics.load(words, at + TAG);
      const seen = Atomics.load(words, at + SEEN);
      // Looked at again: it may have got another tenant while it was read.
      if (tag === EMPTY || tag === BEING_WRITTEN || !this.#isNamed(at, low, high)) continue;
      if (ageOf(seen, now) * TICK_MS > ttl) return 0;
      if (seen !== now) Atomics.store(words, at + SEEN, now);
      return tag;
    }
    return 0;
  }

  /** Remembers the session, instead of the one seen least recently if need be. `tag` is neither 0 nor -1. */
  put(low: number, high: number, tag: number, wall: number): void {
    const words = this.#words;
    const now = tickOf(wall);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const at = this.#placeFor(low, high, now);
      if (at < 0) return;
      const before = Atomics.load(words, at + TAG);
      if (before === BEING_WRITTEN) continue;
      if (Atomics.compareExchange(words, at + TAG, before, BEING_WRITTEN) !== before) continue;
      Atomics.store(words, at + KEY_LOW, low);
      Atomics.store(words, at + KEY_HIGH, high);
      Atomics.store(words, at + SEEN, now);
      Atomics.store(words, at + TAG, tag);
      return;
    }
  }

  /** Its own entry, else an empty one, else the one seen least recently; -1 when all are being written. */
  #placeFor(low: number, high: number, now: number): number {
    const set = this.#setOf(high);
    let place = -1;
    let oldest = Number.NEGATIVE_INFINITY;
    for (let at = set; at < set + this.#stride; at += WORDS) {
      const tag = Atomics.load(this.#words, at + TAG);
      if (tag === BEING_WRITTEN) continue;
      if (tag !== EMPTY && this.#isNamed(at, low, high)) return at;
      const age = tag === EMPTY ? Number.POSITIVE_INFINITY : ageOf(Atomics.load(this.#words, at + SEEN), now);
      if (age <= oldest) continue;
      oldest = age;
      place = at;
    }
    return place;
  }

  #isNamed(at: number, low: number, high: number): boolean {
    return Atomics.load(this.#words, at + KEY_LOW) === low && Atomics.load(this.#words, at + KEY_HIGH) === high;
  }

  #setOf(high: number): number {
    return ((high >>> 0) % this.#sets) * this.#stride;
  }
}

function tickOf(wall: number): number {
  return Math.floor(wall / TICK_MS) | 0;
}

/** In ticks; below 0 when the clock was set back. */
function ageOf(seen: number, now: number): number {
  return (now - seen) | 0;
}
