/** Gathers lines of the access log, so that a thread that serves sends many in one message. */
import type { AccessEntry } from '../proxy/access-log.ts';

/** How long a line may wait. */
const WAIT_MS = 20;
const ENTRIES_MAX = 256;

export class AccessBatch {
  readonly #send: (entries: readonly AccessEntry[]) => void;
  #entries: AccessEntry[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (entries: readonly AccessEntry[]) => void) {
    this.#send = send;
  }

  add(entry: AccessEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length >= ENTRIES_MAX) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), WAIT_MS);
  }

  /** Sends what there is, now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#entries.length === 0) return;
    const entries = this.#entries;
    this.#entries = [];
    this.#send(entries);
  }
}
