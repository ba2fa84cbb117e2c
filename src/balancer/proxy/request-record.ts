/** What the access log wants to know of a request, copied from its head, for the line that is written at its end. */
import type { RequestHead } from '../../http1/request-head.ts';
import type { Micros } from '../../kernel/clock.ts';
import type { AccessEntry } from './access-log.ts';
import type { ProxyContext } from './context.ts';

/** What came of it. */
export type Outcome = Pick<AccessEntry, 'status' | 'bytes' | 'backend' | 'reason' | 'aborted'>;

export class RequestRecord {
  readonly #client: string;
  readonly #method: string;
  readonly #target: string;
  readonly #minor: 0 | 1;
  readonly #referer: string;
  readonly #userAgent: string;
  readonly #startedAt: Micros;
  /** See `AccessEntry`. */
  problem = '';

  /** `head` is null for what was no valid request, or none at all. */
  constructor(head: RequestHead | null, client: string, context: ProxyContext) {
    this.#client = client;
    this.#method = head?.method ?? '';
    this.#target = head?.target ?? '';
    this.#minor = head?.minor ?? 1;
    this.#referer = head?.get('referer') ?? '';
    this.#userAgent = head?.get('user-agent') ?? '';
    this.#startedAt = context.now;
  }

  entry(outcome: Outcome, context: ProxyContext): AccessEntry {
    return {
      ...outcome,
      client: this.#client,
      method: this.#method,
      target: this.#target,
      minor: this.#minor,
      referer: this.#referer,
      userAgent: this.#userAgent,
      duration: context.now - this.#startedAt,
      problem: this.problem,
      wall: context.clock.wall(),
    };
  }
}
