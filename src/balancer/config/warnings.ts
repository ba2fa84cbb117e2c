/** What is legal in a configuration, and most likely not what was meant. */
import type { BalancerConfig } from './config.ts';

/** A sentence each, for the log. */
export function warningsOf({ healthCheck: { interval, timeout } }: BalancerConfig): readonly string[] {
  if (timeout <= interval) return [];
  const [every, longest] = [interval / 1e6, timeout / 1e6];
  return [
    `Health checks have ${longest} s and are due every ${every} s: as one waits for the one before, a backend that hangs gets one every ${longest} s`,
  ];
}
