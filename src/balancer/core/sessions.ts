/**
 * Sticky sessions: which backend a client's session belongs to, and how the client is told. `session-modes.ts` has the
 * ways there are.
 */
import type { RequestHead } from '../../http1/request-head.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { SessionConfig } from '../config/config.ts';
import type { Backend } from './backend.ts';
import type { Pool } from './pool.ts';
import type { SessionTable } from './session-table.ts';
import type { StateTable } from './state-table.ts';

/** What is remembered of one request's session until its answer. Reused for the next request of the connection. */
export interface Visit {
  /** The backend that the session belongs to, eligible or not; null without a session. */
  backend: Backend | null;
  /** The client must be told anew, though its session stays where it is. */
  due: boolean;
  /** The client has named its session, and this is the name's hash. */
  named: boolean;
  low: number;
  high: number;
  /** The client's own connection is secured, as far as is known. */
  secure: boolean;
}

export interface Sessions {
  /** Looks for the request's session, fills in `visit`, and returns its backend if that may take the request. */
  find(head: RequestHead, visit: Visit): Backend | null;
  /**
   * The request was answered by `backend`. Returns the field line (with its CR LF) that tells the client which session
   * it is in, empty when there is nothing to tell.
   */
  stick(visit: Visit, backend: Backend): string;
}

export interface SessionsContext {
  readonly clock: Clock;
  readonly table: StateTable;
  readonly pool: Pool;
  /** Its secret is not empty, unless there are to be no sessions. */
  readonly config: SessionConfig;
  /** Where the sessions are that clients name; null when they name none. */
  readonly store: SessionTable | null;
}

export function newVisit(): Visit {
  return { backend: null, due: false, named: false, low: 0, high: 0, secure: false };
}
