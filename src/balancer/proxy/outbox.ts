/**
 * Gathers what is written to a connection during one event, so that a head and a small body leave in one system call.
 * Small pieces join as text; a large one takes what is gathered along in one buffer.
 */
import { copyBytes, latin1 } from '../../kernel/bytes.ts';
import type { Connection } from '../../kernel/network.ts';

/** Up to here text is the cheaper way out: Node writes short strings from the stack. */
const TEXT_BYTES_MAX = 16384;

export class Outbox {
  readonly #connection: Connection;
  #text = '';

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  addText(text: string): void {
    this.#text += text;
  }

  /** Adds a borrowed piece. Returns false when the connection's backlog is over its mark. */
  addBytes(chunk: Uint8Array, start: number, end: number): boolean {
    if (this.#text.length + end - start <= TEXT_BYTES_MAX) {
      this.#text += latin1(chunk, start, end);
      return true;
    }
    this.flush();
    return this.#connection.write(copyBytes(chunk, start, end));
  }

  /** Sends what is gathered. Returns false when the connection's backlog is over its mark. */
  flush(): boolean {
    if (this.#text === '') return true;
    const text = this.#text;
    this.#text = '';
    return this.#connection.write(text);
  }

  /** Forgets what is gathered. */
  clear(): void {
    this.#text = '';
  }
}
