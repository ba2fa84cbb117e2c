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
import { isFailure } from '../core/ejection.ts';
import { newVisit, type Sessions, type Visit } from '../core/sessions.ts';
import type { ProxyContext } from './context.ts';
import { copyTrailers } from './copy-fields.ts';
import type { Dispatched, Dispatcher } from './dispatcher.ts';
import type { PeerForwarding } from './forwarding.ts';
import { type Delivery, deliveryOf, downstreamHead, interimHead, switchHead, upstreamHead } from './heads.ts';
import type { Outbox } from './outbox.ts';
import { RequestBody } from './request-body.ts';
import { retryKind } from './retry-rules.ts';
import type { UpstreamFailure, UpstreamUser } from './upstream.ts';
import type { UpstreamConnection } from './upstream-connection.ts';
import type { UpstreamPool } from './upstream-pool.ts';

/** The client's side of an exchange. */
export interface ExchangeClient {
  readonly forwarding: PeerForwarding;
  readonly outbox: Outbox;
  pause(): void;
  resume(): void;
  /** The answer is complete; `reusable` tells whether the connection is still in step. */
  onExchangeDone(reusable: boolean): void;
  /** No answer can be had; nothing of one was sent. */
  onExchangeFailed(status: FailureStatus): void;
  /** The answer broke off: the client must see that it is not whole. */
  onExchangeCut(): void;
  /** The backend changed protocols: what the client sends goes to `onTunnelClientData` from now on. */
  onExchangeSwitched(): void;
  /** The backend's side of the tunnel ended. */
  onTunnelBackendEnd(): void;
}

export type FailureStatus = 408 | 502 | 503 | 504;

/** What the services of one thread are to an exchange. */
export interface ExchangeServices {
  readonly context: ProxyContext;
  readonly upstreams: UpstreamPool;
  readonly dispatcher: Dispatcher;
}

const NOBODY: readonly Backend[] = [];

export class Exchange extends Deadline implements UpstreamUser, Dispatched {
  // What the dispatcher and the policy look at.
  clientHost = '';
  path = '';
  hashField = '';
  seen = -1;
  preferred: Backend | null = null;
  tried: readonly Backend[] = NOBODY;
  /** The status of the answer that was passed on; 0 before. */
  status = 0;
  /** Bytes of the answer's body so far. */
  bodyBytes = 0;
  /** The address of the backend that was last tried. */
  served = '';
  readonly #services: ExchangeServices;
  readonly #context: ProxyContext;
  readonly #client: ExchangeClient;
  readonly #visit: Visit = newVisit();
  /** Those that know the visit: a new configuration may bring others before the answer. */
  #sessions: Sessions | null = null;
  #method = '';
  #head = '';
  #headFor = '';
  #needsHost = false;
  #upgrades = false;
  #clientMinor: 0 | 1 = 1;
  #keepAlive = true;
  #body: RequestBody | null = null;
  #backend: Backend | null = null;
  #upstream: UpstreamConnection | null = null;
  #attempts = 0;
  #startedAt: Micros = 0;
  #answering = false;
  #tunnels = false;
  #delivery: Delivery = 'plain';
  /** Who keeps us waiting while a side is paused. */
  #waitsForBackend = false;
  #waitsForClient = false;

  constructor(services: ExchangeServices, client: ExchangeClient) {
    super();
    this.#services = services;
    this.#context = services.context;
    this.#client = client;
  }

  /** Starts with a request's head, which is borrowed. */
  start(head: RequestHead): void {
    const context = this.#context;
    const { forwarding } = this.#client;
    this.#method = head.method;
    this.#clientMinor = head.minor;
    this.#keepAlive = head.keepAlive;
    this.#upgrades = head.upgrade !== '';
    this.#body = head.body === 'none' ? null : new RequestBody(head.body === 'chunked');
    this.#answering = false;
    this.#attempts = 0;
    this.#waitsForBackend = false;
    this.#waitsForClient = false;
    this.preferred = null;
    this.tried = NOBODY;
    this.status = 0;
    this.bodyBytes = 0;
    this.served = '';
    this.clientHost = forwarding.clientOf(head);
    if (context.policy.needsPath === true) this.path = head.path;
    if (context.hashHeader !== '') this.hashField = head.get(context.hashHeader) ?? '';
    this.#sessions = context.sticky ? context.sessions : null;
    this.preferred = null;
    if (this.#sessions !== null) {
      this.#visit.secure = forwarding.isSecure(head);
      this.preferred = this.#sessions.find(head, this.#visit);
    }
    context.retries.earn();
    const backend = this.#services.dispatcher.dispatch(this, false);
    const waits = backend === null && this.#services.dispatcher.queue.has(this);
    if (backend === null && !waits) {
      this.#client.onExchangeFailed(503);
      return;
    }
    this.#needsHost = head.host === '';
    this.#headFor = backend?.address ?? '';
    this.#head = upstreamHead(head, forwarding, this.#headFor);
    if (backend !== null) this.#attempt(backend, false);
    else context.queueDeadlines.arm(this, context.now);
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
    if (this.#body === null) return;
    this.#body.end(trailers);
    if (this.#upstream?.opened === true && !this.#answering)
      this.#context.responseDeadlines.arm(this, this.#context.now);
  }

  /** All bytes of one event from the client were handed over. */
  onClientSettled(): void {
    if (this.#upstream?.opened === true && !this.#upstream.outbox.flush()) this.#holdClient();
  }

  onClientDrain(): void {
    if (!this.#waitsForClient) return;
    this.#waitsForClient = false;
    this.#upstream?.resume();
    if (this.#tunnels) this.#context.tunnelDeadlines.arm(this, this.#context.now);
    else if (this.#answering) this.#context.stallDeadlines.arm(this, this.#context.now);
    else this.#armForRequest();
  }

  /** The client is gone, or broke its request: what the backend still works at is of no use. */
  abort(): void {
    this.#services.dispatcher.queue.leave(this);
    this.#end(false, false);
    this.disarm();
    this.#services.dispatcher.queue.serve();
  }

  /** Both sides of the tunnel ended, and the client is gone: what the backend has not taken in yet still goes out. */
  letGo(): void {
    this.#context.tunnelDeadlines.arm(this, this.#context.now);
  }

  /** There is room for it at last. */
  onRoom(backend: Backend): void {
    this.#again(backend, false);
  }

  onUpstreamOpen(): void {
    const upstream = this.#upstream as UpstreamConnection;
    upstream.expect(this.#method, this.#upgrades);
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
    this.status = head.status;
    this.#delivery = deliveryOf(head, this.#clientMinor);
    this.#keepAlive &&= this.#delivery !== 'close' && this.requestComplete && !this.#context.stopping;
    this.#client.outbox.addText(
      downstreamHead(head, this.#delivery, this.#keepAlive, this.#clientMinor, this.#sessionField()),
    );
  }

  onResponseBody(chunk: Uint8Array, start: number, end: number): void {
    const out = this.#client.outbox;
    this.bodyBytes += end - start;
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
    this.#services.dispatcher.queue.serve();
    this.#client.onExchangeDone(reusable);
  }

  onSwitch(head: ResponseHead): void {
    this.#answering = true;
    this.#tunnels = true;
    this.status = head.status;
    this.#client.outbox.addText(switchHead(head, this.#sessionField()));
    this.#context.tunnelDeadlines.arm(this, this.#context.now);
    this.#client.onExchangeSwitched();
  }

  onTunnelData(chunk: Uint8Array, start: number): void {
    this.bodyBytes += chunk.length - start;
    const room = this.#client.outbox.addBytes(chunk, start, chunk.length);
    if (!this.#client.outbox.flush() || !room) this.#holdBackend();
    else this.#context.tunnelDeadlines.arm(this, this.#context.now);
  }

  onTunnelEnd(): void {
    this.#client.onTunnelBackendEnd();
  }

  /** Bytes of the client's side of the tunnel. */
  onTunnelClientData(chunk: Uint8Array): void {
    const upstream = this.#upstream;
    if (upstream === null) return;
    const room = upstream.outbox.addBytes(chunk, 0, chunk.length);
    if (!upstream.outbox.flush() || !room) {
      this.#waitsForBackend = true;
      this.#client.pause();
    }
    this.#context.tunnelDeadlines.arm(this, this.#context.now);
  }

  /** The client's side of the tunnel ended. */
  onTunnelClientEnd(): void {
    this.#upstream?.end();
  }

  onUpstreamSettled(): void {
    if (!this.#client.outbox.flush()) this.#holdBackend();
    else if (this.#answering && !this.#waitsForClient && !this.#tunnels) {
      this.#context.stallDeadlines.arm(this, this.#context.now);
    }
  }

  onUpstreamDrain(): void {
    this.#releaseClient();
  }

  onUpstreamFailure(failure: UpstreamFailure, _detail: string): void {
    const upstream = this.#upstream;
    const backend = this.#backend;
    // A tunnel ends with its connection: nobody's fault.
    this.#end(!this.#tunnels, false);
    if (this.#answering) this.#client.onExchangeCut();
    else if (backend === null || upstream === null || !this.#retry(failure, upstream, backend)) {
      this.#client.onExchangeFailed(502);
    }
    // Behind the retry: who waited for room once does not go to the end of the queue for another's fault.
    this.#services.dispatcher.queue.serve();
  }

  override onDeadline(): void {
    const context = this.#context;
    const { queue } = this.#services.dispatcher;
    context.tick();
    if (queue.has(this)) {
      queue.leave(this);
      this.#client.onExchangeFailed(503);
      return;
    }
    const { opened } = this.#upstream ?? { opened: false };
    const clientIsLate = opened && !this.requestComplete && !this.#waitsForBackend && !this.#answering;
    this.#end(!clientIsLate && !this.#waitsForClient && !this.#tunnels, false);
    queue.serve();
    if (this.#answering) this.#client.onExchangeCut();
    else this.#client.onExchangeFailed(clientIsLate ? 408 : 504);
  }

  /** `backend` has the request counted already. */
  #attempt(backend: Backend, fresh: boolean): void {
    const context = this.#context;
    this.#backend = backend;
    this.served = backend.address;
    this.#attempts++;
    this.#startedAt = context.now;
    context.observer.onSelect(backend);
    const upstream = this.#services.upstreams.acquire(backend, this, fresh);
    this.#upstream = upstream;
    if (upstream.opened) this.#sendOnKept(upstream);
    else context.connectDeadlines.arm(this, context.now);
  }

  /** On a kept connection the head waits for the first part of the body, or for the event's end, to go with it. */
  #sendOnKept(upstream: UpstreamConnection): void {
    upstream.expect(this.#method, this.#upgrades);
    upstream.outbox.addText(this.#head);
    this.#body?.attach(upstream.outbox);
    this.#armForRequest();
  }

  /** The second try is a choice of its own: the first backend may not be eligible any more. */
  #retry(failure: UpstreamFailure, upstream: UpstreamConnection, backend: Backend): boolean {
    const kind = retryKind(failure, upstream.reused, this.#body !== null, this.#method);
    if (!this.#context.retries.allow(kind, this.#attempts)) return false;
    if (kind === 'elsewhere') this.tried = [...this.tried, backend];
    const { dispatcher, context } = this.#services;
    const next = dispatcher.dispatch(this, true);
    if (next !== null) this.#again(next, kind === 'raced');
    else if (dispatcher.queue.has(this)) context.queueDeadlines.arm(this, context.now);
    else return false;
    return true;
  }

  #again(backend: Backend, fresh: boolean): void {
    if (this.#needsHost && this.#headFor !== backend.address) {
      this.#head = this.#head.replace(`Host: ${this.#headFor}\r\n`, `Host: ${backend.address}\r\n`);
      this.#headFor = backend.address;
    }
    this.#attempt(backend, fresh);
    if (this.#upstream?.opened !== true) return;
    // On a kept connection the body that was held meanwhile has its way at once, and nothing else tells the client so.
    if (this.#upstream.outbox.flush()) this.#releaseClient();
    else this.#holdClient();
  }

  #sessionField(): string {
    return this.#sessions === null ? '' : this.#sessions.stick(this.#visit, this.#backend as Backend);
  }

  /** While the client still sends, it is the client that must not be slow; then it is the backend. */
  #armForRequest(): void {
    const { requestDeadlines, responseDeadlines, now } = this.#context;
    (this.requestComplete || this.#waitsForBackend ? responseDeadlines : requestDeadlines).arm(this, now);
  }

  #holdClient(): void {
    if (this.requestComplete) return;
    this.#waitsForBackend = true;
    this.#client.pause();
    if (this.#upstream?.opened === true && !this.#answering) this.#armForRequest();
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
    const { tunnelDeadlines, requestDeadlines, now } = this.#context;
    (this.#tunnels ? tunnelDeadlines : requestDeadlines).arm(this, now);
  }

  /**
   * Lets go of the backend; there may be room for who waits then. `failed`: it is to blame that there is no whole answer. `whole`: there is one, so that
   * nothing more of it can come on this connection, and the next exchange may have it.
   */
  #end(failed: boolean, whole: boolean): void {
    this.disarm();
    const backend = this.#backend;
    const upstream = this.#upstream;
    if (backend === null || upstream === null) return;
    this.#backend = null;
    this.#upstream = null;
    const { metrics, policy, failures, now } = this.#context;
    const latency = now - this.#startedAt;
    metrics.finished(backend, latency, failed);
    if (whole || failed) failures.note(backend, failed || isFailure(this.status));
    if (whole) policy.learn?.(backend, latency, now);
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
