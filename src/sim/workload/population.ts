/** Whose turn it is: draws the client of each request. */
import type { Random } from '../../kernel/random.ts';
import type { StreamSpec } from '../scenario/load-spec.ts';

/** Numbers below `clients`, as `pick` says. */
export function population({ clients, pick }: StreamSpec, random: Random): () => number {
  if (pick === 'uniform') return () => random.below(clients);
  const shares = Array.from({ length: clients }, (_, k) => 1 / (k + 1));
  return weighted(shares, random);
}

/** Indices of `weights`, each as often as its weight says; they need not add up to 1. */
export function weighted(weights: readonly number[], random: Random): () => number {
  if (weights.length === 1) return () => 0;
  const upTo = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i] as number;
    upTo[i] = sum;
  }
  return () => {
    const point = random.float() * sum;
    let low = 0;
    let high = upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (point < (upTo[middle] as number)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
