/** What clients saw over time: requests as bars, latency as lines, both over the same axis as the lanes. */
import type { Micros } from '../../kernel/clock.ts';
import { formatDuration } from '../../kernel/units.ts';
import type { Series } from '../summary/series.ts';
import { ticksBetween } from '../ticks.ts';
import { formatCount, formatLatency, formatRate, formatSpan } from '../words.ts';
import { html, type Markup } from './markup.ts';
import { backdrop, PLOT_WIDTH, type Plot, picture, round } from './plot.ts';

const HEIGHT = 120;

export function throughputChart(plot: Plot): Markup {
  const { series, total } = plot.summary;
  const perSecond = 1e6 / series.bucket;
  const peak = Math.max(1, ...series.requests) * perSecond * 1.08;
  const y = (rate: number): number => round(HEIGHT * (1 - rate / peak));
  const bars = series.requests.flatMap((requests, i) => {
    const failed = series.failed[i] as number;
    const { x, width } = bucketBox(plot, series, i);
    const top = y(requests * perSecond);
    const split = y(failed * perSecond);
    const bar = (kind: string, from: number, to: number): Markup =>
      html`<rect class="${kind}" x="${round(x + width * 0.08)}" y="${from}" width="${round(width * 0.84)}" height="${round(to - from)}"/>`;
    return [
      ...(requests > failed ? [bar('ok', top, split)] : []),
      ...(failed > 0 ? [bar('failed', split, HEIGHT)] : []),
    ];
  });
  const ticks = ticksBetween(0, peak, 4);
  const label = `Requests per second: ${formatRate(total.rate)} on average, ${formatRate(Math.max(0, ...series.requests) * perSecond)} at most; ${formatCount(total.failed)} failed in all`;
  return chart(plot, {
    title: 'Requests per second',
    keys: [
      ['ok', 'ok'],
      ['failed', 'failed'],
    ],
    label,
    marks: ticks.map((tick) => ({ y: y(tick), text: formatCount(round(tick)) })),
    content: bars,
  });
}

export function latencyChart(plot: Plot): Markup | null {
  const { series, total } = plot.summary;
  const values = [...series.p50, ...series.p99].filter((value) => value !== null);
  if (values.length === 0) return null;
  const scale = latencyScale(Math.max(1, Math.min(...values)), Math.max(1, ...values));
  return chart(plot, {
    title: `Latency${scale.logarithmic ? ', logarithmic' : ''}`,
    keys: [
      ['p50', 'p50'],
      ['p99', 'p99'],
    ],
    label: `Latency: p50 ${formatLatency(total.latency?.p50)}, p99 ${formatLatency(total.latency?.p99)} over the whole run`,
    marks: scale.ticks.map((tick) => ({ y: scale.y(tick), text: tick === 0 ? '0' : formatDuration(tick) })),
    content: [
      html`<path class="line p50" d="${linePath(plot, series, series.p50, scale.y)}"/>`,
      html`<path class="line p99" d="${linePath(plot, series, series.p99, scale.y)}"/>`,
    ],
  });
}

interface Scale {
  readonly logarithmic: boolean;
  readonly ticks: readonly Micros[];
  y(value: Micros): number;
}

/** Linear from zero while everything is of one size; otherwise the small would lie on the ground. */
function latencyScale(least: Micros, most: Micros): Scale {
  if (most / least < 12) {
    const top = most * 1.1;
    return { logarithmic: false, ticks: ticksBetween(0, top, 4), y: (value) => round(HEIGHT * (1 - value / top)) };
  }
  const low = Math.log10(least * 0.8);
  const high = Math.log10(most * 1.25);
  const y = (value: Micros): number => round(HEIGHT * (1 - (Math.log10(Math.max(1, value)) - low) / (high - low)));
  const steps = high - low > 2.5 ? [1] : [1, 3];
  const ticks: number[] = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const step of steps) {
      const tick = step * 10 ** power;
      if (Math.log10(tick) >= low && Math.log10(tick) <= high) ticks.push(tick);
    }
  }
  return { logarithmic: true, ticks, y };
}

function linePath(
  plot: Plot,
  series: Series,
  values: readonly (Micros | null)[],
  y: (value: Micros) => number,
): string {
  let path = '';
  for (const [i, value] of values.entries()) {
    if (value === null) continue;
    const { x, width } = bucketBox(plot, series, i);
    const alone = (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null;
    // Between silences a point would not be seen: it becomes a dash as wide as its bucket.
    if (alone) path += `M${x},${y(value)}H${round(x + width)}`;
    else path += `${(values[i - 1] ?? null) === null ? 'M' : 'L'}${round(x + width / 2)},${y(value)}`;
  }
  return path;
}

interface ChartParts {
  readonly title: string;
  readonly keys: readonly (readonly [kind: string, words: string])[];
  readonly label: string;
  readonly marks: readonly { readonly y: number; readonly text: string }[];
  readonly content: readonly Markup[];
}

function chart(plot: Plot, parts: ChartParts): Markup {
  const { series } = plot.summary;
  const lines = parts.marks.map(({ y }) => html`<line class="grid" x1="0" y1="${y}" x2="${PLOT_WIDTH}" y2="${y}"/>`);
  const hits = series.requests.map((_, i) => {
    const { x, width } = bucketBox(plot, series, i);
    return html`<rect class="hit" x="${x}" y="0" width="${width}" height="${HEIGHT}"><title>${bucketWords(series, i)}</title></rect>`;
  });
  const marks = parts.marks.map(({ y, text }) => html`<span style="top:${round((y / HEIGHT) * 100)}%">${text}</span>`);
  const keys = parts.keys.map(([kind, words]) => html`<li><i class="key ${kind}"></i>${words}</li>`);
  return html`<div class="row caption"><div class="title">${parts.title}</div><ul class="legend">${keys}</ul></div>
<div class="row">
<div class="marks" aria-hidden="true">${marks}</div>
${picture('chart', HEIGHT, parts.label, [...backdrop(plot, HEIGHT, plot.summary.backends), ...lines, ...parts.content, ...hits])}
<div class="note"></div>
</div>`;
}

/** Where a bucket stands; the last one may be cut by the end of the load. */
function bucketBox(plot: Plot, series: Series, i: number): { readonly x: number; readonly width: number } {
  const from = series.from + i * series.bucket;
  const x = plot.x(from);
  return { x, width: Math.max(0.1, round(plot.x(Math.min(from + series.bucket, plot.summary.load.to)) - x)) };
}

function bucketWords(series: Series, i: number): string {
  const from = series.from + i * series.bucket;
  const latency = series.p50[i] ?? null;
  return [
    formatSpan(from, from + series.bucket),
    `${formatCount(series.requests[i] as number)} requests`,
    `${formatCount(series.failed[i] as number)} failed`,
    ...(latency === null ? [] : [`p50 ${formatLatency(latency)}`, `p99 ${formatLatency(series.p99[i])}`]),
  ].join(', ');
}
