/**
 * Gathers what is written to a connection during one event, so that a head and a body leave in one system call, and
 * knows whether the other side takes it in. Small pieces join as text. One large piece an event is left where it is, in
 * memory that is only lent, until the flush at the event's end.
 */
import { latin1 } from '../../kernel/bytes.ts';
import type { Connection } from '../../kernel/network.ts';

/** Up to here a piece is cheaper as text. */
const SMALL_BYTES_MAX = 512;
/** What may be gathered behind the large piece. */
const TAIL_BYTES_MAX = 16384;
const NOTHING = new Uint8Array(0);

export class Outbox {
  readonly #connection: Connection;
  /** In order: text, the large piece, and text again. */
  #text = '';
  #chunk: Uint8Array = NOTHING;
  #start = 0;
  #end = 0;
  #tail = '';
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
    if (this.#end === 0) this.#text += text;
    else this.#tail += text;
  }

  /**
   * Adds a borrowed piece, to be flushed before it changes. Returns false when the connection's backlog is over its mark.
   */
  addBytes(chunk: Uint8Array, start: number, end: number): boolean {
    const size = end - start;
    if (this.#end === 0 ? size <= SMALL_BYTES_MAX : this.#tail.length + size <= TAIL_BYTES_MAX) {
      this.addText(latin1(chunk, start, end));
      return !this.#full;
    }
    if (this.#end !== 0) this.flush();
    this.#chunk = chunk;
    this.#start = start;
    this.#end = end;
    return !this.#full;
  }

  /** Sends what is gathered. Returns false when the connection's backlog is over its mark. */
  flush(): boolean {
    const text = this.#text;
    this.#text = '';
    if (this.#end !== 0) this.#flushWithChunk(text);
    else if (text !== '' && !this.#connection.write(text)) this.#full = true;
    return !this.#full;
  }

  #flushWithChunk(text: string): void {
    const chunk = this.#chunk;
    const end = this.#end;
    const tail = this.#tail;
    this.#chunk = NOTHING;
    this.#end = 0;
    this.#tail = '';
    if (!this.#connection.writeBorrowed(text, chunk, this.#start, end, tail)) this.#full = true;
  }
}
