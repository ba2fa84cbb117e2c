/**
 * The turns of a weighted round robin, laid out once for a snapshot, so that a pick is one step along an array. All
 * threads step along together.
 */
import type { Snapshot } from '../core/pool.ts';
import type { StateTable } from '../core/state-table.ts';
import { layOut } from './turns.ts';
import { weightsOf } from './weights.ts';

export class Rotation {
  readonly #table: StateTable;
  #snapshot: Snapshot | null = null;
  #turns: Int32Array = new Int32Array(0);

  constructor(table: StateTable) {
    this.#table = table;
  }

  /** The position in `eligible` of the one whose turn it is, and a step on; -1 when there is none. */
  next(eligible: Snapshot): number {
    if (eligible !== this.#snapshot) {
      this.#snapshot = eligible;
      this.#turns = layOut(weightsOf(eligible));
    }
    const turns = this.#turns;
    return turns.length === 0 ? -1 : (turns[this.#table.nextTurn(turns.length)] as number);
  }
}
