/** Ctrl-C and SIGTERM end a run in good order; the second time at once. */
import { setImmediate } from 'node:timers/promises';
import { LbsimError } from '../kernel/errors.ts';
import { ExitCode } from './exit-codes.ts';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export class Interrupt {
  readonly #controller = new AbortController();
  readonly #onSignal = (): void => {
    // Children are ended by an exit handler in any case.
    if (this.signal.aborted) process.exit(ExitCode.Interrupted);
    this.#controller.abort();
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
    this.release();
    try {
      return work();
    } finally {
      this.#guard();
    }
  }

  release(): void {
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
  }

  #guard(): void {
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
  }
}
