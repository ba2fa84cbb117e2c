/** What a load client, its connections and the generator know of each other. */

import type { ResponseHead } from '../../http1/response-head.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { DeadlineList } from '../../kernel/deadline-list.ts';
import type { Endpoint, Network } from '../../kernel/network.ts';
import type { Outcome } from '../history/event.ts';
import type { EventSink } from '../history/sink.ts';
import type { StreamSpec } from '../scenario/load-spec.ts';

/** What all clients of a run share. */
export interface ClientContext {
  readonly clock: Clock;
  readonly network: Network;
  readonly sink: EventSink;
  /** Where the subject listens. */
  readonly subject: Endpoint;
  /** Scratch memory for answers' heads. */
  readonly responseHead: ResponseHead;
}

/** The stream of the load that a request belongs to. */
export interface ClientStream {
  /** Its place in the scenario. */
  readonly index: number;
  readonly spec: StreamSpec;
  /** Its clients' patience. */
  readonly deadlines: DeadlineList;
  /** A request is finished, one way or the other. */
  onDone(client: number, outcome: Outcome, status: number): void;
}
