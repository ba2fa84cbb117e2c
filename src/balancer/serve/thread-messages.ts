/**
 * What the main thread and a thread that serves tell each other. Few words, rarely said: what every request needs is in
 * the state table.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { Endpoint, NetworkError } from '../../kernel/network.ts';
import type { BalancerConfig } from '../config/config.ts';
import type { Member } from '../core/backend.ts';
import type { LocalAnswer, LocalRequest } from '../core/local-page.ts';
import type { SessionTableHandle } from '../core/session-table.ts';
import type { TableHandle } from '../core/state-table.ts';
import type { AccessLog } from '../proxy/access-log.ts';

/** What a thread starts with. */
export interface ThreadStart extends Roster, Rules {
  readonly thread: number;
  readonly table: TableHandle;
  readonly listen: Endpoint;
  /** The zero of the balancer's clock: all threads stamp what they share on one scale. */
  readonly epoch: Micros;
  /** Somebody reads the access log. */
  readonly accessLog: boolean;
}

/** Who is in the pool. */
export interface Roster {
  readonly members: readonly Member[];
  readonly generation: number;
}

/** What to go by. */
export interface Rules {
  /** With the secret that all threads sign with. */
  readonly config: BalancerConfig;
  /** The table of the sessions that clients name, where there is one. */
  readonly sessions: SessionTableHandle | null;
}

/** A line of the access log to be. */
export type AccessLine = Parameters<AccessLog>;

/** To a thread that serves. */
export type ThreadOrder =
  | ({ readonly type: 'adopt' } & Roster)
  | ({ readonly type: 'configure' } & Rules)
  | { readonly type: 'cut-off'; readonly backend: string }
  | { readonly type: 'answer'; readonly id: number; readonly answer: LocalAnswer }
  /** Finish what is under way, then end. */
  | { readonly type: 'stop' }
  | { readonly type: 'stop-now' };

/** From a thread that serves. */
export type ThreadReport =
  | { readonly type: 'listening'; readonly endpoint: Endpoint }
  /** Listening failed; or, when it listens, a single connection could not be accepted. */
  | { readonly type: 'trouble'; readonly error: NetworkError }
  | { readonly type: 'eject'; readonly backend: string }
  | { readonly type: 'ask'; readonly id: number; readonly request: LocalRequest }
  | { readonly type: 'access'; readonly lines: readonly AccessLine[] };
