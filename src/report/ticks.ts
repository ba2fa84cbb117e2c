/** Round places for the marks of an axis. */

const STEPS = [1, 2, 5];

/** Multiples of 1, 2 or 5 times a power of ten between `from` and `to`, at most `most` of them. */
export function ticksBetween(from: number, to: number, most: number): number[] {
  const span = to - from;
  if (!(span > 0) || most < 1) return [from];
  let power = 10 ** Math.floor(Math.log10(span / most));
  let step = power;
  for (let i = 0; Math.floor(to / step) - Math.ceil(from / step) + 1 > most; i++) {
    if (i > 0 && i % STEPS.length === 0) power *= 10;
    step = power * (STEPS[i % STEPS.length] as number);
  }
  const ticks: number[] = [];
  for (let n = Math.ceil(from / step); n * step <= to * (1 + 1e-9); n++) ticks.push(n * step);
  return ticks;
}
