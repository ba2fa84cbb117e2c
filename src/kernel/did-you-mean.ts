/**
 * "Did you mean": the known word nearest to a mistyped one. For configuration and scenario files, where a bare
 * "unknown key" makes people read the manual for a missing letter.
 */

/** Below this length the start of a word says too little to complete it. */
const SHORTEST_PREFIX = 3;

/** The nearest of `candidates`, or null when none is near enough to be worth a guess. Earlier ones win ties. */
export function didYouMean(word: string, candidates: readonly string[]): string | null {
  const wanted = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const known = candidate.toLowerCase();
    const limit = tolerance(known);
    if (Math.abs(known.length - wanted.length) > limit) continue;
    const distance = editDistance(wanted, known);
    if (distance <= limit && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? completion(wanted, candidates);
}

/** One wrong letter in three, and always one: `prot` for `port`. */
function tolerance(known: string): number {
  return Math.max(1, Math.floor(known.length / 3));
}

/** A word cut short, or with something added: `interval` for `interval_secs`, `weights_total` for `weight`. */
function completion(wanted: string, candidates: readonly string[]): string | null {
  for (const candidate of candidates) {
    const known = candidate.toLowerCase();
    const [short, long] = known.length < wanted.length ? [known, wanted] : [wanted, known];
    if (short.length >= SHORTEST_PREFIX && long.startsWith(short)) return candidate;
  }
  return null;
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal string alignment).
 * Three rows are enough: a swap looks two back.
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
