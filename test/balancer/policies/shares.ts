import { expect } from 'vitest';

/**
 * Expects each to come as often as its weight says, within five standard deviations of luck. With the seed given it is
 * no luck: the test always ends the same way. `grain`: the shares themselves are made of so many drawn pieces.
 */
export function expectShares(
  weights: readonly number[],
  count: number,
  next: () => number | undefined,
  grain = Number.POSITIVE_INFINITY,
): void {
  const counts = weights.map(() => 0);
  for (let i = 0; i < count; i++) {
    const index = next() ?? -1;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  weights.forEach((weight, index) => {
    const share = weight / sum;
    const deviation = Math.sqrt(share * (1 - share) * (1 / count + 1 / grain));
    expect(Math.abs((counts[index] ?? 0) / count - share), `share of ${index}`).toBeLessThanOrEqual(5 * deviation);
  });
}
