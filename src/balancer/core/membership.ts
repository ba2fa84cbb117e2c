/**
 * Who is in the pool: adds, changes and removes backends while requests run. Only the thread in control has one. A row
 * of the state table is given to another backend only when nobody can still mean the old one by it: no request is under
 * way, and every thread goes by a membership without it.
 */

import type { BackendConfig } from '../config/config.ts';
import type { Backend, Member } from './backend.ts';
import { type Pool, seat } from './pool.ts';
import type { StateTable } from './state-table.ts';

interface FreeRow {
  readonly index: number;
  /** The first generation without the backend that had it. */
  readonly generation: number;
}

export class Membership {
  readonly #table: StateTable;
  readonly #pool: Pool;
  readonly #onChange: (generation: number) => void;
  #free: FreeRow[] = [];
  #members: readonly Member[];
  #generation = 0;
  #named: number;
  #rowsUsed: number;

  /** `onChange` is called after each change, when the pool of this thread has adopted it. */
  constructor(table: StateTable, pool: Pool, members: readonly Member[], onChange: (generation: number) => void) {
    this.#table = table;
    this.#pool = pool;
    this.#members = members;
    this.#named = members.length;
    this.#rowsUsed = members.length;
    this.#onChange = onChange;
  }

  get members(): readonly Member[] {
    return this.#members;
  }

  get generation(): number {
    return this.#generation;
  }

  /** How many backends could be added now. */
  get room(): number {
    return this.#table.slots - this.#rowsUsed + this.#free.filter((row) => this.#isUnknown(row)).length;
  }

  byAddress(host: string, port: number): Backend | null {
    return this.#pool.backends.find(({ config }) => config.host === host && config.port === port) ?? null;
  }

  /** Returns null when there is no row left for it. `down`: it has to pass its probes first. */
  add(config: BackendConfig, down: boolean): Backend | null {
    const index = this.#takeRow();
    if (index < 0) return null;
    seat(this.#table, index, config, down);
    const id = `b${++this.#named}`;
    this.#replace([...this.#members, { index, id, config }]);
    return this.#pool.byId(id);
  }

  /** The address stays. */
  change(backend: Backend, config: BackendConfig): void {
    this.#replace(this.#members.map((member) => (member.id === backend.id ? { ...member, config } : member)));
  }

  remove(backend: Backend): void {
    this.#replace(this.#members.filter(({ id }) => id !== backend.id));
    this.#free.push({ index: backend.index, generation: this.#generation });
  }

  #replace(members: readonly Member[]): void {
    this.#members = members;
    this.#generation++;
    this.#pool.adopt(members);
    this.#onChange(this.#generation);
  }

  #takeRow(): number {
    const row = this.#free.find((one) => this.#isUnknown(one));
    if (row === undefined) return this.#rowsUsed < this.#table.slots ? this.#rowsUsed++ : -1;
    this.#free = this.#free.filter((one) => one !== row);
    return row.index;
  }

  /** Nobody means the old backend by it any more. */
  #isUnknown({ index, generation }: FreeRow): boolean {
    for (let thread = 0; thread < this.#table.threads; thread++) {
      if (this.#table.generationOf(thread) < generation) return false;
    }
    return this.#table.activeOf(index) === 0;
  }
}
