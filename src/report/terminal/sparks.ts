/** What clients saw over time, as sparklines under the lanes. */
import { formatDuration } from '../../kernel/units.ts';
import type { Summary } from '../summary.ts';
import { formatRate } from '../words.ts';
import { cellStart, type Frame, frameRow } from './frame.ts';
import type { Style } from './palette.ts';
import type { Span } from './pen.ts';

export function sparkLines(frame: Frame, summary: Summary): string[] {
  const { series } = summary;
  const perSecond = 1e6 / series.bucket;
  const most = (values: readonly (number | null)[]): number => values.reduce<number>((x, y) => Math.max(x, y ?? 0), 0);
  const lines = [
    frameRow(
      frame,
      'load',
      spark(frame, summary, series.requests, 'info'),
      `${formatRate(most(series.requests) * perSecond)} peak`,
    ),
  ];
  const failed = most(series.failed);
  if (failed > 0) {
    lines.push(
      frameRow(frame, 'failed', spark(frame, summary, series.failed, 'bad'), `${formatRate(failed * perSecond)} peak`),
    );
  }
  const p99 = most(series.p99);
  if (p99 > 0) {
    lines.push(frameRow(frame, 'p99', spark(frame, summary, series.p99, 'warn'), `${formatDuration(p99)} peak`));
  }
  return lines;
}

/** One character a cell, as high as the highest of the buckets it covers. */
function spark(frame: Frame, summary: Summary, values: readonly (number | null)[], style: Style): Span[] {
  const { from, bucket } = summary.series;
  const { spark: levels } = frame.pen.glyphs;
  const height = heightScale(values);
  let text = '';
  for (let i = 0; i < frame.cells; i++) {
    const first = Math.floor((cellStart(frame, i) - from) / bucket);
    const last = Math.max(first + 1, Math.ceil((cellStart(frame, i + 1) - from) / bucket - 1e-9));
    const value = values.slice(Math.max(0, first), last).reduce<number>((x, y) => Math.max(x, y ?? 0), 0);
    text += value <= 0 ? ' ' : (levels[Math.max(0, Math.ceil(height(value) * levels.length) - 1)] ?? ' ');
  }
  return [[text, style]];
}

/** Where a value stands between nothing (0) and the peak (1); by its logarithm when sizes differ too much to be seen. */
function heightScale(values: readonly (number | null)[]): (value: number) => number {
  const real = values.filter((value) => value !== null).filter((value) => value > 0);
  const peak = Math.max(1, ...real);
  const least = Math.min(peak, ...real);
  if (peak / least < 30) return (value) => value / peak;
  return (value) => Math.log(value / least) / Math.log(peak / least);
}
