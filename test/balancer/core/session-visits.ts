/** Sessions for tests: heads from field lines, a clock that is set by hand, visits as an exchange makes them. */

import { DEFAULTS, type SessionConfig } from '../../../src/balancer/config/config.ts';
import type { Pool } from '../../../src/balancer/core/pool.ts';
import { createSessions } from '../../../src/balancer/core/session-modes.ts';
import type { SessionTable } from '../../../src/balancer/core/session-table.ts';
import { newVisit, type Sessions, type Visit } from '../../../src/balancer/core/sessions.ts';
import { DEFAULT_HEAD_LIMITS } from '../../../src/http1/limits.ts';
import { RequestHead } from '../../../src/http1/request-head.ts';
import { latin1Bytes } from '../../../src/kernel/bytes.ts';
import type { Clock } from '../../../src/kernel/clock.ts';
import type { Seated } from './backends.ts';

/** 2026-01-01 in UTC. */
const START = 1_767_225_600_000;
export const TTL_SECONDS = 600;

/** A clock whose wall is set by hand. */
export class HandClock implements Clock {
  ms = START;

  now(): number {
    return (this.ms - START) * 1000;
  }

  wall(): number {
    return this.ms;
  }

  after(): never {
    throw new Error('sessions set no timer');
  }

  pass(seconds: number): void {
    this.ms += seconds * 1000;
  }
}

const HEAD = new RequestHead(DEFAULT_HEAD_LIMITS);

/** The head of a request with these field lines, in scratch memory. */
function headOf(...fields: string[]): RequestHead {
  const text = ['GET / HTTP/1.1', 'Host: h', ...fields, '', ''].join('\r\n');
  if (HEAD.scan(latin1Bytes(text), 0, text.length) !== text.length) throw new Error(`no valid head: ${text}`);
  return HEAD;
}

export function sessionsOf(
  { table, pool }: Seated,
  clock: Clock,
  config: Partial<SessionConfig>,
  store: SessionTable | null = null,
): Sessions {
  const session = { ...DEFAULTS.session, secret: 'a secret', ttl: TTL_SECONDS * 1e6, ...config };
  return createSessions({ clock, table, pool, config: session, store });
}

export interface Found {
  /** The index of the backend that the request must go to; -1: the policy chooses. */
  readonly index: number;
  readonly visit: Visit;
}

export function find(sessions: Sessions, ...fields: string[]): Found {
  const visit = newVisit();
  return { index: sessions.find(headOf(...fields), visit)?.index ?? -1, visit };
}

/** The value of the cookie that a client without a session gets from this backend. */
export function issued(sessions: Sessions, pool: Pool, index: number): string {
  const backend = pool.backends[index];
  if (backend === undefined) throw new Error(`no backend ${index}`);
  const line = sessions.stick(find(sessions).visit, backend);
  const value = /^Set-Cookie: [^=]+=([^;]*);/.exec(line)?.[1];
  if (value === undefined) throw new Error(`no cookie: ${line}`);
  return value;
}
