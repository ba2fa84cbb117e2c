/** A request's body on its way: held while the connection to the backend is being opened, then written through. */

import type { Fields } from '../../http1/fields.ts';
import { copyBytes } from '../../kernel/bytes.ts';
import { copyTrailers } from './copy-fields.ts';
import type { Outbox } from './outbox.ts';

/** What is held at most before the client is told to wait. */
const HELD_BYTES_MAX = 65536;

export class RequestBody {
  readonly chunked: boolean;
  complete = false;
  #held: (Uint8Array | string)[] = [];
  #heldBytes = 0;
  #out: Outbox | null = null;

  constructor(chunked: boolean) {
    this.chunked = chunked;
  }

  /** Goes to the backend from now on, what is held first. Returns false when its backlog is over its mark. */
  attach(out: Outbox): boolean {
    this.#out = out;
    let room = true;
    for (const piece of this.#held) {
      if (typeof piece === 'string') out.addText(piece);
      else room = out.addBytes(piece, 0, piece.length);
    }
    this.#held = [];
    this.#heldBytes = 0;
    return room;
  }

  /** Returns false when the client should wait. */
  add(chunk: Uint8Array, start: number, end: number): boolean {
    const size = end - start;
    const header = this.chunked ? `${size.toString(16)}\r\n` : '';
    if (this.#out !== null) {
      this.#out.addText(header);
      const room = this.#out.addBytes(chunk, start, end);
      if (this.chunked) this.#out.addText('\r\n');
      return room;
    }
    this.#held.push(header, copyBytes(chunk, start, end), this.chunked ? '\r\n' : '');
    this.#heldBytes += size;
    return this.#heldBytes < HELD_BYTES_MAX;
  }

  end(trailers: Fields | null): void {
    this.complete = true;
    if (!this.chunked) return;
    const last = `0\r\n${trailers === null ? '' : copyTrailers(trailers)}\r\n`;
    if (this.#out === null) this.#held.push(last);
    else this.#out.addText(last);
  }
}
