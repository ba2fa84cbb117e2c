/** Requests counted: what the clients of a stretch of the run got. */
import type { Micros } from '../../kernel/clock.ts';
import { type Latency, latencyOf, sortedByGroup } from './quantiles.ts';
import { isOk, type Requests, UNKNOWN } from './requests.ts';

const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx', 'other', 'none'] as const;
export type StatusClass = (typeof STATUS_CLASSES)[number];

export interface Traffic {
  /** Requests due. */
  readonly requests: number;
  /** Requests due per second. */
  readonly rate: number;
  /** Got a whole answer of a backend, with a status below 500. */
  readonly ok: number;
  /** All others. */
  readonly failed: number;
  /** Of the failed: those of which no client knows whether they were done (time-out, reset, 502, 504). */
  readonly unknown: number;
  /** Answers by status class; `none` got no head at all. */
  readonly answers: Readonly<Record<StatusClass, number>>;
  /** Of whole answers, from when the request was due; null when there was none. */
  readonly latency: Latency | null;
}

/** The traffic of each group; `lengths` are the groups' durations, `groupOf` says where a request belongs. */
export function trafficByGroup(
  requests: Requests,
  lengths: readonly Micros[],
  groupOf: (index: number) => number,
): Traffic[] {
  const latencies = sortedByGroup(requests.latency, lengths.length, groupOf);
  const tallies = lengths.map(() => ({ requests: 0, ok: 0, failed: 0, unknown: 0, answers: noAnswers() }));
  for (let i = 0; i < requests.length; i++) {
    const tally = tallies[groupOf(i)];
    if (tally === undefined) continue;
    tally.requests++;
    if (isOk(requests, i)) tally.ok++;
    else tally.failed++;
    if (requests.outcome[i] === UNKNOWN) tally.unknown++;
    tally.answers[statusClass(requests.status[i] as number)]++;
  }
  return tallies.map((tally, group) => ({
    requests: tally.requests,
    rate: ratePerSecond(tally.requests, lengths[group] as Micros),
    ok: tally.ok,
    failed: tally.failed,
    unknown: tally.unknown,
    answers: tally.answers,
    latency: latencyOf(latencies[group] as Float64Array),
  }));
}

/** The classes that a table has to tell of: those that occurred, but for the usual one. */
export function toldClasses({ answers }: Traffic): StatusClass[] {
  return STATUS_CLASSES.filter((name) => name !== '2xx' && answers[name] > 0);
}

/** Whether every request of this class failed. */
export function isFailure(name: StatusClass): boolean {
  return name === '5xx' || name === 'none';
}

function statusClass(status: number): StatusClass {
  if (status === 0) return 'none';
  const name = STATUS_CLASSES[Math.floor(status / 100) - 1];
  return status >= 100 && status < 600 && name !== undefined ? name : 'other';
}

function ratePerSecond(count: number, length: Micros): number {
  // Two decimals: a rate is read, not computed with, and report.json stays readable.
  return length > 0 ? Math.round((count * 1e8) / length) / 100 : 0;
}

function noAnswers(): Record<StatusClass, number> {
  return { '1xx': 0, '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0, other: 0, none: 0 };
}
