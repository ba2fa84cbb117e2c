/** The same rate from beginning to end. */
import type { RateShape } from './arrivals.ts';

export function flat(rate: number): RateShape {
  return {
    expected: (time) => (time * rate) / 1e6,
    // Divided last: whole seconds must give whole counts.
    timeOf: (expected) => (expected * 1e6) / rate,
  };
}
