/** Gathers lines of the access log, so that a thread that serves sends many in one message. */
import type { AccessLine } from './thread-messages.ts';

/** How long a line may wait. */
const WAIT_MS = 20;
const LINES_MAX = 256;

export class AccessBatch {
  readonly #send: (lines: readonly AccessLine[]) => void;
  #lines: AccessLine[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (lines: readonly AccessLine[]) => void) {
    this.#send = send;
  }

  add(line: AccessLine): void {
    this.#lines.push(line);
    if (this.#lines.length >= LINES_MAX) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), WAIT_MS);
  }

  /** Sends what there is, now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    this.#send(lines);
  }
}
