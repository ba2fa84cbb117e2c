/** What policies are given in tests. */
import { DEFAULTS } from '../../../src/balancer/core/config.ts';
import type { StateTable } from '../../../src/balancer/core/state-table.ts';
import type { PickRequest, PolicyContext } from '../../../src/balancer/policies/policy.ts';
import { seededRandom } from '../../../src/kernel/seeded-random.ts';

export function contextOf(table: StateTable, seed = 1): PolicyContext {
  return { table, random: seededRandom(seed), hash: DEFAULTS.hash };
}

export function requestFrom(clientHost: string, path = '/', hashField = ''): PickRequest {
  return { clientHost, path, hashField, seen: -1 };
}
