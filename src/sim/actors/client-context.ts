/** What a load client, its connections and the generator know of each other. */

import type { ResponseHead } from '../../http1/response-head.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Endpoint, Network } from '../../kernel/network.ts';
import type { Outcome } from '../history/event.ts';
import type { EventSink } from '../history/sink.ts';

/** What all clients of a run share. */
export interface ClientContext {
  readonly clock: Clock;
  readonly network: Network;
  readonly sink: EventSink;
  /** Where the subject listens. */
  readonly subject: Endpoint;
  /** Scratch memory for answers' heads. */
  readonly responseHead: ResponseHead;
  /** A request is finished, one way or the other. */
  onDone(outcome: Outcome, status: number): void;
}

/** How a request ended. */
export interface Ending {
  readonly outcome: Outcome;
  /** 0 when no head came. */
  readonly status: number;
  /** The backend stamped on the answer, '' when there is none. */
  readonly backend: string;
  /** '' when all is well. */
  readonly problem: string;
}

/** The client that a connection belongs to. */
export interface ConnectionOwner<Connection> {
  readonly host: string;
  readonly context: ClientContext;
  /** The connection's request ended. */
  done(connection: Connection, id: number, ending: Ending): void;
  /** It waits for another request. */
  keep(connection: Connection): void;
  /** It is gone. */
  forget(connection: Connection): void;
}
