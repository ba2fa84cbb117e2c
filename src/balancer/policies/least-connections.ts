/**
 * Least connections: the one with the fewest requests under way for its weight. Ties are broken in rotation, so that an
 * idle pool is served in turns (by weight, too). The count that a choice rests on is told (`seen`): the request is only
 * counted if it is still true, so that threads that choose at the same time don't all choose the same one.
 *
 * All are looked at for each pick: counts change with every request, and a walk over a column of numbers is quicker
 * than keeping an order that all threads share.
 */
import type { Backend } from '../core/backend.ts';
import type { Snapshot } from '../core/pool.ts';
import { firstLeast, firstLightest } from './column-scan.ts';
import type { PickRequest, Policy, PolicyContext } from './policy.ts';
import { Rotation } from './rotation.ts';
import { areEqual, weightsOf } from './weights.ts';

class LeastConnections implements Policy {
  /** Plain readings: a whole number is never torn, and that it is the present one is checked when it is claimed. */
  readonly #active: Int32Array;
  readonly #rotation: Rotation;
  /** By slot: 1 / weight. */
  readonly #shares: Float64Array;
  #snapshot: Snapshot | null = null;
  #equal = true;
  /** By position: its slot. */
  #slots = new Int32Array(0);
  /** By position: where the run of neighbours in the table that it is in ends. Mostly all are one run. */
  #runEnds = new Int32Array(0);
  /** With equal weights: the position behind the last choice. */
  #next = 0;

  constructor({ table }: PolicyContext) {
    this.#active = table.active;
    this.#shares = new Float64Array(table.slots);
    this.#rotation = new Rotation(table);
  }

  pick(eligible: Snapshot, request: PickRequest): Backend | null {
    if (eligible !== this.#snapshot) this.#prepare(eligible);
    if (eligible.length === 0) return null;
    return eligible[this.#equal ? this.#inTurn(request) : this.#byWeight(eligible, request)] as Backend;
  }

  #prepare(eligible: Snapshot): void {
    const count = eligible.length;
    const weights = weightsOf(eligible);
    this.#snapshot = eligible;
    this.#equal = areEqual(weights);
    this.#slots = Int32Array.from(eligible, ({ index }) => index);
    this.#runEnds = new Int32Array(count).fill(count);
    for (let at = count - 2; at >= 0; at--) {
      const isNeighbour = (this.#slots[at] as number) + 1 === this.#slots[at + 1];
      this.#runEnds[at] = isNeighbour ? (this.#runEnds[at + 1] as number) : at + 1;
    }
    eligible.forEach(({ index }, at) => {
      this.#shares[index] = 1 / (weights[at] as number);
    });
    if (this.#next >= count) this.#next = 0;
  }

  /** Once round from behind the last choice: the first of those with the fewest. */
  #inTurn(request: PickRequest): number {
    const active = this.#active;
    const slots = this.#slots;
    const count = slots.length;
    let choice = this.#next;
    let from = choice;
    request.seen = active[slots[choice] as number] as number;
    // Nobody has less than none.
    for (let left = count; left > 0 && request.seen > 0; ) {
      const to = Math.min(this.#runEnds[from] as number, from + left);
      const slot = slots[from] as number;
      const found = firstLeast(active, slot, slot + to - from, request);
      if (found >= 0) choice = from + found - slot;
      left -= to - from;
      from = to === count ? 0 : to;
    }
    this.#next = choice + 1 === count ? 0 : choice + 1;
    return choice;
  }

  /** Once round from the one whose turn it is: the first of those with the lowest load. */
  #byWeight(eligible: Snapshot, request: PickRequest): number {
    const active = this.#active;
    const slots = this.#slots;
    const shares = this.#shares;
    const count = slots.length;
    let choice = this.#rotation.next(eligible);
    let from = choice;
    request.seen = active[slots[choice] as number] as number;
    for (let left = count; left > 0 && request.seen > 0; ) {
      const to = Math.min(this.#runEnds[from] as number, from + left);
      const slot = slots[from] as number;
      const load = request.seen * (shares[slots[choice] as number] as number);
      const found = firstLightest(active, shares, slot, slot + to - from, request, load);
      if (found >= 0) choice = from + found - slot;
      left -= to - from;
      from = to === count ? 0 : to;
    }
    return choice;
  }
}

export function leastConnections(context: PolicyContext): Policy {
  return new LeastConnections(context);
}
