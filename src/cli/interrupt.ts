/** Ctrl-C and SIGTERM end a run in good order; the second time at once. */
import { ExitCode } from './exit-codes.ts';

export interface Interrupt {
  readonly signal: AbortSignal;
  release(): void;
}

export function abortOnSignal(): Interrupt {
  const controller = new AbortController();
  const onSignal = (): void => {
    // Children are ended by an exit handler in any case.
    if (controller.signal.aborted) process.exit(ExitCode.Interrupted);
    controller.abort();
  };
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
