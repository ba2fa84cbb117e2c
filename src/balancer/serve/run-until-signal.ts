/** What a balancer process does besides balancing: stops in good order when it is asked to. */
import type { Log } from '../core/observer.ts';
import type { Server } from './server.ts';

/** How long requests under way may take after a signal. */
const GRACE_MS = 10_000;
const EXIT_INTERRUPTED = 130;

/** Resolves when the server has stopped after SIGTERM or SIGINT; a second signal cuts it short. */
export function runUntilSignal(server: Server, log: Log): Promise<void> {
  return new Promise((resolve) => {
    let stopping = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (stopping) process.exit(EXIT_INTERRUPTED);
      stopping = true;
      log('info', `Received ${signal}: finishing requests under way`);
      void server.stop(GRACE_MS).then(() => {
        process.off('SIGTERM', onSignal);
        process.off('SIGINT', onSignal);
        log('info', 'Stopped');
        resolve();
      });
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}
