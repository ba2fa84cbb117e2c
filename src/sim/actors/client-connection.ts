/** One of a client's connections: one request at a time, its answer checked as it comes in. */

import { type HttpProblem, PROBLEMS } from '../../http1/problem.ts';
import type { ResponseHead } from '../../http1/response-head.ts';
import { ResponseParser, type ResponseSink } from '../../http1/response-parser.ts';
import { latin1 } from '../../kernel/bytes.ts';
import { Deadline } from '../../kernel/deadline-list.ts';
import type { Connection, ConnectionHandler, NetworkError } from '../../kernel/network.ts';
import { SIZE_FIELD } from '../behavior/answer/huge.ts';
import { formatAddress } from './address.ts';
import type { ConnectionOwner, Ending } from './client-context.ts';
import { BACKEND_FIELD, bodyOf, ID_FIELD, standsIn } from './payload.ts';

export class ClientConnection extends Deadline implements ConnectionHandler, ResponseSink {
  readonly number: number;
  readonly #client: ConnectionOwner<ClientConnection>;
  readonly #connection: Connection;
  readonly #parser: ResponseParser;
  #open = false;
  #closed = false;
  #keepAlive = false;
  /** The request under way; -1 between requests. */
  #id = -1;
  #text = '';
  #status = 0;
  #stampedId = '';
  #backend = '';
  #expected = '';
  #size = 0;
  #received = 0;
  #corrupt = false;
  /** Set by the answer's end, until the bytes that came with it are looked at. */
  #ending: Omit<Ending, 'status' | 'backend'> | null = null;

  constructor(client: ConnectionOwner<ClientConnection>, number: number) {
    super();
    const { network, subject, responseHead } = client.context;
    this.number = number;
    this.#client = client;
    this.#parser = new ResponseParser(this, responseHead);
    this.#connection = network.connect(subject, this, { localHost: client.host });
  }

  request(id: number, target: string): void {
    this.#id = id;
    this.#status = 0;
    this.#stampedId = '';
    this.#backend = '';
    this.#received = 0;
    this.#corrupt = false;
    this.#expected = bodyOf(id);
    this.#size = this.#expected.length;
    this.#parser.expect('GET');
    this.#text = `GET ${target} HTTP/1.1\r\nHost: ${formatAddress(this.#client.context.subject)}\r\nUser-Agent: lbsim\r\nX-Lbsim-Id: ${id}\r\n\r\n`;
    if (this.#open) this.#connection.write(this.#text);
  }

  close(): void {
    this.#id = -1;
    this.disarm();
    this.#closed = true;
    this.#parser.stop();
    this.#connection.close();
  }

  onOpen(): void {
    this.#open = true;
    this.#connection.write(this.#text);
  }

  onData(chunk: Uint8Array): void {
    if (this.#closed) return;
    // Bytes without a request: the connection is out of step.
    if (this.#id < 0) this.#drop();
    else this.#settle(this.#parser.feed(chunk, 0) === chunk.length);
  }

  onEnd(): void {
    if (this.#closed) return;
    if (this.#id >= 0) {
      if (this.#parser.atStart) this.#finish('unknown', 'closed without an answer');
      else this.#parser.finish();
      this.#settle(true);
    }
    this.#drop();
  }

  onDrain(): void {}

  onClose(error: NetworkError | null): void {
    this.disarm();
    this.#closed = true;
    this.#client.forget(this);
    if (this.#id < 0) return;
    if (!this.#open) this.#finish('failed', error?.code ?? 'refused');
    else this.#finish('unknown', this.#status > 0 ? 'truncated' : (error?.code ?? 'reset'));
  }

  /** The client gives up. */
  override onDeadline(): void {
    this.#finish(this.#open ? 'unknown' : 'failed', 'timeout');
    this.#drop();
  }

  onInterim(): void {}

  onResponse(head: ResponseHead): void {
    this.#status = head.status;
    this.#keepAlive = head.keepAlive;
    this.#stampedId = head.get(ID_FIELD) ?? '';
    this.#backend = head.get(BACKEND_FIELD) ?? '';
    // A huge body is the usual one, repeated up to this size.
    const size = head.get(SIZE_FIELD);
    if (size !== null) this.#size = Number(size);
  }

  onBody(chunk: Uint8Array, start: number, end: number): void {
    if (this.#backend !== '' && !this.#corrupt) {
      this.#corrupt = !standsIn(this.#expected, this.#received, latin1(chunk, start, end));
    }
    this.#received += end - start;
  }

  onMessageEnd(): void {
    this.#ending = this.#judge();
  }

  /** The answer's end, if it is there. `clean`: nothing came behind it, such as the same answer again. */
  #settle(clean: boolean): void {
    const ending = this.#ending;
    if (ending === null) return;
    this.#ending = null;
    // More came than its length says: that is no whole answer.
    if (ending.problem === '' && !clean) this.#finish('unknown', 'malformed');
    else this.#finish(ending.outcome, ending.problem);
    if (this.#closed) return;
    if (this.#keepAlive && clean) this.#client.keep(this);
    else this.#drop();
  }

  #judge(): Omit<Ending, 'status' | 'backend'> {
    if (this.#backend !== '') return { outcome: 'ok', problem: this.#flaw() };
    if (this.#status < 400) return { outcome: 'unknown', problem: 'no stamp' };
    // The balancer refused by itself: 503 or a 4xx says that nothing was done; 502 and 504 leave it open.
    const refused = this.#status === 503 || (this.#status >= 400 && this.#status < 500);
    return { outcome: refused ? 'failed' : 'unknown', problem: '' };
  }

  onProblem(problem: HttpProblem): void {
    this.#finish('unknown', problem === PROBLEMS.truncated ? 'truncated' : 'malformed');
    this.#drop();
  }

  /** What is wrong with a whole answer of a backend. */
  #flaw(): string {
    if (this.#stampedId !== String(this.#id)) return 'foreign body';
    return this.#corrupt || this.#received !== this.#size ? 'corrupt body' : '';
  }

  #finish(outcome: Ending['outcome'], problem: string): void {
    const id = this.#id;
    if (id < 0) return;
    this.#id = -1;
    this.disarm();
    this.#client.done(this, id, { outcome, status: this.#status, backend: this.#backend, problem });
  }

  #drop(): void {
    this.#client.forget(this);
    this.close();
  }
}
