/** One connection to a fake backend: reads requests in order and answers them in that order. */

import { simpleResponse } from '../../http1/encode.ts';
import type { HttpProblem } from '../../http1/problem.ts';
import type { RequestHead } from '../../http1/request-head.ts';
import { RequestParser, type RequestSink } from '../../http1/request-parser.ts';
import type { Clock, Timer } from '../../kernel/clock.ts';
import type { Connection, ConnectionHandler, NetworkError } from '../../kernel/network.ts';
import { type Answer, goodAnswer, sizeOf } from '../behavior/answer/answer.ts';
import type { KeepAliveSpec } from '../scenario/backend-spec.ts';
import { AnswerWriter } from './answer-writer.ts';
import type { BackendLog } from './backend-log.ts';
import { goodAnswerText } from './good-answer.ts';
import { ID_FIELD, idOf } from './payload.ts';
import { type Job, type JobConnection, PendingAnswer } from './pending-answer.ts';
import { ReceivedBody } from './received-body.ts';
import { bytesOf, flawsOf } from './request-sum.ts';

export interface BackendConnectionHost {
  readonly name: string;
  readonly clock: Clock;
  readonly log: BackendLog;
  readonly requestHead: RequestHead;
  readonly healthPath: string;
  /** Null: connections are kept as long as clients like. */
  readonly keepAlive: KeepAliveSpec | null;
  onJob(job: Job): void;
  /** Whether a kept connection is to be closed now that something comes on it. */
  closesReused(connection: number): boolean;
  /** It is gone. */
  forget(connection: BackendConnection): void;
}

const NO_ID = -1;

export class BackendConnection implements ConnectionHandler, RequestSink, JobConnection {
  readonly number: number;
  readonly #host: BackendConnectionHost;
  readonly #connection: Connection;
  readonly #parser: RequestParser;
  /** In the order of the requests; the first that has a status is the next to go out. */
  #pending: PendingAnswer[] = [];
  #current: PendingAnswer | null = null;
  /** What goes out bit by bit, and what it answers. */
  #writer: AnswerWriter | null = null;
  #writing: PendingAnswer | null = null;
  #answered = 0;
  #flushing = false;
  #idle: Timer | null = null;
  /** The body of the current request. */
  readonly #received = new ReceivedBody();
  #closed = false;
  /** Nothing more is read: the client ended its side, or what it sent is no HTTP. */
  #inputOver = false;
  /** Nothing more is written. */
  #outputOver = false;
  /** Said after the answers that are due before it: why the rest was not read. */
  #refusal: string | null = null;

  constructor(host: BackendConnectionHost, connection: Connection, number: number) {
    this.#host = host;
    this.#connection = connection;
    this.number = number;
    this.#parser = new RequestParser(this, host.requestHead);
    host.log.opened(number);
    this.#awaitRequest();
  }

  onOpen(): void {}

  onData(chunk: Uint8Array): void {
    if (this.#closed) return;
    if (this.#answered > 0 && this.#isIdle() && this.#host.closesReused(this.number)) {
      this.#connection.close();
      return;
    }
    this.#idle?.cancel();
    let at = 0;
    while (at < chunk.length && !this.#inputOver && !this.#closed) at = this.#parser.feed(chunk, at);
  }

  onEnd(): void {
    if (!this.#inputOver) this.#parser.finish();
    this.#inputOver = true;
    this.flush();
  }

  onDrain(): void {
    this.#writer?.drained();
  }

  onClose(error: NetworkError | null): void {
    this.#closed = true;
    this.#idle?.cancel();
    this.#writer?.stop();
    const lost = this.#writing === null ? this.#pending : [this.#writing, ...this.#pending];
    for (const job of lost) if (job.kind === 'request') this.#host.log.aborted(job.id, this.number);
    this.#pending = [];
    this.#writing = null;
    this.#host.forget(this);
    this.#host.log.closed(this.number, error?.code ?? '');
  }

  onRequest(head: RequestHead): void {
    const { log, healthPath } = this.#host;
    const id = idOf(head.get(ID_FIELD), head.target);
    if (id >= 0) {
      log.request(id, this.number, head, flawsOf(head));
      this.#received.start(id, bytesOf(head));
      this.#current = new PendingAnswer(this, 'request', id, head);
    } else if (head.path === healthPath) {
      this.#current = new PendingAnswer(this, 'probe', log.probe(this.number), head);
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
      this.#host.log.body(job.id, this.number, this.#received.bytes, this.#received.flaws);
    }
    if (job?.kind === 'stranger') job.answer(404, []);
    else if (job !== null) this.#host.onJob(job);
  }

  onProblem(problem: HttpProblem): void {
    this.#inputOver = true;
    const broken = this.#current;
    if (broken !== null) {
      // Its head was seen, and the rest will never be.
      this.#current = null;
      this.#pending.pop();
      if (broken.kind === 'request') this.#host.log.aborted(broken.id, this.number);
    }
    const body = `${problem.reason}\n`;
    this.#refusal = simpleResponse({ status: problem.status, contentType: 'text/plain', body, keepAlive: false });
    this.flush();
  }

  /** Sends the answers that are due, as far as their order allows. */
  flush(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    this.#flush();
    this.#flushing = false;
  }

  #flush(): void {
    while (!this.#closed && !this.#outputOver && this.#writer === null) {
      const job = this.#pending[0];
      if (job === undefined) {
        if (this.#inputOver) this.#finish();
        else this.#awaitRequest();
        return;
      }
      if (job.status === 0) return;
      this.#pending.shift();
      this.#send(job);
    }
  }

  /** Closed with a reset, whatever is under way. */
  reset(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.reset();
  }

  /** A fault is over: what it keeps going for ever ends now, and what it slowed down goes out at once. */
  relieve(kind: string): void {
    const concerned = this.#writing?.shapes.some((shape) => shape.kind === kind) ?? false;
    if (!concerned || this.#writer === null) return;
    if (this.#writer.endless) this.reset();
    else this.#writer.hurry();
  }

  #isIdle(): boolean {
    return this.#pending.length === 0 && this.#current === null && this.#writer === null;
  }

  #awaitRequest(): void {
    const idle = this.#host.keepAlive?.idle ?? null;
    this.#idle?.cancel();
    if (idle !== null) {
      this.#idle = this.#host.clock.after(idle, () => {
        if (!this.#closed && this.#isIdle()) this.#connection.close();
      });
    }
  }

  #finish(): void {
    if (this.#refusal !== null) this.#connection.write(this.#refusal);
    this.#refusal = null;
    this.#end();
  }

  #end(): void {
    this.#outputOver = true;
    this.#connection.end();
  }

  #send(job: PendingAnswer): void {
    const most = this.#host.keepAlive?.requests ?? Number.POSITIVE_INFINITY;
    const keepAlive = job.keepAlive && ++this.#answered < most;
    const { head, body, payload } = goodAnswerText(job, this.#host.name, keepAlive);
    if (job.shapes.length > 0) {
      const good = goodAnswer(head, body, payload, keepAlive);
      this.#sendShaped(
        job,
        job.shapes.reduce((answer, { shape }) => shape(answer), good),
      );
      return;
    }
    this.#record(job, job.status);
    this.#connection.write(`${head}\r\n${body}`);
    if (!keepAlive) this.#end();
  }

  /** Recorded before it goes out: a live process may be killed as soon as the bytes are out. */
  #record(job: PendingAnswer, status: number): void {
    if (job.kind === 'probe') this.#host.log.probeAnswered(this.number, job.id, status);
    else if (job.kind === 'request') this.#host.log.answered(job.id, this.number, status);
  }

  #sendShaped(job: PendingAnswer, answer: Answer): void {
    const odd = answer.quality !== 'whole' || answer.pace !== null;
    // Who knows what a probe makes of it, and when: from its first byte on it may be good or bad.
    if (job.isProbe && odd && sizeOf(answer) > 0) this.#record(job, 0);
    this.#writing = job;
    this.#writer = new AnswerWriter(this.#host.clock, this.#connection, answer, {
      onLastBytes: () => {
        this.#writing = null;
        if (job.isProbe ? !odd : answer.quality !== 'cut') this.#record(job, job.status);
        else if (job.kind === 'request') this.#host.log.aborted(job.id, this.number);
      },
      onWritten: () => {
        this.#writer = null;
        if (answer.ending === 'reset') this.reset();
        else if (answer.ending === 'close') this.#end();
        else this.flush();
      },
    });
    this.#writer.run();
  }
}
