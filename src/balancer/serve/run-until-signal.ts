/** What a balancer process does besides balancing: reloads and stops in good order when it is asked to. */
import type { Log } from '../core/observer.ts';
import type { Server } from './serve.ts';

const EXIT_INTERRUPTED = 130;

/**
 * Resolves when the server has stopped after SIGTERM or SIGINT; a second signal cuts it short. SIGHUP has it read its
 * configuration again, and goes on in any case.
 */
export function runUntilSignal(server: Server, log: Log): Promise<void> {
  return new Promise((resolve) => {
    let stopping = false;
    const onReload = (): void => {
      if (stopping) return;
      log('info', 'Received SIGHUP: reading the configuration again');
      server.reload();
    };
    const onStop = (signal: NodeJS.Signals): void => {
      if (stopping) process.exit(EXIT_INTERRUPTED);
      stopping = true;
      log('info', `Received ${signal}: finishing requests under way`);
      void server.stop().then(() => {
        process.off('SIGTERM', onStop);
        process.off('SIGINT', onStop);
        process.off('SIGHUP', onReload);
        log('info', 'Stopped');
        resolve();
      });
    };
    process.on('SIGTERM', onStop);
    process.on('SIGINT', onStop);
    process.on('SIGHUP', onReload);
  });
}
