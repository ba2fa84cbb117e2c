/** A process that has just started works slower: cold caches, code that is not compiled yet. */
import type { Micros } from '../../kernel/clock.ts';
import type { WarmUpSpec } from '../scenario/backend-spec.ts';

/** How many times as long work takes `age` after the start: `factor` at first, and evenly less until it is 1. */
export function warmUpFactor(age: Micros, { duration, factor }: WarmUpSpec): number {
  return age >= duration ? 1 : factor - ((factor - 1) * Math.max(0, age)) / duration;
}
