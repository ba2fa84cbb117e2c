/** When a request is sent once more, and when that would only make a bad situation worse. */
import type { RetryConfig } from '../config/config.ts';
import type { UpstreamFailure } from './upstream.ts';

/** RFC 9110, 9.2.2. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']);

/** Retries that a quiet balancer has to its credit, and can have at most. */
const CREDIT_MAX = 10;

export class RetryRules {
  readonly #config: RetryConfig;
  /** Each request adds a share of a retry, each retry takes one: retries can't multiply what backends have to do. */
  #credit = CREDIT_MAX;

  constructor(config: RetryConfig) {
    this.#config = config;
  }

  /** A request came in. */
  earn(): void {
    if (this.#credit < CREDIT_MAX) this.#credit += this.#config.budget;
  }

  /**
   * Whether there may be one attempt more, after `attempts`. One that follows an attempt which never reached a backend is
   * free: no backend had any work of that, and a dead one among three would use up any budget until its probes tell.
   */
  allow(kind: RetryKind, attempts: number): boolean {
    if (kind === 'never' || attempts >= this.#config.attempts) return false;
    if (kind === 'elsewhere') return true;
    if (this.#credit < 1) return false;
    this.#credit--;
    return true;
  }
}

export type RetryKind =
  /** Nothing was sent: to another backend. */
  | 'elsewhere'
  /**
   * A kept connection closed before it answered: the backend most likely closed it as idle (RFC 9112, 9.3.1, for
   * idempotent methods). Once more, on a connection of its own.
   */
  | 'raced'
  | 'never';

/** Whether a request may be sent to another backend, or again: when nothing of it can have been acted on. */
export function retryKind(failure: UpstreamFailure, reused: boolean, hasBody: boolean, method: string): RetryKind {
  if (failure === 'not-connected') return 'elsewhere';
  return failure === 'no-answer' && reused && !hasBody && IDEMPOTENT.has(method) ? 'raced' : 'never';
}
