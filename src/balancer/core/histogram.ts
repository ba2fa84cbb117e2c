/**
 * Latencies by bucket: eight to an octave of µs, so that any percentile is off by at most an eighth (the scheme of
 * HdrHistogram with three significant bits; Gil Tene). Finding a bucket is a handful of instructions.
 */

const SUB_BITS = 3;
const SUBS = 1 << SUB_BITS;
/** 2^32 µs are more than an hour; what takes longer falls into the last bucket. */
const OCTAVES = 32 - SUB_BITS;
export const BUCKETS = (OCTAVES + 1) * SUBS;
const LONGEST = 0xffff_ffff;

/** The bucket of a latency in whole µs. */
export function bucketOf(latency: number): number {
  if (latency < SUBS) return latency < 0 ? 0 : latency | 0;
  const value = latency < LONGEST ? latency >>> 0 : LONGEST;
  const shift = 31 - SUB_BITS - Math.clz32(value);
  return (shift + 1) * SUBS + ((value >>> shift) & (SUBS - 1));
}

/** The smallest latency that falls into a bucket, in µs. */
export function bucketStart(bucket: number): number {
  const octave = bucket >> SUB_BITS;
  if (octave === 0) return bucket;
  return (SUBS + (bucket & (SUBS - 1))) * 2 ** (octave - 1);
}

/** The middle of a bucket, in µs. */
function bucketMiddle(bucket: number): number {
  return bucket < SUBS ? bucket : (bucketStart(bucket) + bucketStart(bucket + 1) - 1) / 2;
}

/** A histogram summed over rows. */
export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #total = 0;

  /** Adds the row of `counts` that starts at `offset`. */
  add(counts: Float64Array, offset: number): void {
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = counts[offset + bucket] as number;
      if (count === 0) continue;
      (this.#counts[bucket] as number) += count;
      this.#total += count;
    }
  }

  /** Adds all that is in another one. */
  merge(other: Histogram): void {
    this.add(other.#counts, 0);
  }

  /** How many latencies are in it. */
  get total(): number {
    return this.#total;
  }

  /** The latency in µs that a share `q` (0 to 1) of all did not exceed; 0 when there are none. */
  quantile(q: number): number {
    const rank = Math.max(1, Math.ceil(q * this.#total));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.#counts[bucket] as number;
      if (seen >= rank) return bucketMiddle(bucket);
    }
    return 0;
  }

  /** How many latencies were at most `limit` µs, counting whole buckets that end there. */
  atMost(limit: number): number {
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS && bucketStart(bucket + 1) - 1 <= limit; bucket++) {
      seen += this.#counts[bucket] as number;
    }
    return seen;
  }
}
