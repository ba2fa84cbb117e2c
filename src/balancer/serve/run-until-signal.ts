/** What a balancer process does besides balancing: reloads and stops in good order when it is asked to. */
import type { Log } from '../core/observer.ts';
import type { Server } from './server.ts';

const EXIT_INTERRUPTED = 130;

/**
 * Resolves when the server has stopped after SIGTERM or SIGINT; a second signal cuts it short. SIGHUP has it read its
 * configuration again, and goes on in any case. Signals count from the call on, also while the server is starting.
 * Rejects when it does not start.
 */
export function runUntilSignal(starting: Promise<Server>, log: Log): Promise<void> {
  return new Promise((resolve, reject) => {
    let stopping = false;
    const listenNoMore = (): void => {
      process.off('SIGTERM', onStop);
      process.off('SIGINT', onStop);
      process.off('SIGHUP', onReload);
    };
    const fail = (error: unknown): void => {
      listenNoMore();
      reject(error);
    };
    const onReload = (): void => {
      if (stopping) return;
      log('info', 'Received SIGHUP: reading the configuration again');
      starting.then((server) => server.reload(), fail);
    };
    const onStop = (signal: NodeJS.Signals): void => {
      if (stopping) process.exit(EXIT_INTERRUPTED);
      stopping = true;
      log('info', `Received ${signal}: finishing requests under way`);
      const stopped = starting.then((server) => server.stop());
      stopped.then(() => {
        listenNoMore();
        log('info', 'Stopped');
        resolve();
      }, fail);
    };
    process.on('SIGTERM', onStop);
    process.on('SIGINT', onStop);
    process.on('SIGHUP', onReload);
    starting.catch(fail);
  });
}
