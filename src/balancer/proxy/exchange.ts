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
import type { Dispatched, Dispatcher } from './dispatcher.ts';
import type { ExchangeClient } from './exchange-client.ts';
import { OutgoingAnswer } from './outgoing-answer.ts';
import { OutgoingRequest } from './outgoing-request.ts';
import type { FailureReason } from './own-answers.ts';
import { retryKind } from './retry-rules.ts';
import type { UpstreamFailure, UpstreamUser } from './upstream.ts';
import type { UpstreamConnection } from './upstream-connection.ts';
import type { UpstreamPool } from './upstream-pool.ts';

/** What the services of one thread are to an exchange. */
export interface ExchangeServices {
  readonly context: ProxyContext;
  readonly upstreams: UpstreamPool;
  readonly dispatcher: Dispatcher;
}

const NOBODY: readonly Backend[] = [];

const FAILURE_REASONS = {
  'not-connected': 'connect_failed',
  'no-answer': 'no_answer',
  cut: 'answer_cut',
  malformed: 'answer_malformed',
  withdrawn: 'drain_timeout',
} as const satisfies Record<UpstreamFailure, FailureReason>;

export class Exchange extends Deadline implements UpstreamUser, Dispatched {
  // What the dispatcher and the policy look at.
  clientHost = '';
  path = '';
  hashField = '';
  seen = -1;
  preferred: Backend | null = null;
  tried: readonly Backend[] = NOBODY;
  /** The address of the backend that was last tried. */
  served = '';
  readonly answer: OutgoingAnswer;
  readonly #request = new OutgoingRequest();
  readonly #services: ExchangeServices;
  readonly #context: ProxyContext;
  readonly #client: ExchangeClient;
  readonly #visit: Visit = newVisit();
  /** Those that know the visit: a new configuration may bring others before the answer. */
  #sessions: Sessions | null = null;
  #backend: Backend | null = null;
  #upstream: UpstreamConnection | null = null;
  #attempts = 0;
  #startedAt: Micros = 0;
  #answering = false;
  /** It wants a connection that nobody used before: a kept one closed on it. */
  #wantsFresh = false;
  /** The client waits for a word of the backend before it sends the body (RFC 9110, 10.1.1). */
  #awaitsContinue = false;
  #tunnels = false;
  /** Who keeps us waiting while a side is paused. */
  #waitsForBackend = false;
  #waitsForClient = false;

  constructor(services: ExchangeServices, client: ExchangeClient) {
    super();
    this.#services = services;
    this.#context = services.context;
    this.#client = client;
    this.answer = new OutgoingAnswer(client.outbox);
  }

  /** Starts with a request's head, which is borrowed. */
  start(head: RequestHead): void {
    const context = this.#context;
    const { forwarding } = this.#client;
    this.#request.begin(head);
    this.answer.begin(head);
    this.#answering = false;
    this.#attempts = 0;
    this.#wantsFresh = false;
    this.#awaitsContinue = head.expectsContinue;
    this.#waitsForBackend = false;
    this.#waitsForClient = false;
    this.tried = NOBODY;
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
      this.#client.onExchangeFailed(context.pool.eligible.length > 0 ? 'queue_full' : 'no_healthy_backend');
      return;
    }
    this.#request.write(head, forwarding, backend?.address ?? '');
    if (backend !== null) this.#attempt(backend);
    else context.queueDeadlines.arm(this, context.now);
  }

  /** Whether the head of an answer was passed on. */
  get answering(): boolean {
    return this.#answering;
  }

  /** Whether the whole request was read. */
  get requestComplete(): boolean {
    return this.#request.complete;
  }

  onRequestBody(chunk: Uint8Array, start: number, end: number): void {
    this.#awaitsContinue = false;
    if (!this.#request.add(chunk, start, end)) this.#holdClient();
    if (this.#upstream?.opened === true && !this.#answering) this.#armForRequest();
  }

  onRequestEnd(trailers: Fields | null): void {
    if (!this.#request.hasBody) return;
    this.#request.end(trailers);
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
    this.#again(backend);
  }

  onUpstreamOpen(): void {
    const upstream = this.#upstream as UpstreamConnection;
    const room = this.#request.send(upstream);
    // The backlog of a connection that is just being opened is the exchange's own.
    if (!upstream.outbox.flush() || !room) this.#holdClient();
    else this.#releaseClient();
    this.#armForRequest();
  }

  onInterim(head: ResponseHead): void {
    this.answer.interim(head);
    if (!this.#awaitsContinue || head.status !== 100) return;
    this.#awaitsContinue = false;
    this.#armForRequest();
  }

  onResponse(head: ResponseHead): void {
    this.#answering = true;
    this.answer.head(head, this.requestComplete && !this.#context.stopping, this.#sessionField());
  }

  onResponseBody(chunk: Uint8Array, start: number, end: number): void {
    if (!this.answer.body(chunk, start, end)) this.#holdBackend();
  }

  onResponseEnd(trailers: Fields | null): void {
    this.answer.end(trailers);
    this.#client.outbox.flush();
    this.#end(false, true);
    this.#services.dispatcher.queue.serve();
    this.#client.onExchangeDone(this.answer.keepAlive);
  }

  onSwitch(head: ResponseHead): void {
    this.#answering = true;
    this.#tunnels = true;
    this.answer.switch(head, this.#sessionField());
    this.#context.tunnelDeadlines.arm(this, this.#context.now);
    this.#client.onExchangeSwitched();
  }

  onTunnelData(chunk: Uint8Array, start: number): void {
    if (!this.answer.tunnel(chunk, start)) this.#holdBackend();
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

  onUpstreamFailure(failure: UpstreamFailure): void {
    const upstream = this.#upstream;
    const backend = this.#backend;
    // A tunnel ends with its connection: nobody's fault.
    this.#end(!this.#tunnels, false);
    if (this.#answering) this.#client.onExchangeCut(this.#tunnels ? '' : FAILURE_REASONS[failure]);
    else if (backend === null || upstream === null || !this.#retry(failure, upstream, backend)) {
      this.#client.onExchangeFailed(FAILURE_REASONS[failure]);
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
      this.#client.onExchangeFailed(context.pool.eligible.length > 0 ? 'queue_timeout' : 'no_healthy_backend');
      return;
    }
    const { opened } = this.#upstream ?? { opened: false };
    const clientIsLate = opened && !this.#backendIsNext && !this.#answering;
    const waits = this.#waitsForClient;
    this.#end(!clientIsLate && !waits && !this.#tunnels, false);
    queue.serve();
    if (this.#tunnels) this.#client.onExchangeCut('tunnel_timeout');
    else if (this.#answering) this.#client.onExchangeCut(waits ? 'client_timeout' : 'stall_timeout');
    else if (clientIsLate) this.#client.onExchangeFailed('request_timeout');
    else this.#client.onExchangeFailed(opened ? 'response_timeout' : 'connect_timeout');
  }

  /** `backend` has the request counted already. */
  #attempt(backend: Backend): void {
    const context = this.#context;
    this.#backend = backend;
    this.served = backend.address;
    this.#attempts++;
    this.#startedAt = context.now;
    context.observer.onSelect(backend);
    const upstream = this.#services.upstreams.acquire(backend, this, this.#wantsFresh);
    this.#upstream = upstream;
    if (upstream.opened) this.#sendOnKept(upstream);
    else context.connectDeadlines.arm(this, context.now);
  }

  /** On a kept connection the head waits for the first part of the body, or for the event's end, to go with it. */
  #sendOnKept(upstream: UpstreamConnection): void {
    this.#request.send(upstream);
    this.#armForRequest();
  }

  /** The second try is a choice of its own: the first backend may not be eligible any more. */
  #retry(failure: UpstreamFailure, upstream: UpstreamConnection, backend: Backend): boolean {
    const kind = retryKind(failure, upstream.reused, this.#request.hasBody, this.#request.method);
    if (!this.#context.retries.allow(kind, this.#attempts)) return false;
    this.#wantsFresh = kind === 'raced';
    if (kind === 'elsewhere') this.tried = [...this.tried, backend];
    const { dispatcher, context } = this.#services;
    const next = dispatcher.dispatch(this, true);
    if (next !== null) this.#again(next);
    else if (dispatcher.queue.has(this)) context.queueDeadlines.arm(this, context.now);
    else return false;
    return true;
  }

  #again(backend: Backend): void {
    this.#request.readdress(backend.address);
    this.#attempt(backend);
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
    (this.#backendIsNext ? responseDeadlines : requestDeadlines).arm(this, now);
  }

  /** It is for the backend to do something before the client can. */
  get #backendIsNext(): boolean {
    return this.requestComplete || this.#waitsForBackend || this.#awaitsContinue;
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
   * Lets go of the backend; there may be room for who waits then. `failed`: it is to blame that there is no whole answer.
   * `whole`: there is one, so that nothing more of it can come on this connection, and the next exchange may have it.
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
    if (whole || failed) failures.note(backend, failed || isFailure(this.answer.status));
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
