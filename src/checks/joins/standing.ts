/**
 * How each backend stands over time as far as faults tell: `in` (undisturbed and settled: it must be eligible), `out`
 * (it must not be), or `unclear`. Stretches in which all of them are clear have a known, constant eligible set.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { BackendSpec } from '../../sim/scenario/backend-spec.ts';
import type { HealthCheckSpec } from '../../sim/scenario/balancer-spec.ts';
import type { FaultSpan } from './faults.ts';
import { complement, type Interval, intersection, merged } from './intervals.ts';
import { disturbedIntervals, outIntervals } from './outages.ts';
import type { Timing } from './timing.ts';

export interface Standing {
  /** When faults, or what is left of them, may show in the backend. Sorted, disjoint. */
  readonly disturbed: readonly Interval[];
  /** When it must be out: within `disturbed`. Sorted, disjoint. */
  readonly out: readonly Interval[];
}

export function standingOf(
  spans: readonly FaultSpan[],
  health: HealthCheckSpec,
  margins: Pick<Timing, 'error' | 'tolerance'>,
  { pauses }: Pick<BackendSpec, 'pauses'> = {},
): Standing {
  const out = outIntervals(spans, health, margins);
  // A pause that outlasts a probe's time-out may take it out at any time, with no fault at all.
  const mayGoByItself = pauses !== undefined && pauses.duration + margins.tolerance >= health.timeout;
  return { disturbed: mayGoByItself ? [EVER] : disturbedIntervals(spans, health, margins), out };
}

/** A time in which the eligible set is known and constant. */
export interface Stretch extends Interval {
  /** By backend. */
  readonly eligible: readonly boolean[];
}

/** All of them, in order. A stretch that only another's end divides is one. */
export function constantStretches(standings: readonly Standing[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const { from, to } of pieces(standings.flatMap(({ disturbed, out }) => [...disturbed, ...out]))) {
    const eligible = standings.map((standing) => eligibleThroughout(standing, from, to));
    if (eligible.includes(null)) continue;
    const set = eligible.map((value) => value === true);
    const last = stretches.at(-1);
    const goesOn = last !== undefined && last.to === from && set.every((value, at) => value === last.eligible[at]);
    if (goesOn) stretches[stretches.length - 1] = { ...last, to };
    else stretches.push({ from, to, eligible: set });
  }
  return stretches;
}

/** A time in which the same backends are undisturbed. */
export interface Calm extends Interval {
  /** By backend. */
  readonly calm: readonly boolean[];
}

/** All of time, cut wherever a disturbance begins or ends. */
export function calmPieces(standings: readonly Standing[]): Calm[] {
  return pieces(standings.flatMap(({ disturbed }) => disturbed)).map(({ from, to }) => {
    return {
      from,
      to,
      calm: standings.map(({ disturbed }) => !disturbed.some((it) => it.from <= from && to <= it.to)),
    };
  });
}

/** When every backend must be out at once. */
export function allOut(standings: readonly Standing[]): Interval[] {
  return standings
    .map(({ out }) => out)
    .reduce<readonly Interval[]>(intersection, [EVER])
    .slice();
}

/** When every backend must be in. */
export function allIn(standings: readonly Standing[]): Interval[] {
  return complement(merged(standings.flatMap(({ disturbed }) => disturbed)));
}

/** When every backend but one must be in. */
export function othersIn(standings: readonly Standing[], backend: number): Interval[] {
  return allIn(standings.filter((_, at) => at !== backend));
}

const EVER: Interval = { from: -Infinity, to: Infinity };

/** From cut to cut nothing changes, so one moment inside tells; null when it is unclear. */
function eligibleThroughout(standing: Standing, from: Micros, to: Micros): boolean | null {
  const within = ({ from: start, to: end }: Interval) => start <= from && to <= end;
  if (standing.out.some(within)) return false;
  return standing.disturbed.some(within) ? null : true;
}

/** All of time, cut at every end of these. */
function pieces(intervals: readonly Interval[]): Interval[] {
  const cuts = new Set<Micros>([-Infinity, Infinity]);
  for (const { from, to } of intervals) cuts.add(from).add(to);
  const times = [...cuts].sort((x, y) => x - y);
  return times.slice(1).map((to, at) => ({ from: times[at] as Micros, to }));
}
