/** Whether a process that has worked for a while still grows. */
import { median } from './statistics.ts';

/** By how much the end may lie above the beginning, in percent: a collector's heap breathes. */
const GROWTH_MAX = 10;
const WINDOW_SECONDS = 60;

export interface MemorySample {
  /** Since the load began. */
  readonly second: number;
  readonly residentMb: number;
}

export interface MemoryVerdict {
  /** How long "the beginning" and "the end" are: a minute, or half of a shorter run. */
  readonly windowSeconds: number;
  readonly firstMedian: number;
  readonly lastMedian: number;
  readonly max: number;
  readonly flat: boolean;
}

/** Of no samples in a window: not flat. */
export function judgeMemory(samples: readonly MemorySample[], seconds: number): MemoryVerdict {
  const windowSeconds = Math.min(WINDOW_SECONDS, seconds / 2);
  const medianOf = (part: readonly MemorySample[]): number => median(part.map(({ residentMb }) => residentMb));
  const firstMedian = medianOf(samples.filter(({ second }) => second <= windowSeconds));
  const lastMedian = medianOf(samples.filter(({ second }) => second > seconds - windowSeconds));
  return {
    windowSeconds,
    firstMedian,
    lastMedian,
    max: Math.max(...samples.map(({ residentMb }) => residentMb)),
    flat: lastMedian <= firstMedian * (1 + GROWTH_MAX / 100),
  };
}
