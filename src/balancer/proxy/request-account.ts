/** Sees to it that each request is counted once, at its end, and has its line in the access log when there is one. */
import type { RequestHead } from '../../http1/request-head.ts';
import { canonicalHost } from '../config/ip-literal.ts';
import { type LocalAnswer, PLAIN } from '../core/local-page.ts';
import type { Reason } from '../core/outcome.ts';
import type { ProxyContext } from './context.ts';
import type { Exchange } from './exchange.ts';
import type { PeerForwarding } from './forwarding.ts';
import { type Outcome, RequestRecord } from './request-record.ts';

export class RequestAccount {
  readonly #context: ProxyContext;
  readonly #peer: string;
  /** The current request is in no counter and no log yet. */
  #open = false;
  #record: RequestRecord | null = null;

  /** `peer`: the address of the connection's other end. */
  constructor(context: ProxyContext, peer: string) {
    this.#context = context;
    this.#peer = peer;
  }

  begin(head: RequestHead, forwarding: PeerForwarding): void {
    this.#open = true;
    if (this.#context.accessLog === null) return;
    this.#record = new RequestRecord(head, forwarding.clientOf(head), this.#context);
  }

  /** The balancer answered itself, with `bytes` of body. `backend`: the one of the last attempt, if there was any. */
  closeOwn({ status, contentType, body }: LocalAnswer, bytes: number, reason: Reason | '', backend: string): void {
    // Also what was no request is answered and counts: bytes that are none, half a head, a client too many.
    this.#open = true;
    if (this.#context.accessLog !== null) {
      this.#record ??= new RequestRecord(null, canonicalHost(this.#peer), this.#context);
      if (status >= 400 && contentType === PLAIN) this.#record.problem = body.trimEnd();
    }
    this.#close({ status, bytes, backend, reason, aborted: false }, true);
  }

  /** `exchange`: whose answer it was; null: our own, and not given. `reason`: why it is not whole; empty when it is. */
  close(exchange: Exchange | null, reason: Reason | ''): void {
    const { status, bodyBytes } = exchange?.answer ?? { status: 0, bodyBytes: 0 };
    const backend = exchange?.served ?? '';
    this.#close({ status, bytes: bodyBytes, backend, reason, aborted: reason !== '' }, exchange === null);
  }

  #close(outcome: Outcome, own: boolean): void {
    if (!this.#open) return;
    this.#open = false;
    this.#context.metrics.answered(outcome.status, own, outcome.reason);
    const record = this.#record;
    this.#record = null;
    if (record !== null) this.#context.accessLog?.(record.entry(outcome, this.#context));
  }
}
