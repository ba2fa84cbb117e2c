/** Sticky sessions: which backend a client's session belongs to, and how the client is told. */
import type { RequestHead } from '../../http1/request-head.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Backend } from './backend.ts';
import type { SessionConfig } from './config.ts';
import type { Pool } from './pool.ts';
import type { StateTable } from './state-table.ts';

/** What is remembered of one request's session until its answer. Reused for the next request of the connection. */
export interface Visit {
  /** The backend that the session belongs to, eligible or not; null without a session. */
  backend: Backend | null;
  /** When the session was last prolonged, in seconds since 1970; -1 without a session. */
  renewedAt: number;
  /** What names the session where it is stored; 0 where it is not. */
  key: number;
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
  readonly config: SessionConfig;
}

/** Every request for itself. */
const NO_SESSIONS: Sessions = { find: () => null, stick: () => '' };

export function createSessions(_context: SessionsContext): Sessions {
  return NO_SESSIONS;
}
