/** Ctrl-C and SIGTERM end a run in good order; the second time soon, whatever is left, and the third time at once. */
import { setImmediate } from 'node:timers/promises';
import { LbsimError } from '../kernel/errors.ts';
import { ExitCode } from './exit-codes.ts';

/** How long cleaning up may still take after the second signal. */
const PATIENCE_MS = 1_000;

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Once made, it stays until the process ends: a signal that comes late must not spoil the exit code. */
export class Interrupt {
  readonly #controller = new AbortController();
  #times = 0;
  readonly #onSignal = (): void => {
    this.#controller.abort();
    this.#times++;
    // Children are ended by an exit handler in any case. Impatience alone should leave no temporary files.
    const exit = (): never => process.exit(ExitCode.Interrupted);
    if (this.#times === 2) setTimeout(exit, PATIENCE_MS).unref();
    else if (this.#times > 2) exit();
  };

  constructor() {
    this.#guard();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Rejects with `interrupted` when a signal came. Lets the event loop turn first: only then are signals told. */
  async check(): Promise<void> {
    await setImmediate();
    if (this.signal.aborted) throw new LbsimError('interrupted', 'Interrupted.');
  }

  /**
   * Does work during which the event loop stands still and nothing has to be cleaned up: a signal ends the process
   * there and then, since a handler would not be called before the work is over.
   */
  unguarded<T>(work: () => T): T {
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
    try {
      return work();
    } finally {
      this.#guard();
    }
  }

  #guard(): void {
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
  }
}
