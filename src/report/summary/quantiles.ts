/**
 * Exact quantiles by nearest rank. A run has at most some hundred thousand answers: sorting typed arrays costs
 * milliseconds, and nothing has to be explained about buckets.
 */
import type { Micros } from '../../kernel/clock.ts';

export interface Latency {
  /** How many answers it rests on. */
  readonly count: number;
  readonly p50: Micros;
  readonly p90: Micros;
  readonly p99: Micros;
  readonly max: Micros;
}

/** The smallest value that at least `quantile` of the (sorted) values don't exceed; NaN of none. */
export function quantileOf(sorted: Float64Array, quantile: number): number {
  if (sorted.length === 0) return Number.NaN;
  // The epsilon keeps 0.07 * 100 (7.000000000000001) at rank 7.
  const rank = Math.ceil(quantile * sorted.length - 1e-9);
  return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1] as number;
}

/** Null of no values: nothing answered is not a latency of 0. */
export function latencyOf(sorted: Float64Array): Latency | null {
  if (sorted.length === 0) return null;
  return {
    count: sorted.length,
    p50: quantileOf(sorted, 0.5),
    p90: quantileOf(sorted, 0.9),
    p99: quantileOf(sorted, 0.99),
    max: sorted[sorted.length - 1] as number,
  };
}

/**
 * The values of each group, sorted. `groupOf` says where the value at an index belongs; values that are NaN and
 * groups outside `groups` are left out.
 */
export function sortedByGroup(
  values: Float64Array,
  groups: number,
  groupOf: (index: number) => number,
): Float64Array[] {
  const starts = new Uint32Array(groups + 1);
  const membership = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const group = Number.isNaN(values[i]) ? -1 : groupOf(i);
    const inside = group >= 0 && group < groups;
    membership[i] = inside ? group : -1;
    if (inside) starts[group + 1] = (starts[group + 1] as number) + 1;
  }
  for (let group = 0; group < groups; group++) {
    starts[group + 1] = (starts[group + 1] as number) + (starts[group] as number);
  }
  const ordered = new Float64Array(starts[groups] as number);
  const next = starts.slice(0, groups);
  for (let i = 0; i < values.length; i++) {
    const group = membership[i] as number;
    if (group < 0) continue;
    const at = next[group] as number;
    ordered[at] = values[i] as number;
    next[group] = at + 1;
  }
  return Array.from({ length: groups }, (_, group) => ordered.subarray(starts[group], starts[group + 1]).sort());
}
