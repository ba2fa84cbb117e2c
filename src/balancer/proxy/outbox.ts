/**
 * Gathers what is written to a connection during one event, so that a head and a small body leave in one system call,
 * and knows whether the other side takes it in. Small pieces join as text; a large one is written behind it as it is.
 */
import { copyBytes, latin1 } from '../../kernel/bytes.ts';
import type { Connection } from '../../kernel/network.ts';

/** Up to here text is the cheaper way out: Node writes short strings from the stack. */
const TEXT_BYTES_MAX = 16384;

export class Outbox {
  readonly #connection: Connection;
  #text = '';
  #full = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The backlog went over its mark and is not flushed yet: who can should wait for the drain. */
  get full(): boolean {
    return this.#full;
  }

  /** The backlog is flushed. */
  drained(): void {
    this.#full = false;
  }

  addText(text: string): void {
    this.#text += text;
  }

  /** Adds a borrowed piece. Returns false when the connection's backlog is over its mark. */
  addBytes(chunk: Uint8Array, start: number, end: number): boolean {
    if (this.#text.length + end - start <= TEXT_BYTES_MAX) {
      this.#text += latin1(chunk, start, end);
      return !this.#full;
    }
    this.flush();
    return this.#write(copyBytes(chunk, start, end));
  }

  /** Sends what is gathered. Returns false when the connection's backlog is over its mark. */
  flush(): boolean {
    if (this.#text === '') return !this.#full;
    const text = this.#text;
    this.#text = '';
    return this.#write(text);
  }

  #write(data: string | Uint8Array): boolean {
    if (!this.#connection.write(data)) this.#full = true;
    return !this.#full;
  }
}
