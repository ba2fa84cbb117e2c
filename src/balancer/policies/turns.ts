/** Whose turn it is in one whole cycle of a weighted round robin. */
import type { Backend } from '../core/backend.ts';
import type { Snapshot } from '../core/pool.ts';

/** A cycle has no more turns than this, give or take one a backend: beyond, weights are rounded. */
const TURNS_MAX = 65_536;

/**
 * One whole cycle. A backend of weight w takes its k-th turn at (k + 1/2) / w of the way through, so that turns lie
 * evenly; ties keep pool order. Equal weights give the plain cycle.
 */
export function layOut(eligible: Snapshot): Snapshot {
  const counts = turnCounts(eligible);
  const turns: { at: number; backend: Backend }[] = [];
  eligible.forEach((backend, position) => {
    const count = counts[position] as number;
    for (let k = 0; k < count; k++) turns.push({ at: (k + 0.5) / count, backend });
  });
  turns.sort((a, b) => a.at - b.at);
  return turns.map((turn) => turn.backend);
}

/** How many turns each has in a cycle. */
function turnCounts(eligible: Snapshot): number[] {
  const divisor = eligible.reduce((common, { weight }) => gcd(common, weight), 0);
  const counts = eligible.map(({ weight }) => weight / divisor);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= TURNS_MAX) return counts;
  return counts.map((count) => Math.max(1, Math.round((count * TURNS_MAX) / total)));
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
