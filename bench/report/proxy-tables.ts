/** The tables of `bench:proxy`. */
import type { Plan } from '../measure/rounds.ts';
import { LARGE, SMALL } from '../subjects/upstream.ts';
import { bestNpmPeer, costRatio, type RunSummary, type SubjectSummary } from './summary.ts';
import { type Column, figure, type Table } from './table.ts';

/** By how much a second thread may raise the CPU time a request, in percent. */
const GROWTH_MAX = 15;

/** Those of a run that have something to show. */
export function terminalTables(summary: RunSummary, plan: Plan): readonly Table[] {
  return [
    throughputTable(summary, plan, 'small'),
    throughputTable(summary, plan, 'large'),
    latencyTable(summary, plan),
    threadsTable(summary),
  ].filter(({ rows }) => rows.length > 0);
}

/** The two that the README shows. */
export function readmeTables(summary: RunSummary, plan: Plan): readonly Table[] {
  return [readmeTable(summary, plan), threadsTable(summary)].filter(({ rows }) => rows.length > 0);
}

function columns(...titles: readonly string[]): readonly Column[] {
  return titles.map((title, i) => ({ title, align: i === 0 ? 'left' : 'right' }));
}

function byId({ oneCore }: RunSummary, id: string): SubjectSummary | undefined {
  return oneCore.find(({ subject }) => subject.id === id);
}

function throughputTable(summary: RunSummary, plan: Plan, size: 'small' | 'large'): Table {
  const best = bestNpmPeer(summary.oneCore, size);
  const answer = size === 'small' ? SMALL : LARGE;
  return {
    title: `${answer.title} answers over ${plan.connections} connections, median of ${plan.rounds} interleaved rounds of ${plan.seconds} s`,
    columns: columns(
      'subject',
      'CPU µs/request',
      'to nginx',
      'to HAProxy',
      'to best npm peer',
      'requests/s',
      'core busy',
      'resident MB',
    ),
    rows: summary.oneCore.map((one) => [
      one.subject.title,
      figure(one[size]?.cpuMicrosPerRequest, 1),
      figure(costRatio(one, byId(summary, 'nginx'), size), 2),
      figure(costRatio(one, byId(summary, 'haproxy'), size), 2),
      figure(costRatio(one, best, size), 2),
      figure(one[size]?.requestsPerSecond),
      percent(one[size]?.busyPercent),
      figure(one[size]?.residentMb),
    ]),
  };
}

function latencyTable({ oneCore, direct }: RunSummary, { steady }: Plan): Table {
  return {
    title: `Latency at ${figure(steady.rate)} requests/s over ${steady.connections} connections, from when a request was due, in µs`,
    columns: columns('subject', 'mean', 'added mean', 'p50', 'added p50', 'p99', 'sent late, p99'),
    rows: [
      [
        'upstream directly',
        figure(direct?.mean),
        '',
        figure(direct?.p50),
        '',
        figure(direct?.p99),
        figure(direct?.sentLateP99),
      ],
      ...oneCore.map(({ subject, latency }) => [
        subject.title,
        figure(latency?.mean),
        figure(added(latency?.mean, direct?.mean)),
        figure(latency?.p50),
        figure(added(latency?.p50, direct?.p50)),
        figure(latency?.p99),
        figure(latency?.sentLateP99),
      ]),
    ],
  };
}

function threadsTable({ bothCores }: RunSummary): Table {
  const base = bothCores.find(({ subject }) => subject.id === 'lbsim-1-thread');
  return {
    title: `Threads on two cores shared with the load: CPU a request may grow by ${GROWTH_MAX} %`,
    columns: columns(
      'subject',
      'CPU µs/request',
      'growth',
      'requests/s',
      '10 KB: CPU µs/request',
      'growth',
      'requests/s',
    ),
    rows: bothCores.map((one) => [
      one.subject.title,
      ...(['small', 'large'] as const).flatMap((size) => [
        figure(one[size]?.cpuMicrosPerRequest, 1),
        one === base ? '' : growth((costRatio(one, base, size) - 1) * 100),
        figure(one[size]?.requestsPerSecond),
      ]),
    ]),
  };
}

function readmeTable(summary: RunSummary, { connections, rounds, seconds, steady }: Plan): Table {
  const nginx = byId(summary, 'nginx');
  return {
    title: `${connections} connections, median of ${rounds} interleaved rounds of ${seconds} s; latency at ${figure(steady.rate)} requests/s:`,
    columns: columns(
      'subject',
      'CPU µs/request',
      'to nginx',
      'requests/s',
      '10 KB: CPU µs/request',
      'to nginx',
      'added latency, mean µs',
      'p99 µs',
      'resident MB',
    ),
    rows: summary.oneCore.map((one) => [
      one.subject.title,
      figure(one.small?.cpuMicrosPerRequest, 1),
      figure(costRatio(one, nginx, 'small'), 2),
      figure(one.small?.requestsPerSecond),
      figure(one.large?.cpuMicrosPerRequest, 1),
      figure(costRatio(one, nginx, 'large'), 2),
      figure(added(one.latency?.mean, summary.direct?.mean)),
      figure(one.latency?.p99),
      figure(one.small?.residentMb),
    ]),
  };
}

function added(value: number | undefined, base: number | undefined): number {
  return (value ?? Number.NaN) - (base ?? Number.NaN);
}

function percent(value: number | undefined): string {
  return value === undefined ? figure(value) : `${figure(value)} %`;
}

function growth(value: number): string {
  if (!Number.isFinite(value)) return figure(value);
  return `${value < 0 ? '' : '+'}${figure(value, 1)} % ${value <= GROWTH_MAX ? '✓' : '✗'}`;
}
