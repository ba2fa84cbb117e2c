import type { Algorithm } from '../config/config.ts';

/** As the start-up log calls it: `round_robin` is RoundRobin. */
export function algorithmName(algorithm: Algorithm): string {
  return algorithm
    .split('_')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
}
