/** A run in medians, and who stands how to whom. */
import type { Latency } from '../measure/latency.ts';
import type { Run } from '../measure/rounds.ts';
import type { Throughput } from '../measure/throughput.ts';
import type { Subject } from '../subjects/subject.ts';
import { medians } from './statistics.ts';

export interface SubjectSummary {
  readonly subject: Subject;
  readonly small: Throughput | null;
  readonly large: Throughput | null;
  readonly latency: Latency | null;
}

export interface RunSummary {
  readonly oneCore: readonly SubjectSummary[];
  readonly bothCores: readonly SubjectSummary[];
  readonly direct: Latency | null;
}

type Size = 'small' | 'large';

export function summarize({ subjects, direct }: Pick<Run, 'subjects' | 'direct'>): RunSummary {
  const all = subjects.map(({ subject, small, large, latency }) => ({
    subject,
    small: medians(small),
    large: medians(large),
    latency: medians(latency),
  }));
  return {
    oneCore: all.filter(({ subject }) => subject.cores === '0'),
    bothCores: all.filter(({ subject }) => subject.cores === '0-1'),
    direct: medians(direct),
  };
}

/** CPU time a request in terms of that of `other`; NaN when one of them is not known. */
export function costRatio(one: SubjectSummary, other: SubjectSummary | undefined, size: Size): number {
  return (one[size]?.cpuMicrosPerRequest ?? Number.NaN) / (other?.[size]?.cpuMicrosPerRequest ?? Number.NaN);
}

/** The npm peer that spends the least. */
export function bestNpmPeer(all: readonly SubjectSummary[], size: Size): SubjectSummary | undefined {
  const cost = (one: SubjectSummary): number => one[size]?.cpuMicrosPerRequest ?? Number.POSITIVE_INFINITY;
  return all.filter(({ subject }) => subject.family === 'npm').toSorted((a, b) => cost(a) - cost(b))[0];
}
