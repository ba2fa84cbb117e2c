/** Connections that were closed a moment ago (the kernel remembers them for a minute): whoever reuses his leaves none. */
import { readFileSync } from 'node:fs';

const TIME_WAIT = '06';

/** How many connections with `port` at either end stand in TIME_WAIT, of the text of `/proc/net/tcp`. */
export function countTimeWait(text: string, port: number): number {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  let count = 0;
  for (const line of text.split('\n')) {
    const [, local, remote, state] = line.trim().split(/\s+/);
    if (state === TIME_WAIT && (local?.endsWith(end) || remote?.endsWith(end))) count++;
  }
  return count;
}

export function timeWait(port: number): number {
  return countTimeWait(readFileSync('/proc/net/tcp', 'utf8'), port);
}
