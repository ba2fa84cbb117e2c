/** What laws may rest on while a fault is on: five kinds are understood to the last row, all others only blur. */
import type { Fault } from '../../sim/scenario/fault-spec.ts';

/** By name: the catalogue of faults grows, and what is not known here is odd. */
const UNDERSTOOD: ReadonlySet<string> = new Set(['crash', 'hang', 'freeze', 'slow', 'status']);
const DEADLY: ReadonlySet<string> = new Set(['crash', 'crash_loop', 'exit_after']);

/** What backend and balancer see of each other's bytes may differ: rows of the one say nothing of the other. */
export function isOdd(kind: string): boolean {
  return !UNDERSTOOD.has(kind);
}

/** The process may die and take its last rows along. */
export function isDeadly(kind: string): boolean {
  return DEADLY.has(kind);
}

/** What is sent is lost for good: the balancer may still wait for an answer to what no backend ever got. */
export function swallows(kind: string): boolean {
  return kind === 'black_hole';
}

/** A backend's own rows may be missing, or late. */
export function isBlinding(kind: string): boolean {
  return kind === 'crash' || kind === 'freeze' || isOdd(kind);
}

/** Whether it hits every probe, and not just some. */
export function hitsEveryProbe({ scope }: Fault, path: string): boolean {
  if (scope === undefined) return true;
  const spared = scope.only === 'requests' || (scope.paths !== null && !path.startsWith(scope.paths));
  return !spared && scope.probability >= 1 && scope.share >= 1;
}
