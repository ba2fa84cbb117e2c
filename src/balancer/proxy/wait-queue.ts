/**
 * Requests that wait for a backend with room, first come, first served. Who ends a request on this thread wakes the
 * first of them; room that another thread makes, or a backend that comes back, is found by a look every few ms.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { Backend } from '../core/backend.ts';
import type { ProxyContext } from './context.ts';

export interface Waiting {
  /** It has waited long enough for room: this is its backend, already counted. */
  onRoom(backend: Backend): void;
}

const LOOK: Micros = 5_000;

export class WaitQueue<Request extends Waiting> {
  readonly #context: ProxyContext;
  readonly #claim: (request: Request) => Backend | null;
  /** A set keeps its order, and lets the impatient leave at no cost. */
  readonly #waiting = new Set<Request>();
  #looks = false;
  #serving = false;

  /** `claim` finds a backend for a request, and counts it. */
  constructor(context: ProxyContext, claim: (request: Request) => Backend | null) {
    this.#context = context;
    this.#claim = claim;
  }

  get length(): number {
    return this.#waiting.size;
  }

  has(request: Request): boolean {
    return this.#waiting.has(request);
  }

  /** Lets a request wait, unless too many do. */
  add(request: Request): void {
    if (this.#waiting.size >= this.#context.config.limits.queue) return;
    this.#waiting.add(request);
    this.#lookLater();
  }

  leave(request: Request): void {
    this.#waiting.delete(request);
  }

  /** There may be room: serves the first ones as long as there is. */
  serve(): void {
    // What is served may end at once and ask again.
    if (this.#serving || this.#waiting.size === 0) return;
    this.#serving = true;
    for (const request of this.#waiting) {
      const backend = this.#claim(request);
      if (backend === null) break;
      this.#waiting.delete(request);
      request.onRoom(backend);
    }
    this.#serving = false;
  }

  #lookLater(): void {
    if (this.#looks) return;
    this.#looks = true;
    this.#context.clock.after(LOOK, () => {
      this.#looks = false;
      this.#context.tick();
      this.serve();
      if (this.#waiting.size > 0) this.#lookLater();
    });
  }
}
