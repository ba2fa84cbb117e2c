/** The balancer's log: one plain line an event on standard output. */
import type { Log, LogLevel } from '../core/observer.ts';

const LABELS: Readonly<Record<LogLevel, string>> = { info: '[INFO]', warn: '[WARN]', error: '[ERROR]' };

/** A log that writes to `stream`. What has several lines, such as the problems of a file, is written in one. */
export function lineLog(stream: NodeJS.WritableStream): Log {
  return (level, message) => {
    stream.write(`${LABELS[level]} ${inOneLine(message)}\n`);
  };
}

/** An indented line says more of the one above it. */
function inOneLine(message: string): string {
  return message.includes('\n') ? message.replace(/\.?\n[ \t]+/g, '. ').replaceAll('\n', ' ') : message;
}
