/** The run over time, for charts: equal buckets by when requests were due. */
import type { Micros } from '../../kernel/clock.ts';
import { quantileOf, sortedByGroup } from './quantiles.ts';
import { isOk, type Requests } from './requests.ts';

export interface Series {
  readonly from: Micros;
  /** The width of a bucket. */
  readonly bucket: Micros;
  /** Requests due, by bucket. */
  readonly requests: readonly number[];
  /** Of these: not ok. */
  readonly failed: readonly number[];
  /** Of whole answers, from the due time; null in a bucket without any. */
  readonly p50: readonly (Micros | null)[];
  readonly p99: readonly (Micros | null)[];
}

/** 100 ms, wider for runs so long that it would be more than a hundred buckets, finer for very short ones. */
function bucketWidth(span: Micros): Micros {
  return Math.max(1, Math.round(Math.max(span / 100, Math.min(100_000, span / 20))));
}

export function seriesOf(requests: Requests, from: Micros, to: Micros): Series {
  const span = Math.max(1, to - from);
  const bucket = bucketWidth(span);
  const length = Math.max(1, Math.ceil(span / bucket));
  const bucketOf = (i: number): number =>
    Math.min(Math.max(Math.floor(((requests.due[i] as number) - from) / bucket), 0), length - 1);
  const due = new Array<number>(length).fill(0);
  const failed = new Array<number>(length).fill(0);
  for (let i = 0; i < requests.length; i++) {
    const at = bucketOf(i);
    due[at] = (due[at] as number) + 1;
    if (!isOk(requests, i)) failed[at] = (failed[at] as number) + 1;
  }
  const latencies = sortedByGroup(requests.latency, length, bucketOf);
  const at = (quantile: number): (Micros | null)[] =>
    latencies.map((sorted) => (sorted.length === 0 ? null : quantileOf(sorted, quantile)));
  return { from, bucket, requests: due, failed, p50: at(0.5), p99: at(0.99) };
}
