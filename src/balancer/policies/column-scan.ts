/**
 * The walks of least connections over the table's column of active requests: the hottest loops of the balancer. Other
 * threads write meanwhile, so the count by which one is chosen is the one that was read then, and never read again: it
 * comes back in `best.seen`. (Plain readings do: a whole number is never torn.)
 */
import type { PickRequest } from './policy.ts';

type Best = Pick<PickRequest, 'seen'>;

/** So many neighbours in the table are looked at in one go. */
const BLOCK = 8;

/**
 * Loads are compared as floats, requests times 1/weight. Two that differ at all differ by more than this share of them
 * (weights are below 2^12, requests below 2^26), and equal ones by less, whatever the rounding.
 */
const SAME = 1 - 1e-12;

/** Where the counts of a snapshot's backends stand. */
export interface Places {
  /** By position: the slot. */
  readonly slots: Int32Array;
  /** By position: how many, from it on, are neighbours in the table. Mostly all are. */
  readonly runs: Int32Array;
}

export function placesOf(slots: Int32Array): Places {
  const runs = new Int32Array(slots.length).fill(1);
  for (let at = slots.length - 2; at >= 0; at--) {
    if ((slots[at] as number) + 1 === slots[at + 1]) runs[at] = (runs[at + 1] as number) + 1;
  }
  return { slots, runs };
}

/** The first position in [from, to) that has the least, if that is less than `best.seen`; else `otherwise`. */
export function firstLeast(
  active: Int32Array,
  { slots, runs }: Places,
  from: number,
  to: number,
  best: Best,
  otherwise: number,
): number {
  let least = best.seen;
  let found = otherwise;
  // Nobody has less than none.
  for (let at = from; at < to && least > 0; ) {
    const start = slots[at] as number;
    const end = start + Math.min(runs[at] as number, to - at);
    let slot = start;
    for (; slot + BLOCK <= end; slot += BLOCK) {
      // That one of a block has less shows in the sign of a difference: one question for all. (As a function of its
      // own it is not always inlined, and then all takes twice the time.)
      const near =
        ((active[slot] as number) - least) |
        ((active[slot + 1] as number) - least) |
        ((active[slot + 2] as number) - least) |
        ((active[slot + 3] as number) - least);
      const far =
        ((active[slot + 4] as number) - least) |
        ((active[slot + 5] as number) - least) |
        ((active[slot + 6] as number) - least) |
        ((active[slot + 7] as number) - least);
      if ((near | far) < 0) break;
    }
    for (const stop = Math.min(slot + BLOCK, end); slot < stop; slot++) {
      const count = active[slot] as number;
      if (count >= least) continue;
      least = count;
      found = at + slot - start;
    }
    at += slot - start;
  }
  best.seen = least;
  return found;
}

/** The same by load: requests under way times the slot's share, which is 1/weight. */
export function firstLightest(
  active: Int32Array,
  shares: Float64Array,
  { slots, runs }: Places,
  from: number,
  to: number,
  best: Best,
  otherwise: number,
): number {
  let found = otherwise;
  let below = best.seen * (shares[slots[otherwise] as number] as number) * SAME;
  for (let at = from; at < to && below > 0; ) {
    const start = slots[at] as number;
    const end = start + Math.min(runs[at] as number, to - at);
    let slot = start;
    for (; slot + BLOCK <= end; slot += BLOCK) {
      // One branch for each, never taken until something is found: a loop of its own costs a quarter more.
      if (
        (active[slot] as number) * (shares[slot] as number) < below ||
        (active[slot + 1] as number) * (shares[slot + 1] as number) < below ||
        (active[slot + 2] as number) * (shares[slot + 2] as number) < below ||
        (active[slot + 3] as number) * (shares[slot + 3] as number) < below ||
        (active[slot + 4] as number) * (shares[slot + 4] as number) < below ||
        (active[slot + 5] as number) * (shares[slot + 5] as number) < below ||
        (active[slot + 6] as number) * (shares[slot + 6] as number) < below ||
        (active[slot + 7] as number) * (shares[slot + 7] as number) < below
      )
        break;
    }
    for (const stop = Math.min(slot + BLOCK, end); slot < stop; slot++) {
      const count = active[slot] as number;
      const load = count * (shares[slot] as number);
      if (load >= below) continue;
      below = load * SAME;
      best.seen = count;
      found = at + slot - start;
    }
    at += slot - start;
  }
  return found;
}
