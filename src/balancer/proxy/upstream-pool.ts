/** Connections to backends that wait for their next exchange: a stack each, so that the warmest is used first. */
import type { Backend } from '../core/backend.ts';
import type { ProxyContext } from './context.ts';
import type { IdleUpstreams, UpstreamUser } from './upstream.ts';
import { UpstreamConnection } from './upstream-connection.ts';

export class UpstreamPool implements IdleUpstreams<UpstreamConnection> {
  readonly #context: ProxyContext;
  readonly #idle: UpstreamConnection[][] = [];

  constructor(context: ProxyContext) {
    this.#context = context;
  }

  /** A connection for one exchange: a kept one when there is one and `fresh` isn't asked for, else one being opened. */
  acquire(backend: Backend, user: UpstreamUser, fresh: boolean): UpstreamConnection {
    const kept = fresh ? undefined : this.#idle[backend.index]?.pop();
    if (kept === undefined) return new UpstreamConnection(this.#context, this, backend, user);
    kept.reuse(user);
    return kept;
  }

  keep(connection: UpstreamConnection): void {
    this.#stack(connection.backend).push(connection);
  }

  /** An idle connection went away. */
  forget(connection: UpstreamConnection): void {
    const stack = this.#stack(connection.backend);
    const index = stack.indexOf(connection);
    if (index >= 0) stack.splice(index, 1);
  }

  closeAll(): void {
    for (const stack of this.#idle) {
      for (const connection of stack?.splice(0) ?? []) connection.close();
    }
  }

  #stack(backend: Backend): UpstreamConnection[] {
    let stack = this.#idle[backend.index];
    if (stack === undefined) {
      stack = [];
      this.#idle[backend.index] = stack;
    }
    return stack;
  }
}
