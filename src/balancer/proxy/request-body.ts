/** A request's body on its way: held while the connection to the backend is being opened, then written through. */

import type { Fields } from '../../http1/fields.ts';
import { HeldBytes } from '../../http1/held-bytes.ts';
import { latin1Bytes } from '../../kernel/bytes.ts';
import { copyTrailers } from './copy-fields.ts';
import type { Outbox } from './outbox.ts';

/** What is held at most before the client is told to wait. */
const HELD_BYTES_MAX = 65536;

export class RequestBody {
  readonly chunked: boolean;
  complete = false;
  /** As it will be sent, the chunks' own lines included: of tiny chunks they are the larger part. */
  readonly #held = new HeldBytes();
  #out: Outbox | null = null;

  constructor(chunked: boolean) {
    this.chunked = chunked;
  }

  /** Goes to the backend from now on, what is held first. Returns false when its backlog is over its mark. */
  attach(out: Outbox): boolean {
    this.#out = out;
    if (this.#held.length > 0) out.addBytes(this.#held.bytes, 0, this.#held.length);
    this.#held.clear();
    return !out.full;
  }

  /** Returns false when the client should wait. */
  add(chunk: Uint8Array, start: number, end: number): boolean {
    const header = this.chunked ? `${(end - start).toString(16)}\r\n` : '';
    if (this.#out !== null) {
      this.#out.addText(header);
      const room = this.#out.addBytes(chunk, start, end);
      if (this.chunked) this.#out.addText('\r\n');
      return room;
    }
    this.#hold(header);
    this.#held.add(chunk, start, end);
    if (this.chunked) this.#hold('\r\n');
    return this.#held.length < HELD_BYTES_MAX;
  }

  end(trailers: Fields | null): void {
    this.complete = true;
    if (!this.chunked) return;
    const last = `0\r\n${trailers === null ? '' : copyTrailers(trailers)}\r\n`;
    if (this.#out === null) this.#hold(last);
    else this.#out.addText(last);
  }

  #hold(text: string): void {
    this.#held.add(latin1Bytes(text), 0, text.length);
  }
}
