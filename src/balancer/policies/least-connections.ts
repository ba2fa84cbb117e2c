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
import { firstLeast, firstLightest, type Places, placesOf } from './column-scan.ts';
import type { PickRequest, Policy, PolicyContext } from './policy.ts';
import { Rotation } from './rotation.ts';
import { areEqual, weightsOf } from './weights.ts';

class LeastConnections implements Policy {
  readonly #active: Int32Array;
  readonly #rotation: Rotation;
  /** By slot: 1 / weight. */
  readonly #shares: Float64Array;
  #snapshot: Snapshot | null = null;
  #places: Places = placesOf(new Int32Array(0));
  #equal = true;
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
    const weights = weightsOf(eligible);
    this.#snapshot = eligible;
    this.#places = placesOf(Int32Array.from(eligible, ({ index }) => index));
    this.#equal = areEqual(weights);
    eligible.forEach(({ index }, at) => {
      this.#shares[index] = 1 / (weights[at] as number);
    });
    if (this.#next >= eligible.length) this.#next = 0;
  }

  /** Once round from behind the last choice: the first of those with the fewest. */
  #inTurn(request: PickRequest): number {
    const active = this.#active;
    const places = this.#places;
    const { slots } = places;
    const start = this.#next;
    let choice = start;
    request.seen = active[slots[start] as number] as number;
    choice = firstLeast(active, places, start + 1, slots.length, request, choice);
    choice = firstLeast(active, places, 0, start, request, choice);
    this.#next = choice + 1 === slots.length ? 0 : choice + 1;
    return choice;
  }

  /** Once round from the one whose turn it is: the first of those with the lowest load. */
  #byWeight(eligible: Snapshot, request: PickRequest): number {
    const active = this.#active;
    const places = this.#places;
    const { slots } = places;
    const start = this.#rotation.next(eligible);
    let choice = start;
    request.seen = active[slots[start] as number] as number;
    choice = firstLightest(active, this.#shares, places, start + 1, slots.length, request, choice);
    choice = firstLightest(active, this.#shares, places, 0, start, request, choice);
    return choice;
  }
}

export function leastConnections(context: PolicyContext): Policy {
  return new LeastConnections(context);
}
