/** Whose turn it is in one whole cycle of a weighted round robin. */

/** A cycle has no more turns than this, give or take one a backend: beyond, weights are rounded. */
const TURNS_MAX = 65_536;

/**
 * One whole cycle, as positions in `weights`. A backend of weight w takes its k-th turn at (k + 1/2) / w of the way
 * through, so that turns lie evenly; ties keep pool order. Equal weights give the plain cycle.
 *
 * Takes time in proportion to the turns: they go into as many buckets as there are turns, by when they are due, and
 * then only those in one bucket have to be put in order.
 */
export function layOut(weights: Int32Array): Int32Array {
  const counts = turnCounts(weights);
  const total = counts.reduce((sum, count) => sum + count, 0);
  /** Where the turns of each bucket begin, and then where its next one goes. */
  const places = new Int32Array(total + 1);
  for (const count of counts) {
    for (let k = 0; k < count; k++) (places[Math.floor(((k + 0.5) / count) * total) + 1] as number)++;
  }
  for (let bucket = 0; bucket < total; bucket++) (places[bucket + 1] as number) += places[bucket] as number;
  const turns = new Int32Array(total);
  const dues = new Float64Array(total);
  counts.forEach((count, position) => {
    for (let k = 0; k < count; k++) {
      const due = (k + 0.5) / count;
      const place = (places[Math.floor(due * total)] as number)++;
      turns[place] = position;
      dues[place] = due;
    }
  });
  putInOrder(turns, dues);
  return turns;
}

/** Insertion sort, stable: what lies in different buckets is in order already, so that nothing has to go far. */
function putInOrder(turns: Int32Array, dues: Float64Array): void {
  for (let i = 1; i < turns.length; i++) {
    const due = dues[i] as number;
    if ((dues[i - 1] as number) <= due) continue;
    const turn = turns[i] as number;
    let at = i;
    for (; at > 0 && (dues[at - 1] as number) > due; at--) {
      dues[at] = dues[at - 1] as number;
      turns[at] = turns[at - 1] as number;
    }
    dues[at] = due;
    turns[at] = turn;
  }
}

/** How many turns each has in a cycle. */
function turnCounts(weights: Int32Array): Int32Array {
  const divisor = weights.reduce(gcd, 0);
  const counts = weights.map((weight) => weight / divisor);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= TURNS_MAX) return counts;
  return counts.map((count) => Math.max(1, Math.round((count * TURNS_MAX) / total)));
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
