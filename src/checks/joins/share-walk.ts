/**
 * How far a sequence of choices strays from a rotation. For each backend, `choices of it - its share x all choices`
 * is a walk; a rotation keeps every such walk within a band of constant width, whatever stretch one looks at, while luck
 * makes it wander with the square root of the length and a bias makes it run away.
 *
 * Choices are seen late: at any time up to `pending` of them may have been made already and not be seen yet. So each
 * point of the walk is an interval, and only what no such assignment explains counts.
 */
import { NONE } from '../../sim/history/history.ts';

/** One plan of shares. By backend; 0 for those that are not eligible. */
export interface Shares {
  readonly share: Float64Array;
  /** How wide the band of one rotation is. */
  readonly band: Float64Array;
}

/** Shares for these weights. */
export function sharesOf(weights: readonly number[], eligible: readonly boolean[]): Shares {
  const used = weights.map((weight, at) => (eligible[at] === true ? weight : 0));
  const total = used.reduce((sum, weight) => sum + weight, 0);
  const share = Float64Array.from(used, (weight) => weight / total);
  const isPlain = used.every((weight) => weight === 0 || weight === 1);
  // All turns of a backend in a row (the crudest weighted rotation) stray by w(1 - w/W). Smooth ones interleave, and stray
  // by less than 2 (largest value found over random weights for up to 100 backends: 1.94), even where w is small.
  const band = Float64Array.from(used, (weight) => {
    const block = weight * (1 - weight / total);
    return isPlain ? block : Math.max(2, block);
  });
  return { share, band };
}

/** What one walk did at its worst: from `fromRow` to `toRow`, `got` of `of` choices. */
export interface Stray {
  readonly backend: number;
  readonly fromRow: number;
  readonly toRow: number;
  readonly got: number;
  readonly of: number;
  readonly share: number;
  /** By how much it is over what any rotation explains. */
  readonly excess: number;
}

interface Extreme {
  value: number;
  row: number;
  count: number;
  total: number;
}

export class ShareWalk {
  readonly #shares: Shares;
  readonly #count: Float64Array;
  /** By backend: the lowest the walk surely came down to, and the highest it surely rose to. */
  readonly #low: Extreme[] = [];
  readonly #high: Extreme[] = [];
  #total = 0;

  constructor(shares: Shares, pending: number) {
    this.#shares = shares;
    this.#count = new Float64Array(shares.share.length);
    for (let backend = 0; backend < shares.share.length; backend++) {
      this.#low.push({ value: Infinity, row: NONE, count: 0, total: 0 });
      this.#high.push({ value: -Infinity, row: NONE, count: 0, total: 0 });
      this.#mark(backend, NONE, pending);
    }
  }

  /** One more choice is seen at `row`; `pending` may be unseen before it, this one included. */
  step(backend: number, row: number, pending: number): void {
    // A walk turns only at its own steps: looking there, before and after, finds its extremes.
    this.#mark(backend, row, pending);
    this.#count[backend] = (this.#count[backend] as number) + 1;
    this.#total++;
    this.#mark(backend, row, Math.max(0, pending - 1));
  }

  /** The worst of all walks, or null when `rotations` rotations with `slack` strangers in between explain them. */
  worst(row: number, pending: number, rotations: number, slack: number): Stray | null {
    let worst: Stray | null = null;
    for (let backend = 0; backend < this.#count.length; backend++) {
      const share = this.#shares.share[backend] as number;
      if (share === 0) continue;
      this.#mark(backend, row, pending);
      const low = this.#low[backend] as Extreme;
      const high = this.#high[backend] as Extreme;
      const excess = high.value - low.value - rotations * (this.#shares.band[backend] as number) - slack - ROUNDING;
      if (excess <= (worst?.excess ?? 0)) continue;
      const [from, to] = low.total < high.total ? [low, high] : [high, low];
      const got = to.count - from.count;
      worst = { backend, fromRow: from.row, toRow: to.row, got, of: to.total - from.total, share, excess };
    }
    return worst;
  }

  #mark(backend: number, row: number, pending: number): void {
    const share = this.#shares.share[backend] as number;
    const count = this.#count[backend] as number;
    const at = count - share * this.#total;
    // All that is pending may be this backend's, or none of it.
    const most = at + (1 - share) * pending;
    const least = at - share * pending;
    const low = this.#low[backend] as Extreme;
    const high = this.#high[backend] as Extreme;
    if (most < low.value) Object.assign(low, { value: most, row, count, total: this.#total });
    if (least > high.value) Object.assign(high, { value: least, row, count, total: this.#total });
  }
}

/** Sums of shares are not exact. */
const ROUNDING = 1e-6;
