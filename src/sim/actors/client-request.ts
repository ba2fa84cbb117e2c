/** One request of a client while it is under way: what is expected of its answer, and how it ended. */

import type { ResponseHead } from '../../http1/response-head.ts';
import { latin1 } from '../../kernel/bytes.ts';
import { Deadline } from '../../kernel/deadline-list.ts';
import { SIZE_FIELD } from '../behavior/answer/huge.ts';
import type { Outcome } from '../history/event.ts';
import type { ClientStream } from './client-context.ts';
import { BACKEND_FIELD, bodyOf, ID_FIELD, standsIn } from './payload.ts';

/** The connection that a request is on: it is told when the client gives up. */
interface Carrier {
  expire(request: ClientRequest): void;
}

/** Used over and over: an object a request under way, not an object a request. */
export class ClientRequest extends Deadline {
  id = -1;
  stream: ClientStream | null = null;
  method = '';
  /** 0 until a head came. */
  status = 0;
  /** The backend stamped on the answer, '' when there is none. */
  backend = '';
  /** How it ended; '' for the problem when all is well. */
  outcome: Outcome = 'unknown';
  problem = '';
  #carrier: Carrier | null = null;
  #stampedId = '';
  #expected = '';
  #size = 0;
  #received = 0;
  #corrupt = false;

  start(stream: ClientStream, carrier: Carrier, id: number, method: string): void {
    this.stream = stream;
    this.#carrier = carrier;
    this.id = id;
    this.method = method;
    this.status = 0;
    this.backend = '';
    this.#stampedId = '';
    this.#received = 0;
    this.#corrupt = false;
    this.#expected = bodyOf(id);
    this.#size = method === 'HEAD' ? 0 : this.#expected.length;
  }

  override onDeadline(): void {
    this.#carrier?.expire(this);
  }

  onHead(head: ResponseHead): void {
    this.status = head.status;
    this.#stampedId = head.get(ID_FIELD) ?? '';
    this.backend = head.get(BACKEND_FIELD) ?? '';
    // A huge body is the usual one, repeated up to this size.
    const size = head.get(SIZE_FIELD);
    if (size !== null && this.method !== 'HEAD') this.#size = Number(size);
  }

  onBody(chunk: Uint8Array, start: number, end: number): void {
    if (this.backend !== '' && !this.#corrupt) {
      this.#corrupt = !standsIn(this.#expected, this.#received, latin1(chunk, start, end));
    }
    this.#received += end - start;
  }

  /** The whole answer is there. */
  judge(): void {
    if (this.backend !== '') {
      this.outcome = 'ok';
      this.problem = this.#flaw();
    } else if (this.status < 400) {
      this.outcome = 'unknown';
      this.problem = 'no stamp';
    } else {
      // The balancer refused by itself: 503 or a 4xx says that nothing was done; 502 and 504 leave it open.
      this.outcome = this.status === 503 || this.status < 500 ? 'failed' : 'unknown';
      this.problem = '';
    }
  }

  /** What is wrong with a whole answer of a backend. */
  #flaw(): string {
    if (this.#stampedId !== String(this.id)) return 'foreign body';
    return this.#corrupt || this.#received !== this.#size ? 'corrupt body' : '';
  }
}
