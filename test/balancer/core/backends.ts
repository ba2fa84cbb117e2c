/** Pools for tests. */

import { type BackendConfig, DEFAULT_BACKEND } from '../../../src/balancer/config/config.ts';
import type { Backend, BackendState } from '../../../src/balancer/core/backend.ts';
import { createPool, type Pool, seatAll } from '../../../src/balancer/core/pool.ts';
import { Flag, StateTable } from '../../../src/balancer/core/state-table.ts';

export const STATES: readonly BackendState[] = ['Healthy', 'Unhealthy', 'Draining'];

export function backendConfigs(weights: readonly number[]): BackendConfig[] {
  return weights.map((weight, index) => ({ ...DEFAULT_BACKEND, host: '127.0.0.1', port: 3001 + index, weight }));
}

export interface Seated {
  readonly table: StateTable;
  readonly pool: Pool;
}

/** One backend for each weight, all Healthy, and the table of their states. */
export function seated(...weights: number[]): Seated {
  const table = StateTable.create(Math.max(weights.length, 1));
  return { table, pool: createPool({ table, members: seatAll(table, backendConfigs(weights)) }) };
}

export function poolOf(...weights: number[]): Pool {
  return seated(...weights).pool;
}

/** Puts a backend into a state. Returns whether that was a change. */
export function setState(pool: Pool, backend: Backend, state: BackendState): boolean {
  const before = backend.state;
  pool.mark(backend, Flag.Down, state === 'Unhealthy');
  pool.mark(backend, Flag.Draining, state === 'Draining');
  return backend.state !== before;
}
