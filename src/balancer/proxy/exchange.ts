/**
 * One request and its answer, from the head to the last byte: which backend, over which connection, what when it fails.
 * Bytes flow straight through; whoever is slower stops the other one.
 */

import type { Fields } from '../../http1/fields.ts';
import type { RequestHead } from '../../http1/request-head.ts';
import type { ResponseHead } from '../../http1/response-head.ts';
import type { Micros } from '../../kernel/clock.ts';
import { Deadline } from '../../kernel/deadline-list.ts';
import type { Backend } from '../core/backend.ts';
import type { PickRequest } from '../policies/policy.ts';
import type { ProxyContext } from './context.ts';
import { copyTrailers } from './copy-fields.ts';
import { type Delivery, deliveryOf, downstreamHead, interimHead, upstreamHead } from './heads.ts';
import type { Outbox } from './outbox.ts';
import { RequestBody } from './request-body.ts';
import type { UpstreamFailure, UpstreamUser } from './upstream.ts';
import type { UpstreamConnection } from './upstream-connection.ts';
import type { UpstreamPool } from './upstream-pool.ts';

/** The client's side of an exchange. */
export interface ExchangeClient {
  readonly host: string;
  readonly outbox: Outbox;
  pause(): void;
  resume(): void;
  /** The answer is complete; `reusable` tells whether the connection is still in step. */
  onExchangeDone(reusable: boolean): void;
  /** No answer can be had; nothing of one was sent. */
  onExchangeFailed(status: 408 | 502 | 503 | 504): void;
  /** The answer broke off: the client must see that it is not whole. */
  onExchangeCut(): void;
}

/** RFC 9110, 9.2.2. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']);

export class Exchange extends Deadline implements UpstreamUser, PickRequest {
  readonly clientHost: string;
  readonly #context: ProxyContext;
  readonly #upstreams: UpstreamPool;
  readonly #client: ExchangeClient;
  #method = '';
  #head = '';
  #headFor: Backend | null = null;
  #needsHost = false;
  #clientMinor: 0 | 1 = 1;
  #keepAlive = true;
  #body: RequestBody | null = null;
  #backend: Backend | null = null;
  #upstream: UpstreamConnection | null = null;
  #tried: Backend[] = [];
  #startedAt: Micros = 0;
  #answering = false;
  #delivery: Delivery = 'plain';
  /** Who keeps us waiting while a side is paused. */
  #waitsForBackend = false;
  #waitsForClient = false;

  constructor(context: ProxyContext, upstreams: UpstreamPool, client: ExchangeClient) {
    super();
    this.#upstreams = upstreams;
    this.#context = context;
    this.#client = client;
    this.clientHost = client.host;
  }

  /** Starts with a request's head, which is borrowed. */
  start(head: RequestHead): void {
    const context = this.#context;
    this.#method = head.method;
    this.#clientMinor = head.minor;
    this.#keepAlive = head.keepAlive;
    this.#body = head.body === 'none' ? null : new RequestBody(head.body === 'chunked');
    this.#answering = false;
    this.#waitsForBackend = false;
    this.#waitsForClient = false;
    if (this.#tried.length > 0) this.#tried = [];
    const backend = context.policy.pick(context.pool.eligible, this);
    if (backend === null) {
      this.#client.onExchangeFailed(503);
      return;
    }
    this.#needsHost = head.host === '';
    this.#head = upstreamHead(head, context.forwarding, this.clientHost, backend.address);
    this.#headFor = backend;
    this.#attempt(backend, false);
  }

  /** Whether the head of an answer was passed on. */
  get answering(): boolean {
    return this.#answering;
  }

  /** Whether the whole request was read. */
  get requestComplete(): boolean {
    return this.#body === null || this.#body.complete;
  }

  onRequestBody(chunk: Uint8Array, start: number, end: number): void {
    if (this.#body?.add(chunk, start, end) === false) this.#holdClient();
    if (this.#upstream?.opened === true && !this.#answering) this.#armForRequest();
  }

  onRequestEnd(trailers: Fields | null): void {
    this.#body?.end(trailers);
    if (this.#upstream?.opened === true) this.#context.responseDeadlines.arm(this, this.#context.clock.now());
  }

  /** All bytes of one event from the client were handed over. */
  onClientSettled(): void {
    if (this.#upstream?.opened === true && !this.#upstream.outbox.flush()) this.#holdClient();
  }

  onClientDrain(): void {
    if (!this.#waitsForClient) return;
    this.#waitsForClient = false;
    this.#upstream?.resume();
    if (this.#answering) this.#context.responseDeadlines.arm(this, this.#context.clock.now());
    else this.#armForRequest();
  }

  /** The client is gone, or broke its request: what the backend still works at is of no use. */
  abort(): void {
    this.#end(false, false);
  }

  onUpstreamOpen(): void {
    const upstream = this.#upstream as UpstreamConnection;
    upstream.expect(this.#method);
    upstream.outbox.addText(this.#head);
    const room = this.#body === null || this.#body.attach(upstream.outbox);
    // The backlog of a connection that is just being opened is the exchange's own.
    if (!upstream.outbox.flush() || !room) this.#holdClient();
    else this.#releaseClient();
    this.#armForRequest();
  }

  onInterim(head: ResponseHead): void {
    // RFC 9110, 15.2: never to a 1.0 client.
    if (this.#clientMinor === 1) this.#client.outbox.addText(interimHead(head));
  }

  onResponse(head: ResponseHead): void {
    this.#answering = true;
    this.#delivery = deliveryOf(head, this.#clientMinor);
    this.#keepAlive &&= this.#delivery !== 'close' && this.requestComplete && !this.#context.stopping;
    this.#client.outbox.addText(downstreamHead(head, this.#delivery, this.#keepAlive, this.#clientMinor));
  }

  onResponseBody(chunk: Uint8Array, start: number, end: number): void {
    const out = this.#client.outbox;
    if (this.#delivery === 'chunked') out.addText(`${(end - start).toString(16)}\r\n`);
    const room = out.addBytes(chunk, start, end);
    if (this.#delivery === 'chunked') out.addText('\r\n');
    if (!room) this.#holdBackend();
  }

  onResponseEnd(trailers: Fields | null): void {
    if (this.#delivery === 'chunked') {
      this.#client.outbox.addText(`0\r\n${trailers === null ? '' : copyTrailers(trailers)}\r\n`);
    }
    this.#client.outbox.flush();
    const reusable = this.#keepAlive;
    this.#end(false, true);
    this.#client.onExchangeDone(reusable);
  }

  onUpstreamSettled(): void {
    if (!this.#client.outbox.flush()) this.#holdBackend();
    else if (this.#answering && !this.#waitsForClient) {
      this.#context.responseDeadlines.arm(this, this.#context.clock.now());
    }
  }

  onUpstreamDrain(): void {
    this.#releaseClient();
  }

  onUpstreamFailure(failure: UpstreamFailure, _detail: string): void {
    const upstream = this.#upstream;
    const backend = this.#backend;
    this.#end(true, false);
    if (this.#answering) {
      this.#client.onExchangeCut();
      return;
    }
    if (backend !== null && upstream !== null && this.#retry(failure, upstream, backend)) return;
    this.#client.onExchangeFailed(502);
  }

  override onDeadline(): void {
    const { opened } = this.#upstream ?? { opened: false };
    const clientIsLate = opened && !this.requestComplete && !this.#waitsForBackend && !this.#answering;
    this.#end(!clientIsLate && !this.#waitsForClient, false);
    if (this.#answering) this.#client.onExchangeCut();
    else this.#client.onExchangeFailed(clientIsLate ? 408 : 504);
  }

  #attempt(backend: Backend, fresh: boolean): void {
    const context = this.#context;
    const now = context.clock.now();
    this.#backend = backend;
    this.#startedAt = now;
    context.metrics.started(backend);
    context.observer.onSelect(backend);
    this.#upstream = this.#upstreams.acquire(backend, this, fresh);
    if (this.#upstream.opened) this.#sendOnKept(this.#upstream);
    else context.connectDeadlines.arm(this, now);
  }

  /** On a kept connection the head waits for the first part of the body, or for the event's end, to go with it. */
  #sendOnKept(upstream: UpstreamConnection): void {
    upstream.expect(this.#method);
    upstream.outbox.addText(this.#head);
    this.#body?.attach(upstream.outbox);
    this.#armForRequest();
  }

  /**
   * Another backend when nothing was sent. And once more, on a connection of its own, when a kept connection closed
   * before it answered: the backend most likely closed it as idle (RFC 9112, 9.3.1, for idempotent methods). The second
   * try is a choice of its own: the first backend may not be eligible any more.
   */
  #retry(failure: UpstreamFailure, upstream: UpstreamConnection, backend: Backend): boolean {
    if (failure === 'no-answer' && upstream.reused && this.#body === null && IDEMPOTENT.has(this.#method)) {
      const { pool, policy } = this.#context;
      const next = policy.pick(pool.eligible, this);
      if (next !== null) this.#again(next, true);
      return next !== null;
    }
    if (failure !== 'not-connected') return false;
    this.#tried.push(backend);
    const other = this.#untried(backend);
    if (other !== null) this.#again(other, false);
    return other !== null;
  }

  /**
   * The policy's next choice when it was not tried yet; else, for a policy may well insist, the next one in pool order
   * behind the one that failed.
   */
  #untried(failed: Backend): Backend | null {
    const { pool, policy } = this.#context;
    const choice = policy.pick(pool.eligible, this);
    if (choice === null || !this.#tried.includes(choice)) return choice;
    let first: Backend | null = null;
    for (const backend of pool.eligible) {
      if (this.#tried.includes(backend)) continue;
      if (backend.index > failed.index) return backend;
      first ??= backend;
    }
    return first;
  }

  #again(backend: Backend, fresh: boolean): void {
    if (this.#needsHost && this.#headFor !== null) {
      this.#head = this.#head.replace(`Host: ${this.#headFor.address}`, `Host: ${backend.address}`);
      this.#headFor = backend;
    }
    this.#attempt(backend, fresh);
    if (this.#upstream?.opened === true) this.#upstream.outbox.flush();
  }

  /** While the client still sends, it is the client that must not be slow; then it is the backend. */
  #armForRequest(): void {
    const { requestDeadlines, responseDeadlines, clock } = this.#context;
    (this.requestComplete || this.#waitsForBackend ? responseDeadlines : requestDeadlines).arm(this, clock.now());
  }

  #holdClient(): void {
    if (this.requestComplete) return;
    this.#waitsForBackend = true;
    this.#client.pause();
    if (this.#upstream?.opened === true) this.#armForRequest();
  }

  #releaseClient(): void {
    if (!this.#waitsForBackend) return;
    this.#waitsForBackend = false;
    this.#client.resume();
    if (!this.#answering) this.#armForRequest();
  }

  #holdBackend(): void {
    if (this.#waitsForClient) return;
    this.#waitsForClient = true;
    this.#upstream?.pause();
    this.#context.requestDeadlines.arm(this, this.#context.clock.now());
  }

  /**
   * Lets go of the backend. `failed`: it is to blame that there is no whole answer. `whole`: there is one, so that
   * nothing more of it can come on this connection, and the next exchange may have it.
   */
  #end(failed: boolean, whole: boolean): void {
    this.disarm();
    const backend = this.#backend;
    const upstream = this.#upstream;
    if (backend === null || upstream === null) return;
    this.#backend = null;
    this.#upstream = null;
    const { metrics, clock } = this.#context;
    metrics.finished(backend, clock.now() - this.#startedAt, failed);
    if (this.#waitsForBackend) {
      this.#waitsForBackend = false;
      this.#client.resume();
    }
    if (this.#waitsForClient) {
      this.#waitsForClient = false;
      upstream.resume();
    }
    if (whole) upstream.release(this.requestComplete);
    else upstream.close();
  }
}
