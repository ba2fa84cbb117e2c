/**
 * Writes the access log in batches, so that a request costs the making of its line and nothing more. Who reads the log
 * never holds up who is served: when it falls too far behind, lines are left out, and the balancer's own log says how
 * many. (A pipe is written to without waiting; a file takes what it is given.)
 */
import type { Writable } from 'node:stream';
import type { Log } from '../core/observer.ts';
import type { AccessLog } from '../proxy/access-log.ts';
import { accessLine } from './access-log-format.ts';

/** How long a line waits for others at most. */
const WAIT_MS = 100;
/** A batch of this size is written at once. Lines are ASCII, so this is bytes. */
const BATCH_LENGTH = 65_536;
/** What may wait for the reader. */
const BACKLOG_BYTES = 4 * 1024 * 1024;
/** At the end, how long the reader has to take the rest. */
const LAST_WAIT_MS = 1000;

export class AccessLogWriter {
  readonly #stream: Writable;
  readonly #log: Log;
  #batch = '';
  #lines = 0;
  #lost = 0;
  #timer: NodeJS.Timeout | null = null;

  /** `log` is told of lines that are lost. */
  constructor(stream: Writable, log: Log) {
    this.#stream = stream;
    this.#log = log;
  }

  readonly write: AccessLog = (entry, format) => {
    this.#batch += accessLine(entry, format);
    this.#lines++;
    if (this.#batch.length >= BATCH_LENGTH) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), WAIT_MS).unref();
  };

  /** Writes what is left. Resolves when it is taken, or when that takes too long. */
  end(): Promise<void> {
    this.#flush();
    this.#tellLost();
    if (this.#stream.destroyed || this.#stream.writableLength === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const deadline = setTimeout(resolve, LAST_WAIT_MS);
      this.#stream.write('', () => {
        clearTimeout(deadline);
        resolve();
      });
    });
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#lines === 0) return;
    if (this.#stream.destroyed || this.#stream.writableLength > BACKLOG_BYTES) this.#lost += this.#lines;
    else {
      this.#tellLost();
      this.#stream.write(this.#batch);
    }
    this.#batch = '';
    this.#lines = 0;
  }

  #tellLost(): void {
    if (this.#lost > 0) this.#log('warn', `${this.#lost} lines of the access log are lost: nobody took them in time`);
    this.#lost = 0;
  }
}
