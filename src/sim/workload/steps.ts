/** One rate after the other, each for the same time. */
import type { Micros } from '../../kernel/clock.ts';
import type { RateShape } from './arrivals.ts';

export function steps(rates: readonly number[], each: Micros): RateShape {
  /** Expected before each step, and at the end. */
  const before = [0];
  for (const rate of rates) before.push((before.at(-1) as number) + (rate * each) / 1e6);
  return {
    expected(time) {
      const step = Math.min(Math.floor(time / each), rates.length - 1);
      return (before[step] as number) + ((time - step * each) * (rates[step] as number)) / 1e6;
    },
    timeOf(expected) {
      // Few steps, and asked once a request: a search would not be quicker.
      let step = 0;
      while (step < rates.length && expected >= (before[step + 1] as number)) step++;
      if (step === rates.length) return Infinity;
      return step * each + ((expected - (before[step] as number)) * 1e6) / (rates[step] as number);
    },
  };
}
