/** The weights of a snapshot, as the policies that prepare something for it read them. */
import type { Snapshot } from '../core/pool.ts';

/**
 * Effective weights, in tenths, in pool order. Each is read once: a slow start may change them at any time, and two
 * readings need not agree. (The change makes a new snapshot soon.) None is below 1.
 */
export function weightsOf(eligible: Snapshot): Int32Array {
  const weights = new Int32Array(eligible.length);
  eligible.forEach(({ weight }, position) => {
    weights[position] = Math.max(1, weight);
  });
  return weights;
}

export function areEqual(weights: Int32Array): boolean {
  return weights.every((weight) => weight === weights[0]);
}
