/**
 * A load client: an address of its own, and as many connections as its requests need. It checks every answer to the last
 * byte.
 */

import type { ResponseHead } from '../../http1/response-head.ts';
import type { Micros } from '../../kernel/clock.ts';
import { OUTCOMES } from '../history/event.ts';
import { NONE } from '../history/history.ts';
import { ClientConnection, type ConnectionOwner } from './client-connection.ts';
import type { ClientContext, ClientStream } from './client-context.ts';
import { ClientRequest } from './client-request.ts';
import { CookieJar } from './cookie-jar.ts';

/** What is sent: its name, its method, its head as this client sends it, and how many bytes of body follow. */
export interface Sendable {
  readonly name: string;
  readonly method: string;
  readonly bytes: number;
  head(id: number, client: string, cookies: string): string;
}

export class LoadClient implements ConnectionOwner<ClientConnection> {
  readonly host: string;
  readonly context: ClientContext;
  readonly #index: number;
  readonly #name: string;
  readonly #actor: number;
  readonly #idle: ClientConnection[] = [];
  readonly #all = new Set<ClientConnection>();
  /** Connections that carry several requests at a time. */
  readonly #pipelines = new Set<ClientConnection>();
  readonly #jar = new CookieJar();
  /** Requests that have ended, for those to come. */
  readonly #spare: ClientRequest[] = [];
  #connections = 0;

  constructor(context: ClientContext, index: number, name: string, host: string) {
    this.context = context;
    this.host = host;
    this.#index = index;
    this.#name = name;
    this.#actor = context.sink.actorId(name);
  }

  /** Sends request `id` of a stream, which was due at `due`. */
  send(stream: ClientStream, what: Sendable, id: number, due: Micros): void {
    const { clock, sink } = this.context;
    const connection = this.#connectionFor(stream);
    const request = this.#spare.pop() ?? new ClientRequest();
    request.start(stream, connection, id, what.method);
    const now = clock.now();
    const lag = Math.round(now - due);
    const text = sink.textId(what.name);
    sink.append(now, 'client.send', this.#actor, NONE, id, connection.number, lag, stream.index, text);
    // From when it was due: a client that comes late with its request waits no longer for that.
    stream.deadlines.arm(request, Math.round(due));
    const cookies = stream.spec.sessions.kind === 'cookie' ? this.#jar.line : '';
    connection.request(request, what.head(id, this.#name, cookies), what.bytes);
  }

  onHead({ stream }: ClientRequest, head: ResponseHead): void {
    if (stream?.spec.sessions.kind === 'cookie') this.#jar.take(head);
  }

  done(connection: ClientConnection, request: ClientRequest): void {
    const { clock, sink } = this.context;
    const { id, backend, status, outcome, problem, stream } = request;
    sink.append(
      clock.now(),
      'client.done',
      this.#actor,
      backend === '' ? NONE : sink.actorId(backend),
      id,
      connection.number,
      status,
      OUTCOMES.indexOf(outcome),
      problem === '' ? NONE : sink.textId(problem),
    );
    this.#spare.push(request);
    stream?.onDone(this.#index, outcome, status);
  }

  keep(connection: ClientConnection): void {
    if (!this.#pipelines.has(connection)) this.#idle.push(connection);
  }

  forget(connection: ClientConnection): void {
    this.#all.delete(connection);
    this.#pipelines.delete(connection);
    const index = this.#idle.indexOf(connection);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  /** Closes everything, answered or not. */
  stop(): void {
    for (const connection of this.#all) connection.close();
    this.#forgetAll();
  }

  /** Closes what waits; connections with a request under way stay. */
  close(): void {
    for (const connection of this.#idle.splice(0)) this.#close(connection);
    for (const connection of this.#pipelines) if (connection.load === 0) this.#close(connection);
  }

  #close(connection: ClientConnection): void {
    this.forget(connection);
    connection.close();
  }

  #forgetAll(): void {
    this.#all.clear();
    this.#pipelines.clear();
    this.#idle.length = 0;
  }

  #connectionFor({ spec }: ClientStream): ClientConnection {
    const { connections, behavior } = spec;
    if (behavior.kind !== 'none' || connections.kind === 'close') return this.#connect(spec, true);
    if (connections.kind === 'keep') return this.#idle.pop() ?? this.#connect(spec, false);
    for (const connection of this.#pipelines) {
      if (connection.load < connections.depth && connection.isWritable) return connection;
    }
    const connection = this.#connect(spec, false);
    this.#pipelines.add(connection);
    return connection;
  }

  #connect({ behavior }: ClientStream['spec'], once: boolean): ClientConnection {
    const connection = new ClientConnection(this, this.#connections++, once, behavior);
    this.#all.add(connection);
    return connection;
  }
}
