/**
 * Connections to backends. Idle ones wait for their next exchange, a stack for each backend, so that the warmest is used
 * first and the coldest lies at the bottom: whatever waited too long is found there.
 */

import type { Micros, Timer } from '../../kernel/clock.ts';
import type { Backend } from '../core/backend.ts';
import type { ProxyContext } from './context.ts';
import type { IdleUpstreams, UpstreamUser } from './upstream.ts';
import { UpstreamConnection } from './upstream-connection.ts';

export class UpstreamPool implements IdleUpstreams<UpstreamConnection> {
  readonly #context: ProxyContext;
  /** By the backend's index. */
  readonly #idle: UpstreamConnection[][] = [];
  readonly #all: Set<UpstreamConnection>[] = [];
  #sweep: Timer | null = null;
  #sweepsAt: Micros = 0;

  constructor(context: ProxyContext) {
    this.#context = context;
  }

  /** A connection for one exchange: a kept one when there is one and `fresh` isn't asked for, else one being opened. */
  acquire(backend: Backend, user: UpstreamUser, fresh: boolean): UpstreamConnection {
    const { index } = backend;
    // Who wants a fresh one lost a kept one to a race: the coldest goes in its stead, or each race would leave one more.
    if (fresh) this.#idle[index]?.shift()?.close();
    const kept = fresh ? undefined : this.#idle[index]?.pop();
    if (kept !== undefined) {
      kept.reuse(user);
      return kept;
    }
    this.#idle[index] ??= [];
    this.#all[index] ??= new Set();
    const opened = new UpstreamConnection(this.#context, this, backend, user);
    this.#all[index].add(opened);
    return opened;
  }

  keep(connection: UpstreamConnection): void {
    const { now, config } = this.#context;
    connection.keptAt = now;
    (this.#idle[connection.backend.index] as UpstreamConnection[]).push(connection);
    const { upstreamIdle } = config.timeouts;
    // Another one is planned mostly; not so soon when a reload has shortened the time since.
    if (this.#sweep === null || now + upstreamIdle < this.#sweepsAt) this.#sweepAfter(upstreamIdle);
  }

  forget(connection: UpstreamConnection): void {
    const { index } = connection.backend;
    this.#all[index]?.delete(connection);
    if (!connection.kept) return;
    const stack = this.#idle[index] ?? [];
    const at = stack.lastIndexOf(connection);
    if (at >= 0) stack.splice(at, 1);
  }

  /** A backend left the pool: idle connections to it are closed, and what is still under way is cut off. */
  dismiss(backend: Backend): void {
    for (const connection of [...(this.#all[backend.index] ?? [])]) {
      if (connection.backend.id === backend.id) connection.giveUp();
    }
  }

  /** A backend's requests had time enough: those still under way are cut off; idle connections stay. */
  cutOff(backend: Backend): void {
    for (const connection of [...(this.#all[backend.index] ?? [])]) {
      if (connection.backend.id === backend.id && !connection.kept) connection.giveUp();
    }
  }

  closeIdle(): void {
    for (const stack of this.#idle) {
      for (const connection of stack?.splice(0) ?? []) connection.close();
    }
  }

  #sweepAfter(delay: number): void {
    const { clock, now } = this.#context;
    this.#sweep?.cancel();
    this.#sweepsAt = now + delay;
    this.#sweep = clock.after(delay, () => {
      this.#sweep = null;
      this.#closeStale();
    });
  }

  #closeStale(): void {
    const context = this.#context;
    context.tick();
    const { upstreamIdle } = context.config.timeouts;
    const oldest = context.now - upstreamIdle;
    let next = Number.POSITIVE_INFINITY;
    for (const stack of this.#idle) {
      if (stack === undefined) continue;
      let stale = 0;
      while (stale < stack.length && (stack[stale] as UpstreamConnection).keptAt <= oldest) stale++;
      for (const connection of stack.splice(0, stale)) connection.close();
      const [coldest] = stack;
      if (coldest !== undefined) next = Math.min(next, coldest.keptAt - oldest);
    }
    if (next !== Number.POSITIVE_INFINITY) this.#sweepAfter(next);
  }
}
