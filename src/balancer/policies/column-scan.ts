/**
 * The walks of least connections over columns of the state table: the hottest loops of the balancer. Other threads
 * write meanwhile, so the count by which a slot is chosen is the one that was read then, and never read again: it comes
 * back in `best.seen`.
 */
import type { PickRequest } from './policy.ts';

type Best = Pick<PickRequest, 'seen'>;

/**
 * Loads are compared as floats, requests times 1/weight. Two that differ at all differ by more than this share of them
 * (weights are below 2^12, requests below 2^26), and equal ones by less, whatever the rounding.
 */
const SAME = 1 - 1e-12;

/** The first slot in [from, to) that has the least, if that is less than `best.seen`; -1 if none has less. */
export function firstLeast(active: Int32Array, from: number, to: number, best: Best): number {
  let least = best.seen;
  let found = -1;
  let slot = from;
  while (slot < to) {
    // Eight at a time: that one of them is less shows in the sign of a difference.
    for (; slot + 7 < to; slot += 8) {
      const first =
        ((active[slot] as number) - least) |
        ((active[slot + 1] as number) - least) |
        ((active[slot + 2] as number) - least) |
        ((active[slot + 3] as number) - least);
      const second =
        ((active[slot + 4] as number) - least) |
        ((active[slot + 5] as number) - least) |
        ((active[slot + 6] as number) - least) |
        ((active[slot + 7] as number) - least);
      if ((first | second) < 0) break;
    }
    const end = Math.min(slot + 8, to);
    for (; slot < end; slot++) {
      const count = active[slot] as number;
      if (count >= least) continue;
      least = count;
      found = slot;
    }
  }
  best.seen = least;
  return found;
}

/**
 * The first slot in [from, to) that has the lowest load, if that is below `limit`; -1 if none has. `shares` are 1/weight
 * by slot.
 */
export function firstLightest(
  active: Int32Array,
  shares: Float64Array,
  from: number,
  to: number,
  best: Best,
  limit: number,
): number {
  let below = limit * SAME;
  let found = -1;
  for (let slot = from; slot < to; slot++) {
    const count = active[slot] as number;
    const load = count * (shares[slot] as number);
    if (load >= below) continue;
    below = load * SAME;
    best.seen = count;
    found = slot;
  }
  return found;
}
