/** The two tables: what clients got phase by phase, and what each backend did. */
import { formatDuration } from '../../kernel/units.ts';
import type { BackendSummary } from '../summary/backends.ts';
import type { StreamSummary } from '../summary/streams.ts';
import { isFailure, type Traffic, toldClasses } from '../summary/traffic.ts';
import type { Phase, Summary } from '../summary.ts';
import { className, formatCount, formatLatency, formatRate, formatShare, formatSpan } from '../words.ts';
import type { Pen } from './pen.ts';
import { type Cell, type Column, renderTable } from './table.ts';

/** More phases than this belong into the report, not onto a screen. */
const PHASES_SHOWN = 12;

export function phaseLines(pen: Pen, summary: Summary): string[] {
  const classes = toldClasses(summary.total);
  const columns: Column[] = [
    { title: 'phase', align: 'left', drop: 0, flexible: true },
    { title: 'time', align: 'left', drop: 9 },
    { title: 'requests', align: 'right', drop: 0 },
    { title: 'rate', align: 'right', drop: 7 },
    { title: 'ok', align: 'right', drop: 2 },
    { title: 'failed', align: 'right', drop: 0 },
    ...classes.map((name): Column => ({ title: className(name), align: 'right', drop: isFailure(name) ? 4 : 6 })),
    { title: 'p50', align: 'right', drop: 3 },
    { title: 'p90', align: 'right', drop: 8 },
    { title: 'p99', align: 'right', drop: 0 },
    { title: 'max', align: 'right', drop: 5 },
  ];
  const cells = (label: string, span: string, traffic: Traffic, total: boolean): Cell[] =>
    [
      { text: label },
      { text: span, style: 'dim' as const },
      { text: formatCount(traffic.requests) },
      { text: formatRate(traffic.rate) },
      { text: formatShare(traffic.ok, traffic.requests) },
      alarming(traffic.failed),
      ...classes.map((name) => (isFailure(name) ? alarming(traffic.answers[name]) : counted(traffic.answers[name]))),
      { text: formatLatency(traffic.latency?.p50) },
      { text: formatLatency(traffic.latency?.p90) },
      { text: formatLatency(traffic.latency?.p99) },
      { text: formatLatency(traffic.latency?.max) },
    ].map((cell) => (total && cell.style === undefined ? { ...cell, style: 'bold' as const } : cell));
  const row = (phase: Phase): Cell[] => cells(phase.label, formatSpan(phase.from, phase.to), phase.traffic, false);
  const shown = summary.phases.slice(0, PHASES_SHOWN).map(row);
  const rest = summary.phases.length - shown.length;
  if (rest > 0) shown.push([{ text: `${pen.glyphs.ellipsis} ${rest} more`, style: 'dim' }]);
  const { from, to } = summary.load;
  return renderTable(pen, columns, [...shown, cells('whole run', formatSpan(from, to), summary.total, true)]);
}

/** More streams than this belong into the report. */
const STREAMS_SHOWN = 12;

export function streamLines(pen: Pen, streams: readonly StreamSummary[]): string[] {
  const columns: Column[] = [
    { title: 'stream', align: 'left', drop: 0, flexible: true },
    { title: 'sent', align: 'right', drop: 0 },
    { title: 'skipped', align: 'right', drop: 1 },
    { title: 'late p99', align: 'right', drop: 3 },
    { title: 'late max', align: 'right', drop: 2 },
  ];
  const rows = streams
    .slice(0, STREAMS_SHOWN)
    .map((stream): Cell[] => [
      { text: stream.words },
      { text: formatCount(stream.requests) },
      alarming(stream.skipped),
      { text: formatLatency(stream.lag?.p99) },
      { text: formatLatency(stream.lag?.max) },
    ]);
  const rest = streams.length - rows.length;
  if (rest > 0) rows.push([{ text: `${pen.glyphs.ellipsis} ${rest} more`, style: 'dim' }]);
  return renderTable(pen, columns, rows);
}

export function backendLines(pen: Pen, summary: Summary): string[] {
  const { backends } = summary;
  const weighted = backends.some((backend) => backend.weight !== backends[0]?.weight);
  const traced = backends.some((backend) => backend.states.length > 0);
  const aborted = backends.some((backend) => backend.aborts > 0);
  const columns: Column[] = [
    { title: 'backend', align: 'left', drop: 0, flexible: true },
    ...(weighted ? [{ title: 'weight', align: 'right', drop: 6 } as const] : []),
    { title: 'requests', align: 'right', drop: 0 },
    { title: 'share', align: 'right', drop: 1 },
    { title: 'answers', align: 'right', drop: 5 },
    ...(aborted ? [{ title: 'aborted', align: 'right', drop: 2 } as const] : []),
    { title: 'conns', align: 'right', drop: 8 },
    { title: 'probes', align: 'right', drop: 7 },
    ...(traced ? [{ title: 'out for', align: 'right', drop: 4 } as const] : []),
    { title: 'p50', align: 'right', drop: 3 },
    { title: 'p99', align: 'right', drop: 0 },
  ];
  const rows = backends.map((backend): Cell[] => [
    { text: backend.name, style: 'bold' },
    ...(weighted ? [{ text: backend.weight === null ? '–' : String(backend.weight) }] : []),
    { text: formatCount(backend.requests) },
    { text: formatShare(backend.share, 1) },
    { text: formatCount(backend.answers) },
    ...(aborted ? [alarming(backend.aborts)] : []),
    { text: formatCount(backend.connections) },
    { text: formatCount(backend.probes) },
    ...(traced ? [outFor(backend)] : []),
    { text: formatLatency(backend.latency?.p50) },
    { text: formatLatency(backend.latency?.p99) },
  ]);
  return renderTable(pen, columns, rows);
}

function outFor(backend: BackendSummary): Cell {
  const out = backend.lane.reduce((sum, { rotation, from, to }) => (rotation === 'out' ? sum + to - from : sum), 0);
  return out === 0 ? { text: '–', style: 'dim' } : { text: formatDuration(out) };
}

function counted(count: number): Cell {
  return count === 0 ? { text: '0', style: 'dim' } : { text: formatCount(count) };
}

function alarming(count: number): Cell {
  return count === 0 ? { text: '0', style: 'dim' } : { text: formatCount(count), style: 'bad' };
}
