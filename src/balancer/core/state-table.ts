/**
 * All that the threads of a balancer share, as columns of numbers over one buffer: by backend its flags, weight and
 * active requests, and by thread and backend its counters. With one thread the buffer is a plain one.
 *
 * What any thread may change (flags, active counts, cursors) goes through `Atomics` where there are several; a thread's own rows are written by
 * it alone and only read by the others, so that no counter needs a lock or a contended cache line.
 */
import { invariant } from '../../kernel/errors.ts';
import { ANSWER_COLUMNS } from './answer-counts.ts';
import { Counts } from './counts.ts';
import { BUCKETS } from './histogram.ts';

/** Words for the whole balancer, each in a cache line of its own. */
const Word = {
  /** Goes up with every change of a flag or a weight: snapshots of the eligible made before are stale. */
  Version: 0,
  /** Whose turn it is. */
  Cursor: 16,
  /** Client connections that are open. */
  Clients: 32,
} as const;
const WORDS = 48;

/** Why a backend is not eligible. None: it is Healthy. */
export const Flag = {
  /** Its probes fail. */
  Down: 1,
  /** Live traffic showed it to be bad: out for a while, whatever its probes say. */
  Ejected: 2,
  /** It takes no new request, by order. */
  Draining: 4,
} as const;
export type Flag = (typeof Flag)[keyof typeof Flag];

/** The generation of a thread that is not there: no membership waits for it. */
export const GONE = 0x7fff_ffff;

/** What sends a table to another thread. */
export interface TableHandle {
  readonly buffer: ArrayBufferLike;
  readonly slots: number;
  readonly threads: number;
}

export class StateTable {
  readonly slots: number;
  readonly threads: number;
  readonly words: Int32Array;
  /** By backend: a set of `Flag`s. */
  readonly flags: Int32Array;
  /** By backend: its effective weight, in tenths. */
  readonly weights: Int32Array;
  /** By backend: requests under way, of all threads. */
  readonly active: Int32Array;
  /** By backend: failures of live requests in a row. */
  readonly failures: Int32Array;
  /** By backend: a moving average of latency in µs and when it was last renewed, for the policies that want one. */
  readonly averages: Float64Array;
  /** By thread: the generation of the membership that it goes by. */
  readonly generations: Int32Array;
  /** By thread: its part of the client connections. */
  readonly ownClients: Int32Array;
  /** By thread, then backend: its part of `active`, to be given back when the thread dies. */
  readonly ownActive: Int32Array;
  /** By thread, then backend: attempts, failed ones, and the sum of latencies in µs. */
  readonly totals: Float64Array;
  readonly errors: Float64Array;
  readonly latencies: Float64Array;
  /** By thread, then backend, then bucket: how many latencies fell into it. Floats: 2^32 come together within weeks. */
  readonly histograms: Float64Array;
  /** By thread: requests by how they ended (`answer-counts.ts`). */
  readonly answers: Float64Array;
  /** What those counted whose rows others have now. Known only to the thread that makes rows ready. */
  readonly past = new Counts();
  readonly #buffer: ArrayBufferLike;
  /** With one thread the hot paths need no atomics: each is a call of its own to the engine. */
  readonly #shared: boolean;

  private constructor({ buffer, slots, threads }: TableHandle) {
    this.#buffer = buffer;
    this.#shared = threads > 1;
    this.slots = slots;
    this.threads = threads;
    const rows = slots * threads;
    let offset = 0;
    const take = (bytes: number): number => {
      const start = offset;
      // Columns start on cache lines of their own.
      offset += Math.ceil(bytes / 64) * 64;
      return start;
    };
    this.words = new Int32Array(buffer, take(WORDS * 4), WORDS);
    this.flags = new Int32Array(buffer, take(slots * 4), slots);
    this.weights = new Int32Array(buffer, take(slots * 4), slots);
    this.active = new Int32Array(buffer, take(slots * 4), slots);
    this.failures = new Int32Array(buffer, take(slots * 4), slots);
    this.averages = new Float64Array(buffer, take(slots * 16), slots * 2);
    this.generations = new Int32Array(buffer, take(threads * 4), threads);
    this.ownClients = new Int32Array(buffer, take(threads * 4), threads);
    this.ownActive = new Int32Array(buffer, take(rows * 4), rows);
    this.totals = new Float64Array(buffer, take(rows * 8), rows);
    this.errors = new Float64Array(buffer, take(rows * 8), rows);
    this.latencies = new Float64Array(buffer, take(rows * 8), rows);
    this.histograms = new Float64Array(buffer, take(rows * BUCKETS * 8), rows * BUCKETS);
    this.answers = new Float64Array(buffer, take(threads * ANSWER_COLUMNS * 8), threads * ANSWER_COLUMNS);
  }

  /** A new table, all zero, for `slots` backends. More than one thread needs shared memory. */
  static create(slots: number, threads = 1): StateTable {
    const bytes = bytesFor(slots, threads);
    const buffer = threads > 1 ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
    return new StateTable({ buffer, slots, threads });
  }

  /** The table that another thread made. */
  static open(handle: TableHandle): StateTable {
    return new StateTable(handle);
  }

  get handle(): TableHandle {
    return { buffer: this.#buffer, slots: this.slots, threads: this.threads };
  }

  get version(): number {
    return this.#shared ? Atomics.load(this.words, Word.Version) : (this.words[Word.Version] as number);
  }

  changed(): void {
    Atomics.add(this.words, Word.Version, 1);
  }

  flagsOf(slot: number): number {
    return Atomics.load(this.flags, slot);
  }

  weightOf(slot: number): number {
    return Atomics.load(this.weights, slot);
  }

  activeOf(slot: number): number {
    return Atomics.load(this.active, slot);
  }

  generationOf(thread: number): number {
    return Atomics.load(this.generations, thread);
  }

  /** The thread goes by this membership from now on. */
  adopted(thread: number, generation: number): void {
    Atomics.store(this.generations, thread, generation);
  }

  /**
   * Counts one request more for a backend. With `seen` >= 0 only if the count is still that: a choice that rests on the
   * count stands only then. Returns whether it was counted. A thread that is ended from outside ends at a call or in a
   * loop, never between a shared count and its own part of it.
   */
  claim(slot: number, thread: number, seen: number): boolean {
    if (!this.#shared) {
      if (seen >= 0 && this.active[slot] !== seen) return false;
      (this.active[slot] as number)++;
    } else if (seen < 0) Atomics.add(this.active, slot, 1);
    else if (Atomics.compareExchange(this.active, slot, seen, seen + 1) !== seen) return false;
    (this.ownActive[thread * this.slots + slot] as number)++;
    return true;
  }

  release(slot: number, thread: number): void {
    if (this.#shared) Atomics.sub(this.active, slot, 1);
    else (this.active[slot] as number)--;
    (this.ownActive[thread * this.slots + slot] as number)--;
  }

  /** Client connections that are open, of all threads. */
  get clients(): number {
    return Atomics.load(this.words, Word.Clients);
  }

  /** Counts a client connection more. Returns how many there were before. */
  enter(thread: number): number {
    (this.ownClients[thread] as number)++;
    return Atomics.add(this.words, Word.Clients, 1);
  }

  leave(thread: number): void {
    (this.ownClients[thread] as number)--;
    Atomics.sub(this.words, Word.Clients, 1);
  }

  /** Gives back what a thread that died had claimed. */
  giveBack(thread: number): void {
    Atomics.sub(this.words, Word.Clients, this.ownClients[thread] as number);
    this.ownClients[thread] = 0;
    for (let slot = 0; slot < this.slots; slot++) {
      const row = thread * this.slots + slot;
      Atomics.sub(this.active, slot, this.ownActive[row] as number);
      this.ownActive[row] = 0;
    }
  }

  /** The next turn of `turns`, counted over all threads: 0, 1, ..., `turns` - 1, 0, ... */
  nextTurn(turns: number): number {
    for (;;) {
      const seen = this.words[Word.Cursor] as number;
      const turn = seen < turns ? seen : seen % turns;
      const next = turn + 1 === turns ? 0 : turn + 1;
      if (!this.#shared) {
        this.words[Word.Cursor] = next;
        return turn;
      }
      // What was read without an order counts only if it is still there.
      if (Atomics.compareExchange(this.words, Word.Cursor, seen, next) === seen) return turn;
    }
  }

  /** Adds what was counted for the backend in a slot, on all threads. */
  addCounts(slot: number, sums: Counts): void {
    for (let thread = 0; thread < this.threads; thread++) {
      const row = thread * this.slots + slot;
      // Most rows of a table are nobody's, and their histograms memory that was never touched.
      if (this.totals[row] === 0) continue;
      sums.requests += this.totals[row] as number;
      sums.errors += this.errors[row] as number;
      sums.latency += this.latencies[row] as number;
      sums.histogram.add(this.histograms, row * BUCKETS);
    }
  }

  /** Makes a slot ready for a new backend. */
  clear(slot: number): void {
    invariant(this.activeOf(slot) === 0, 'a slot in use is cleared');
    this.addCounts(slot, this.past);
    Atomics.store(this.flags, slot, 0);
    Atomics.store(this.weights, slot, 0);
    Atomics.store(this.failures, slot, 0);
    this.averages.fill(0, slot * 2, slot * 2 + 2);
    for (let thread = 0; thread < this.threads; thread++) {
      const row = thread * this.slots + slot;
      this.totals[row] = 0;
      this.errors[row] = 0;
      this.latencies[row] = 0;
      this.histograms.fill(0, row * BUCKETS, (row + 1) * BUCKETS);
    }
  }
}

function bytesFor(slots: number, threads: number): number {
  const shared = (WORDS + threads * 2) * 4 + threads * ANSWER_COLUMNS * 8 + slots * (4 * 4 + 16);
  const own = slots * threads * (4 + 3 * 8 + BUCKETS * 8);
  // Each of the fourteen columns may be padded by up to a cache line.
  return Math.ceil((shared + own) / 64) * 64 + 14 * 64;
}
