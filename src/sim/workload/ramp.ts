/** A rate that grows, or falls, in a straight line over the whole stream. */
import type { Micros } from '../../kernel/clock.ts';
import type { RateShape } from './arrivals.ts';

export function ramp(from: number, to: number, duration: Micros): RateShape {
  const length = duration / 1e6;
  const slope = (to - from) / length;
  return {
    expected(time) {
      const at = time / 1e6;
      return from * at + (slope * at * at) / 2;
    },
    timeOf(expected) {
      if (expected <= 0) return 0;
      const root = from * from + 2 * slope * expected;
      // Below zero: a falling rate is at its end before so many come. This form of the root loses no digits.
      return root < 0 ? Infinity : (2e6 * expected) / (from + Math.sqrt(root));
    },
  };
}
