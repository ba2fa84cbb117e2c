/** Finds the backend for a request: by its session, by the policy, past those that are full; or has it wait for room. */
import type { Backend } from '../core/backend.ts';
import type { PickRequest } from '../policies/policy.ts';
import { isLessLoaded } from '../policies/two-choices.ts';
import type { ProxyContext } from './context.ts';
import { type Waiting, WaitQueue } from './wait-queue.ts';

/** A request that looks for a backend. */
export interface Dispatched extends PickRequest, Waiting {
  /** The backend that its session belongs to, if that may take it. */
  preferred: Backend | null;
  /** Those that failed it already. */
  readonly tried: readonly Backend[];
}

/** Threads take requests from each other: after so many lost races any choice will do. */
const RACES_MAX = 16;

export class Dispatcher {
  readonly queue: WaitQueue<Dispatched>;
  readonly #context: ProxyContext;
  /** Where the search for the next best starts. */
  #turn = 0;

  constructor(context: ProxyContext) {
    this.#context = context;
    this.queue = new WaitQueue(context, (request) => this.#claimLater(request));
  }

  /**
   * A backend for the request, already counted for it. Null when there is none: then either the request waits in the
   * queue, or nothing can be done for it. `again`: a backend failed it, and it was there before all that wait now.
   */
  dispatch(request: Dispatched, again: boolean): Backend | null {
    if (again || this.queue.length === 0) {
      const backend = again ? this.#claimLater(request) : this.#claim(request);
      if (backend !== null) return backend;
    }
    if (this.#isAnyEligible(request)) this.queue.add(request);
    return null;
  }

  /** For one that came earlier: what it preferred then need not be eligible any more. */
  #claimLater(request: Dispatched): Backend | null {
    const { preferred } = request;
    if (preferred !== null && !this.#context.pool.eligible.includes(preferred)) request.preferred = null;
    return this.#claim(request);
  }

  #claim(request: Dispatched): Backend | null {
    const { pool, policy } = this.#context;
    const { tried, preferred } = request;
    if (preferred !== null && this.#isOpenTo(preferred, request) && this.#take(preferred, -1)) return preferred;
    for (let races = 0; ; races++) {
      const { eligible } = pool;
      request.seen = -1;
      const choice = policy.pick(eligible, request);
      if (choice === null) return null;
      const isTried = tried.length > 0 && tried.includes(choice);
      if (!isTried && this.#take(choice, races < RACES_MAX ? request.seen : -1)) return choice;
      // Full, or tried before: a policy may well insist on it.
      if (isTried || this.#isFull(choice)) return this.#nextBest(request);
    }
  }

  /**
   * Of those that have room and were not tried, the one that the request weighs least on. Ties are broken in turn: what
   * one backend can't take is not all for its neighbour. (No policy is asked: it would prepare itself for a pool without
   * the others, each time.)
   */
  #nextBest({ tried }: Dispatched): Backend | null {
    const { eligible } = this.#context.pool;
    const start = this.#turn++;
    for (;;) {
      let best: Backend | null = null;
      for (let i = 0; i < eligible.length; i++) {
        const backend = eligible[(start + i) % eligible.length] as Backend;
        if (tried.includes(backend) || this.#isFull(backend)) continue;
        if (best === null || isLessLoaded(backend, best)) best = backend;
      }
      // One that another thread filled meanwhile is full the next time round.
      if (best === null || this.#take(best, -1)) return best;
    }
  }

  /** Counts the request for the backend, unless that is full or `seen` (when >= 0) is not true any more. */
  #take(backend: Backend, seen: number): boolean {
    const { metrics } = this.#context;
    const most = backend.config.connectionsMax;
    if (most === 0) return metrics.started(backend, seen);
    for (;;) {
      const { active } = backend;
      if (active >= most || (seen >= 0 && seen !== active)) return false;
      if (metrics.started(backend, active)) return true;
    }
  }

  #isFull(backend: Backend): boolean {
    const most = backend.config.connectionsMax;
    return most > 0 && backend.active >= most;
  }

  /** Who waited or tried before may find its session's backend out by now. */
  #isOpenTo(backend: Backend, { tried }: Dispatched): boolean {
    return !tried.includes(backend) && this.#context.pool.eligible.includes(backend);
  }

  #isAnyEligible({ tried }: Dispatched): boolean {
    return this.#context.pool.eligible.some((backend) => !tried.includes(backend));
  }
}
