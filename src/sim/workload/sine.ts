/** A rate that swings around its mean, as a day's traffic does; it starts in the middle, on its way up. */
import type { Micros } from '../../kernel/clock.ts';
import type { RateShape } from './arrivals.ts';

/** Bracketed Newton steps; a handful is enough, halving alone would need this many. */
const STEPS_MAX = 60;
const CLOSE_ENOUGH: Micros = 1e-6;

/** `amplitude` is at most `mean`. */
export function sine(mean: number, amplitude: number, period: Micros): RateShape {
  const turn = (2 * Math.PI) / period;
  const swing = (amplitude * period) / (2e6 * Math.PI);
  const expected = (time: Micros): number => (mean * time) / 1e6 + swing * (1 - Math.cos(turn * time));
  return {
    expected,
    timeOf(count) {
      if (count <= 0) return 0;
      // The swing adds between nothing and twice itself to what the mean alone gives.
      let low = Math.max(0, ((count - 2 * swing) * 1e6) / mean);
      let high = (count * 1e6) / mean;
      let at = (low + high) / 2;
      for (let step = 0; step < STEPS_MAX && high - low > CLOSE_ENOUGH; step++) {
        const off = expected(at) - count;
        if (off > 0) high = at;
        else low = at;
        const rate = (mean + amplitude * Math.sin(turn * at)) / 1e6;
        const guess = at - off / rate;
        const better = guess > low && guess < high ? guess : (low + high) / 2;
        if (Math.abs(better - at) < CLOSE_ENOUGH) return better;
        at = better;
      }
      return at;
    },
  };
}
