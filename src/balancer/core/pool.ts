/**
 * The backends and the snapshot of the eligible ones that policies pick from. One thread decides who is in the pool and
 * in which state; the pools of the others follow: states by the table, at once, and members by `adopt`.
 */
import { invariant } from '../../kernel/errors.ts';
import type { BackendConfig } from '../config/config.ts';
import { type Backend, type BackendState, type Member, stateOf, TableBackend } from './backend.ts';
import { Flag, type StateTable } from './state-table.ts';

/** The eligible backends at a moment, in pool order. Never changed: a change of a state or weight makes a new one. */
export type Snapshot = readonly Backend[];

export interface PoolContext {
  readonly table: StateTable;
  /** The backends to start with. */
  readonly members: readonly Member[];
}

export interface Pool {
  /** All of them, in the order of the configuration; added ones behind. */
  readonly backends: readonly Backend[];
  /** The same array until a state, a weight or the membership changes. */
  readonly eligible: Snapshot;
  byId(id: string): Backend | null;
  /** Replaces the membership. Backends that stay are the same objects, with their configurations replaced. */
  adopt(members: readonly Member[]): void;
  /** Sets or takes away a reason not to be eligible. Returns the new state if that changed it, else null. */
  mark(backend: Backend, flag: Flag, on: boolean): BackendState | null;
  /** Sets the effective weight, in tenths. */
  setWeight(backend: Backend, weight: number): void;
}

class TablePool implements Pool {
  backends: readonly TableBackend[] = [];
  readonly #table: StateTable;
  readonly #isEligible: (backend: Backend) => boolean;
  #eligible: Snapshot = [];
  /** The table's version that `#eligible` was made at. */
  #version = -1;

  constructor({ table, members }: PoolContext, isEligible: (backend: Backend) => boolean) {
    this.#table = table;
    this.#isEligible = isEligible;
    this.adopt(members);
  }

  get eligible(): Snapshot {
    const version = this.#table.version;
    if (version !== this.#version) this.#look(version);
    return this.#eligible;
  }

  byId(id: string): Backend | null {
    return this.backends.find((backend) => backend.id === id) ?? null;
  }

  adopt(members: readonly Member[]): void {
    const known = new Map(this.backends.map((backend) => [backend.id, backend]));
    this.backends = members.map((member) => {
      const same = known.get(member.id);
      if (same === undefined) return new TableBackend(this.#table, member);
      same.config = member.config;
      return same;
    });
    this.#version = -1;
  }

  mark(backend: Backend, flag: Flag, on: boolean): BackendState | null {
    invariant(this.byId(backend.id) === backend, 'a backend of another pool');
    const { flags } = this.#table;
    const before = on ? Atomics.or(flags, backend.index, flag) : Atomics.and(flags, backend.index, ~flag);
    const state = stateOf(on ? before | flag : before & ~flag);
    if (state === stateOf(before)) return null;
    this.#table.changed();
    return state;
  }

  setWeight(backend: Backend, weight: number): void {
    if (Atomics.exchange(this.#table.weights, backend.index, weight) !== weight) this.#table.changed();
  }

  #look(version: number): void {
    // Taken before the states are read: a change meanwhile is found by the next look.
    this.#version = version;
    this.#eligible = this.backends.filter(this.#isEligible);
  }
}

/** `isEligible` is what a wrong balancer gets wrong. */
export function createPool(
  context: PoolContext,
  isEligible: (backend: Backend) => boolean = (backend) => backend.state === 'Healthy',
): Pool {
  return new TablePool(context, isEligible);
}

/** What a weight of 1 counts in the table: slow start goes in tenths. */
export const WEIGHT_UNIT = 10;

/** Makes a row ready for a new backend. `down`: it has to pass its probes first. */
export function seat(table: StateTable, index: number, config: BackendConfig, down: boolean): void {
  table.clear(index);
  Atomics.store(table.weights, index, config.weight * WEIGHT_UNIT);
  Atomics.store(table.flags, index, down ? Flag.Down : 0);
}

/** The members that a configuration names, and their rows made ready: the start of a balancer. */
export function seatAll(table: StateTable, configs: readonly BackendConfig[], down = false): Member[] {
  invariant(configs.length <= table.slots, 'more backends than the table has rows');
  return configs.map((config, index) => {
    seat(table, index, config, down);
    return { index, id: `b${index + 1}`, config };
  });
}
