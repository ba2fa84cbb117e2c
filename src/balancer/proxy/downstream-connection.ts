/** One client's connection: reads requests one after the other, and answers or forwards each before it reads the next. */

import { simpleResponse } from '../../http1/encode.ts';
import type { Fields } from '../../http1/fields.ts';
import type { HttpProblem } from '../../http1/problem.ts';
import type { RequestHead } from '../../http1/request-head.ts';
import { RequestParser, type RequestSink } from '../../http1/request-parser.ts';
import { copyBytes } from '../../kernel/bytes.ts';
import type { Micros } from '../../kernel/clock.ts';
import { Deadline } from '../../kernel/deadline-list.ts';
import type { Connection, ConnectionHandler, NetworkError } from '../../kernel/network.ts';
import { LOCAL_PREFIX, type LocalAnswer, plain } from '../core/local-page.ts';
import type { Reason } from '../core/outcome.ts';
import type { ProxyContext } from './context.ts';
import { Exchange, type ExchangeServices } from './exchange.ts';
import type { ExchangeClient } from './exchange-client.ts';
import type { PeerForwarding } from './forwarding.ts';
import { lastRecipient, PendingLocalRequest, TOO_LARGE } from './local-request.ts';
import { Outbox } from './outbox.ts';
import { type FailureReason, failureAnswer } from './own-answers.ts';
import { RequestAccount } from './request-account.ts';

/** What a listener is for. */
export interface Entrance {
  /** Requests are forwarded. */
  readonly proxies: boolean;
  /** All of the balancer's own pages are here, the admin API included. */
  readonly admin: boolean;
}

export class DownstreamConnection extends Deadline implements ConnectionHandler, RequestSink, ExchangeClient {
  readonly forwarding: PeerForwarding;
  readonly outbox: Outbox;
  readonly #services: ExchangeServices;
  readonly #context: ProxyContext;
  readonly #connection: Connection;
  readonly #entrance: Entrance;
  readonly #parser: RequestParser;
  readonly #onGone: (connection: DownstreamConnection) => void;
  #exchange: Exchange | null = null;
  /** A request is being worked on: the next one waits. */
  #busy = false;
  /** The exchange, and not the balancer itself, works on it. */
  #exchanging = false;
  #local: PendingLocalRequest | null = null;
  readonly #account: RequestAccount;
  #isHead = false;
  #keepAlive = true;
  /** What came behind the current request. */
  #leftover: Uint8Array | null = null;
  /** It was not the client who closed it. */
  #closedHere = false;
  /** The last answer is given: what still comes is thrown away until the client closes. */
  #closing = false;
  /** How long that goes on at most while something comes. */
  #lingersUntil: Micros = 0;
  #clientEnded = false;
  /** Answered, but the client takes the answers in too slowly: its next request waits. */
  #awaitsRoom = false;
  /** Not HTTP any more. */
  #tunnels = false;
  /** The backend's side of the tunnel ended. */
  #backendEnded = false;

  constructor(
    services: ExchangeServices,
    connection: Connection,
    entrance: Entrance,
    onGone: (connection: DownstreamConnection) => void,
  ) {
    super();
    const { context } = services;
    this.#services = services;
    this.#context = context;
    this.#connection = connection;
    this.#entrance = entrance;
    this.#onGone = onGone;
    this.forwarding = context.forwarding.forPeer(connection.remote.host);
    this.outbox = new Outbox(connection);
    this.#parser = new RequestParser(this, context.requestHead);
    this.#account = new RequestAccount(context, connection.remote.host);
    context.requestDeadlines.arm(this, context.now);
  }

  /** Takes no further request: closes now when there is none under way, and the last answer is with the client. */
  finish(): void {
    if (this.#busy || !this.#parser.atStart) return;
    if (this.#connection.backlog > 0) this.#finishAndLinger();
    else this.close();
  }

  close(): void {
    this.#closedHere = true;
    if (this.#closing && this.#exchanging) this.#leave();
    else this.#connection.close();
  }

  /** Says that there is no room for this client, and closes. */
  turnAway(): void {
    this.#busy = true;
    this.#fail('too_many_clients', false);
  }

  onOpen(): void {}

  onData(chunk: Uint8Array): void {
    this.#context.tick();
    if (this.#closing) this.#lingerOn();
    else if (this.#tunnels) this.#exchange?.onTunnelClientData(chunk);
    else if (this.#leftover === null) this.#read(chunk);
    else this.#leftover = Buffer.concat([this.#leftover, chunk]);
  }

  onEnd(): void {
    this.#context.tick();
    this.#clientEnded = true;
    if (this.#tunnels) this.#exchange?.onTunnelClientEnd();
    else this.#readEnd();
  }

  onDrain(): void {
    this.#context.tick();
    this.outbox.drained();
    if (this.#awaitsRoom) {
      this.#awaitsRoom = false;
      this.#connection.resume();
      this.#next(true);
    } else this.#exchange?.onClientDrain();
  }

  onClose(_error: NetworkError | null): void {
    this.#context.tick();
    this.disarm();
    this.#parser.stop();
    this.#closing = true;
    this.#local = null;
    const exchange = this.#exchanging ? this.#exchange : null;
    const reason = this.#closedHere ? 'shutdown' : 'client_gone';
    this.#account.close(exchange, this.#tunnels ? '' : reason);
    // Not gone while the tunnel's last bytes are on their way to the backend: a stop waits for them, too.
    if (exchange !== null && this.#backendEnded && this.#clientEnded) exchange.letGo();
    else this.#leave();
  }

  onRequest(head: RequestHead): void {
    this.disarm();
    this.#busy = true;
    this.#account.begin(head, this.forwarding);
    this.#isHead = head.method === 'HEAD';
    // Own answers to 1.0 clients just close: not worth a keep-alive of its own.
    this.#keepAlive = head.keepAlive && head.minor === 1;
    if (head.pathStartsWith(LOCAL_PREFIX) || !this.#entrance.proxies) {
      this.#startLocal(head, new PendingLocalRequest(head, this.#entrance.admin));
      return;
    }
    if (head.maxForwards === 0) {
      this.#startLocal(head, new PendingLocalRequest(head, false, lastRecipient(head)));
      return;
    }
    this.#exchange ??= new Exchange(this.#services, this);
    this.#exchanging = true;
    this.#exchange.start(head);
  }

  onBody(chunk: Uint8Array, start: number, end: number): void {
    if (this.#exchanging) this.#exchange?.onRequestBody(chunk, start, end);
    else if (this.#local?.add(chunk, start, end) === false) {
      this.#local = null;
      this.#answer(TOO_LARGE, false);
    }
  }

  onMessageEnd(trailers: Fields | null): void {
    if (this.#exchanging) this.#exchange?.onRequestEnd(trailers);
    else if (this.#local !== null) this.#askLocal(this.#local);
  }

  onProblem(problem: HttpProblem): void {
    this.#local = null;
    if (this.#exchanging) {
      this.#exchanging = false;
      this.#exchange?.abort();
      // Nothing can be said any more when an answer is already on its way.
      if (this.#exchange?.answering === true) {
        this.#account.close(this.#exchange, 'bad_request');
        this.#connection.reset();
        return;
      }
    }
    this.#busy = true;
    this.#answer(plain(problem.status, `${problem.reason}\n`), false, 'bad_request');
  }

  pause(): void {
    this.#connection.pause();
  }

  /** Not while a next request waits: a client that sends on and on would fill the memory. */
  resume(): void {
    if (this.#leftover === null) this.#connection.resume();
  }

  onExchangeDone(reusable: boolean): void {
    this.#exchanging = false;
    this.#account.close(this.#exchange, '');
    this.#next(reusable);
  }

  onExchangeFailed(reason: FailureReason): void {
    const inStep = this.#exchange?.requestComplete === true;
    this.#exchanging = false;
    this.#fail(reason, inStep && this.#keepAlive, this.#exchange?.served);
  }

  onExchangeCut(reason: Reason | ''): void {
    this.#exchanging = false;
    this.#account.close(this.#exchange, reason);
    // The client's own connection was closed before.
    if (this.#closing) {
      this.#onGone(this);
      return;
    }
    // The end of a tunnel that both sides are done with is an orderly one: what the client has not taken in yet still
    // goes out, and then its connection closes by itself.
    if (this.#backendEnded && this.#clientEnded) {
      this.#closing = true;
      this.#context.tunnelDeadlines.arm(this, this.#context.now);
    } else this.#connection.reset();
  }

  onExchangeSwitched(): void {
    this.#tunnels = true;
    this.#parser.stop();
    const leftover = this.#leftover;
    this.#leftover = null;
    if (leftover !== null) {
      this.#connection.resume();
      this.#exchange?.onTunnelClientData(leftover);
    }
    if (this.#clientEnded) this.#exchange?.onTunnelClientEnd();
  }

  onTunnelBackendEnd(): void {
    this.#backendEnded = true;
    this.#connection.end();
  }

  /** Too long without a request, inside one, without taking in answers, or without closing after the last. */
  override onDeadline(): void {
    this.#context.tick();
    if (this.#awaitsRoom) this.#connection.reset();
    else if (this.#closing || (!this.#busy && this.#parser.atStart)) this.close();
    else {
      this.#local = null;
      this.#fail('request_timeout', false);
    }
  }

  /** Nothing of this client is wanted any more. */
  #leave(): void {
    if (this.#exchanging) this.#exchange?.abort();
    this.#exchanging = false;
    this.#onGone(this);
  }

  #read(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.#closing) {
      if (this.#busy && this.#parser.atStart) {
        this.#leftover = copyBytes(chunk, at, chunk.length);
        this.#connection.pause();
        break;
      }
      at = this.#parser.feed(chunk, at);
      if (!this.#busy && !this.#closing && at === chunk.length && !this.#parser.atStart) this.#armForHead();
    }
    if (this.#exchanging) this.#exchange?.onClientSettled();
  }

  /** A head has one deadline from its first byte, however slowly it drips. */
  #armForHead(): void {
    const { requestDeadlines, now } = this.#context;
    if (this.list !== requestDeadlines) requestDeadlines.arm(this, now);
  }

  #startLocal(head: RequestHead, request: PendingLocalRequest): void {
    this.#local = request;
    this.#context.requestDeadlines.arm(this, this.#context.now);
    if (!head.expectsContinue) return;
    this.outbox.addText('HTTP/1.1 100 Continue\r\n\r\n');
    this.outbox.flush();
  }

  /** The answer may come later: by then the client may be gone, or have got another one. */
  #askLocal(request: PendingLocalRequest): void {
    request.send(this.#context.admin, (answer) => {
      if (this.#local !== request) return;
      this.#local = null;
      this.#answer(answer, this.#keepAlive);
    });
  }

  /** `served`: the backend of the last attempt. */
  #fail(reason: FailureReason, keepAlive: boolean, served = ''): void {
    this.#answer(failureAnswer(reason), keepAlive, reason, served);
  }

  #answer(answer: LocalAnswer, keepAlive: boolean, reason: Reason | '' = '', served = ''): void {
    const { status, contentType, body, extra = '' } = answer;
    const reusable = keepAlive && !this.#context.stopping;
    const fields = this.#context.dateField() + extra;
    const text = simpleResponse({ status, contentType, body, keepAlive: reusable, extra: fields });
    this.outbox.addText(this.#isHead ? text.slice(0, text.length - body.length) : text);
    this.outbox.flush();
    this.#account.closeOwn(answer, this.#isHead ? 0 : body.length, reason, served);
    this.#next(reusable);
  }

  /** The current request is answered. */
  #next(reusable: boolean): void {
    if (!reusable || this.#context.stopping || (this.#clientEnded && this.#leftover === null)) {
      this.#finishAndLinger();
      return;
    }
    const { requestDeadlines, idleDeadlines, now } = this.#context;
    if (this.outbox.full) {
      this.#awaitsRoom = true;
      this.#connection.pause();
      requestDeadlines.arm(this, now);
      return;
    }
    this.#busy = false;
    this.#isHead = false;
    idleDeadlines.arm(this, now);
    const leftover = this.#leftover;
    if (leftover === null) return;
    this.#leftover = null;
    this.#connection.resume();
    this.#read(leftover);
    if (this.#clientEnded) this.#readEnd();
  }

  /** The client sends no more: a whole request is still answered, a half one is refused. What waits is looked at first. */
  #readEnd(): void {
    if (this.#closing || this.#leftover !== null) return;
    if (!this.#parser.atStart) this.#parser.finish();
    else if (!this.#busy) this.#finishAndLinger();
  }

  /**
   * Half-closes and reads on until the client closes: closing at once with bytes unread would reset the connection, and
   * the client could lose the answer (RFC 9112, 9.6).
   */
  #finishAndLinger(): void {
    this.#closing = true;
    this.#parser.stop();
    this.#leftover = null;
    this.#connection.end();
    this.#connection.resume();
    const { config, requestDeadlines, lingerDeadlines, now } = this.#context;
    this.#lingersUntil = now + config.timeouts.request;
    // A client that is slow to take the answer in has the time for a request; who only has to close, less.
    (this.#connection.backlog > 0 ? requestDeadlines : lingerDeadlines).arm(this, now);
  }

  /** Who is in the middle of a body does not look for an answer yet: has the time for a request, too. */
  #lingerOn(): void {
    const { lingerDeadlines, now } = this.#context;
    if (this.list === lingerDeadlines && now < this.#lingersUntil) lingerDeadlines.arm(this, now);
  }
}
