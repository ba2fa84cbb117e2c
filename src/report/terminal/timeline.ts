/** The run as a picture: a lane a backend, sparklines of what clients saw, a time axis, and the moments in words. */
import type { Moment } from '../summary/moments.ts';
import type { Summary } from '../summary.ts';
import { ticksBetween } from '../ticks.ts';
import { formatCount, formatMoment, formatMomentFixed } from '../words.ts';
import { type Frame, frameRow, GUTTER } from './frame.ts';
import { laneLine, legendLines } from './lanes.ts';
import type { Style } from './palette.ts';
import type { Pen } from './pen.ts';
import { sparkLines } from './sparks.ts';

const LABEL_MOST = 14;
const MOMENTS_SHOWN = 12;

export function timelineLines(pen: Pen, summary: Summary): string[] {
  const names = ['failed', ...summary.backends.map((backend) => backend.name)];
  const label = Math.min(LABEL_MOST, Math.max(...names.map((name) => pen.measure(name))));
  const frame: Frame = { pen, label, cells: pen.width - label - GUTTER - 4, ...summary.view };
  return [
    ...summary.backends.map((backend) => laneLine(frame, backend)),
    ...sparkLines(frame, summary),
    ...axisLines(frame),
    ...legendLines(pen, summary.backends),
    ...(summary.moments.length > 0 ? [''] : []),
    ...momentLines(pen, summary.moments),
  ];
}

function axisLines(frame: Frame): string[] {
  const { pen, cells, from, to } = frame;
  const line = new Array<string>(cells).fill(pen.glyphs.axis);
  const labels = new Array<string>(cells + GUTTER).fill(' ');
  for (const tick of ticksBetween(from, to, Math.max(2, Math.floor(cells / 7)))) {
    const at = Math.min(cells - 1, Math.round(((tick - from) / (to - from || 1)) * cells));
    line[at] = pen.glyphs.tick;
    for (const [i, char] of [...formatMoment(tick)].entries()) labels[at + i] = char;
  }
  return [frameRow(frame, '', [[line.join(''), 'dim']]), frameRow(frame, '', [[labels.join(''), 'dim']])];
}

const TONES: Readonly<Record<Moment['tone'], Style>> = { good: 'good', bad: 'bad', neutral: 'plain' };

function momentLines(pen: Pen, moments: readonly Moment[]): string[] {
  const shown = moments.slice(0, MOMENTS_SHOWN);
  const times = shown.map((moment) => formatMomentFixed(moment.at));
  const width = Math.max(0, ...times.map((time) => pen.measure(time)));
  const lines = shown.map((moment, i) =>
    pen.line([
      ['  '],
      [pen.pad(times[i] ?? '', width, 'right'), 'dim'],
      ['  '],
      [pen.pad(moment.source, 8), 'dim'],
      ['  '],
      [moment.text, TONES[moment.tone]],
    ]),
  );
  const rest = moments.length - shown.length;
  return rest > 0
    ? [...lines, pen.line([[`  ${pen.glyphs.ellipsis} and ${formatCount(rest)} more, in the report`, 'dim']])]
    : lines;
}
