/** The body of a request as a backend gets it, held against the one that was sent. */
import { latin1 } from '../../kernel/bytes.ts';
import { BODY_PIECE, requestBody } from './payload.ts';

/** What is not as it was sent, as bits of a set. */
export const BODY_FLAWS = { bytes: 1, length: 2 } as const;

export class ReceivedBody {
  bytes = 0;
  #id = 0;
  /** -1: the request does not say. */
  #sent = 0;
  #wrong = false;

  /** The next body is of request `id`, and was `sent` bytes long. */
  start(id: number, sent: number): void {
    this.#id = id;
    this.#sent = sent;
    this.bytes = 0;
    this.#wrong = false;
  }

  take(chunk: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end && !this.#wrong; ) {
      const until = Math.min(end, at + BODY_PIECE);
      const from = this.bytes + at - start;
      this.#wrong = latin1(chunk, at, until) !== requestBody(this.#id, from, from + until - at);
      at = until;
    }
    this.bytes += end - start;
  }

  /** There is one, or should be. */
  get isThere(): boolean {
    return this.bytes > 0 || this.#sent > 0;
  }

  get flaws(): number {
    const length = this.#sent >= 0 && this.bytes !== this.#sent ? BODY_FLAWS.length : 0;
    return length | (this.#wrong ? BODY_FLAWS.bytes : 0);
  }
}
