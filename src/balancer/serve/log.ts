/** The balancer's log: one plain line an event on standard output. */
import type { Log, LogLevel } from '../core/observer.ts';

const LABELS: Readonly<Record<LogLevel, string>> = { info: '[INFO]', warn: '[WARN]', error: '[ERROR]' };

/** A log that writes to `stream`. */
export function lineLog(stream: NodeJS.WritableStream): Log {
  return (level, message) => {
    stream.write(`${LABELS[level]} ${message}\n`);
  };
}
