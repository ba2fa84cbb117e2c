/** One connection to a fake backend: reads requests in order and answers them in that order. */

import { chunkHeader, reasonPhrase, simpleResponse } from '../../http1/encode.ts';
import type { HttpProblem } from '../../http1/problem.ts';
import type { RequestHead } from '../../http1/request-head.ts';
import { RequestParser, type RequestSink } from '../../http1/request-parser.ts';
import type { Connection, ConnectionHandler, NetworkError } from '../../kernel/network.ts';
import type { BackendLog } from './backend-log.ts';
import { bodyOf, ID_FIELD, idOf, isChunked } from './payload.ts';
import { ReceivedBody } from './received-body.ts';
import { bytesOf, flawsOf } from './request-sum.ts';

/** One request or probe that waits for its answer. */
export interface Job {
  readonly isProbe: boolean;
  answer(status: number): void;
}

export interface BackendConnectionHost {
  readonly name: string;
  readonly log: BackendLog;
  readonly requestHead: RequestHead;
  readonly healthPath: string;
  onJob(job: Job): void;
}

const NO_ID = -1;

/** A `stranger` is neither the lab's nor a probe: a page of the subject's own that the subject does not have, say. */
type JobKind = 'request' | 'probe' | 'stranger';

class PendingAnswer implements Job {
  readonly kind: JobKind;
  /** The request's id, or the probe's number. */
  readonly id: number;
  readonly isHead: boolean;
  readonly keepAlive: boolean;
  readonly #connection: BackendConnection;
  status = 0;

  constructor(connection: BackendConnection, kind: JobKind, id: number, head: RequestHead) {
    this.#connection = connection;
    this.kind = kind;
    this.id = id;
    this.isHead = head.method === 'HEAD';
    this.keepAlive = head.keepAlive;
  }

  get isProbe(): boolean {
    return this.kind === 'probe';
  }

  answer(status: number): void {
    this.status = status;
    this.#connection.flush();
  }
}

export class BackendConnection implements ConnectionHandler, RequestSink {
  readonly #host: BackendConnectionHost;
  readonly #connection: Connection;
  readonly #parser: RequestParser;
  readonly #number: number;
  /** In the order of the requests; the first that has a status is the next to go out. */
  #pending: PendingAnswer[] = [];
  #current: PendingAnswer | null = null;
  /** The body of the current request. */
  readonly #received = new ReceivedBody();
  #closed = false;
  /** Nothing more is read: the client ended its side, or what it sent is no HTTP. */
  #inputOver = false;
  /** Said after the answers that are due before it: why the rest was not read. */
  #refusal: string | null = null;

  constructor(host: BackendConnectionHost, connection: Connection, number: number) {
    this.#host = host;
    this.#connection = connection;
    this.#number = number;
    this.#parser = new RequestParser(this, host.requestHead);
    host.log.opened(number);
  }

  onOpen(): void {}

  onData(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.#inputOver && !this.#closed) at = this.#parser.feed(chunk, at);
  }

  onEnd(): void {
    if (!this.#inputOver) this.#parser.finish();
    this.#inputOver = true;
    this.flush();
  }

  onDrain(): void {}

  onClose(error: NetworkError | null): void {
    this.#closed = true;
    for (const job of this.#pending) if (job.kind === 'request') this.#host.log.aborted(job.id, this.#number);
    this.#pending = [];
    this.#host.log.closed(this.#number, error?.code ?? '');
  }

  onRequest(head: RequestHead): void {
    const { log, healthPath } = this.#host;
    const id = idOf(head.get(ID_FIELD), head.target);
    if (id >= 0) {
      log.request(id, this.#number, head, flawsOf(head));
      this.#received.start(id, bytesOf(head));
      this.#current = new PendingAnswer(this, 'request', id, head);
    } else if (head.path === healthPath) {
      this.#current = new PendingAnswer(this, 'probe', log.probe(this.#number), head);
    } else this.#current = new PendingAnswer(this, 'stranger', NO_ID, head);
    this.#pending.push(this.#current);
  }

  onBody(chunk: Uint8Array, start: number, end: number): void {
    if (this.#current?.kind === 'request') this.#received.take(chunk, start, end);
  }

  onMessageEnd(): void {
    const job = this.#current;
    this.#current = null;
    if (job?.kind === 'request' && this.#received.isThere) {
      this.#host.log.body(job.id, this.#number, this.#received.bytes, this.#received.flaws);
    }
    if (job?.kind === 'stranger') job.answer(404);
    else if (job !== null) this.#host.onJob(job);
  }

  onProblem(problem: HttpProblem): void {
    this.#inputOver = true;
    const broken = this.#current;
    if (broken !== null) {
      // Its head was seen, and the rest will never be.
      this.#current = null;
      this.#pending.pop();
      if (broken.kind === 'request') this.#host.log.aborted(broken.id, this.#number);
    }
    const body = `${problem.reason}\n`;
    this.#refusal = simpleResponse({ status: problem.status, contentType: 'text/plain', body, keepAlive: false });
    this.flush();
  }

  /** Sends the answers that are due, as far as their order allows. */
  flush(): void {
    while (!this.#closed) {
      const job = this.#pending[0];
      if (job === undefined) {
        if (this.#inputOver) this.#finish();
        return;
      }
      if (job.status === 0) return;
      this.#pending.shift();
      this.#send(job);
      if (!job.keepAlive) {
        this.#connection.end();
        return;
      }
    }
  }

  #finish(): void {
    if (this.#refusal !== null) this.#connection.write(this.#refusal);
    this.#refusal = null;
    this.#connection.end();
  }

  #send(job: PendingAnswer): void {
    const { log, name } = this.#host;
    const { id, status } = job;
    // Recorded first: a live process may be killed as soon as the bytes are out.
    if (job.kind === 'probe') {
      log.probeAnswered(this.#number, id, status);
      this.#sendPlain(job, status < 300 ? 'OK\n' : 'not OK\n');
      return;
    }
    if (job.kind === 'stranger') {
      this.#sendPlain(job, 'This backend knows only requests of the lab.\n');
      return;
    }
    log.answered(id, this.#number, status);
    const body = bodyOf(id);
    const chunked = isChunked(id);
    const framing = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`;
    const head = `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\nContent-Type: text/plain\r\nX-Lbsim-Id: ${id}\r\nX-Lbsim-Backend: ${name}\r\n${framing}\r\n${
      job.keepAlive ? '' : 'Connection: close\r\n'
    }\r\n`;
    if (job.isHead) this.#connection.write(head);
    else this.#connection.write(chunked ? head + chunkedBody(body) : head + body);
  }

  #sendPlain({ status, keepAlive, isHead }: PendingAnswer, body: string): void {
    const text = simpleResponse({ status, contentType: 'text/plain', body, keepAlive });
    this.#connection.write(isHead ? text.slice(0, -body.length) : text);
  }
}

/** The body in two chunks. */
function chunkedBody(body: string): string {
  const half = body.length >> 1;
  return `${chunkHeader(half)}${body.slice(0, half)}\r\n${chunkHeader(body.length - half)}${body.slice(half)}\r\n${chunkHeader(0)}\r\n`;
}
