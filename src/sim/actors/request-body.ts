/** The body of a request on its way: in one go when it is small, as fast as it is taken when it is not. */
import { chunkHeader } from '../../http1/encode.ts';
import type { Connection } from '../../kernel/network.ts';
import { BODY_PIECE, isChunked, requestBody } from './payload.ts';

/** The bytes of a body from `from` on, framed as the request says, up to a piece; and where they end. */
export function bodyPiece(id: number, from: number, bytes: number): { text: string; end: number } {
  const end = Math.min(bytes, from + BODY_PIECE);
  const piece = requestBody(id, from, end);
  if (!isChunked(id)) return { text: piece, end };
  return { text: `${chunkHeader(end - from)}${piece}\r\n${end === bytes ? `${chunkHeader(0)}\r\n` : ''}`, end };
}

/** All of a body at once, for those who cut it up themselves. */
export function wholeBody(id: number, bytes: number): string {
  let text = '';
  for (let at = 0; at < bytes; ) {
    const piece = bodyPiece(id, at, bytes);
    text += piece.text;
    at = piece.end;
  }
  return text;
}

/** A body that is too large to be held whole. */
export class BodyWriter {
  readonly #id: number;
  readonly #bytes: number;
  #at = 0;

  constructor(id: number, bytes: number) {
    this.#id = id;
    this.#bytes = bytes;
  }

  /** Writes until the connection has enough; true when all is written. Call it again at `onDrain`. */
  writeTo(connection: Connection): boolean {
    let more = true;
    while (more && this.#at < this.#bytes) {
      const { text, end } = bodyPiece(this.#id, this.#at, this.#bytes);
      this.#at = end;
      more = connection.write(text);
    }
    return this.#at === this.#bytes;
  }
}
