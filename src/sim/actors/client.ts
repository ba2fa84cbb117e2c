/**
 * A load client: an address of its own, and as many kept connections as its requests need. It checks every answer to
 * the last byte.
 */

import type { Micros } from '../../kernel/clock.ts';
import type { DeadlineList } from '../../kernel/deadline-list.ts';
import { OUTCOMES } from '../history/event.ts';
import { NONE } from '../history/history.ts';
import { ClientConnection } from './client-connection.ts';
import type { ClientContext, ConnectionOwner, Ending } from './client-context.ts';
import { targetOf } from './payload.ts';

export class LoadClient implements ConnectionOwner<ClientConnection> {
  readonly host: string;
  readonly context: ClientContext;
  readonly #actor: number;
  readonly #idle: ClientConnection[] = [];
  readonly #busy = new Set<ClientConnection>();
  #connections = 0;

  constructor(context: ClientContext, name: string, host: string) {
    this.context = context;
    this.host = host;
    this.#actor = context.sink.actorId(name);
  }

  /** Sends request `id`, which was due at `due`; `deadlines` is armed for its time-out. */
  send(id: number, due: Micros, deadlines: DeadlineList): void {
    const connection = this.#idle.pop() ?? new ClientConnection(this, this.#connections++);
    const { clock, sink } = this.context;
    const now = clock.now();
    const target = targetOf(id);
    sink.append(now, 'client.send', this.#actor, NONE, id, connection.number, Math.round(now - due), 0, NONE);
    this.#busy.add(connection);
    // From when it was due: a client that comes late with its request waits no longer for that.
    deadlines.arm(connection, Math.round(due));
    connection.request(id, target);
  }

  /** The connection's request ended. */
  done(connection: ClientConnection, id: number, ending: Ending): void {
    this.#busy.delete(connection);
    const { clock, sink } = this.context;
    sink.append(
      clock.now(),
      'client.done',
      this.#actor,
      ending.backend === '' ? NONE : sink.actorId(ending.backend),
      id,
      connection.number,
      ending.status,
      OUTCOMES.indexOf(ending.outcome),
      ending.problem === '' ? NONE : sink.textId(ending.problem),
    );
    this.context.onDone(ending.outcome, ending.status);
  }

  keep(connection: ClientConnection): void {
    this.#idle.push(connection);
  }

  forget(connection: ClientConnection): void {
    const index = this.#idle.indexOf(connection);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  /** Closes everything, answered or not. */
  stop(): void {
    this.close();
    for (const connection of this.#busy) connection.close();
    this.#busy.clear();
  }

  /** Closes what waits; connections with a request under way stay. */
  close(): void {
    for (const connection of this.#idle.splice(0)) connection.close();
  }
}
