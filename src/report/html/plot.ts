/**
 * What the pictures share: the x axis of the whole timeline in a thousand units (stretched to whatever width the page
 * has), the bands where faults were on, and the marks of the axis. Text is never part of a stretched picture.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { BackendSummary } from '../summary/backends.ts';
import type { Summary } from '../summary.ts';
import { ticksBetween } from '../ticks.ts';
import { formatMoment } from '../words.ts';
import { html, type Markup } from './markup.ts';

export const PLOT_WIDTH = 1000;

export interface Plot {
  readonly summary: Summary;
  /** Where a point in time stands, from 0 to 1000. */
  x(at: Micros): number;
  readonly ticks: readonly Micros[];
}

export function plotOf(summary: Summary): Plot {
  const { from, to } = summary.view;
  const span = Math.max(1, to - from);
  return {
    summary,
    x: (at) => round((Math.min(Math.max(at, from), to) - from) * (PLOT_WIDTH / span)),
    ticks: ticksBetween(from, to, 10),
  };
}

/** A stretched picture; `label` says what a reader who can't see it should know. */
export function picture(className: string, height: number, label: string, content: readonly Markup[]): Markup {
  return html`<svg class="${className}" viewBox="0 0 ${PLOT_WIDTH} ${height}" preserveAspectRatio="none" role="img" aria-label="${label}">
${content}
</svg>`;
}

/** Vertical lines at the marks, over the bands of the given backends' faults. */
export function backdrop(plot: Plot, height: number, backends: readonly BackendSummary[]): Markup[] {
  const windows = backends.flatMap((backend) => backend.faults);
  return [
    ...windows.map((window) => {
      const from = plot.x(window.from);
      const width = round(plot.x(window.to ?? plot.summary.view.to) - from);
      return html`<rect class="band" x="${from}" y="0" width="${width}" height="${height}"/>`;
    }),
    ...plot.ticks.map((tick) => {
      const x = plot.x(tick);
      return html`<line class="grid" x1="${x}" y1="0" x2="${x}" y2="${height}"/>`;
    }),
  ];
}

/** The marks in words, under the last picture. */
export function axis(plot: Plot): Markup {
  const labels = plot.ticks.map((tick, i) => {
    const percent = round(plot.x(tick) / 10);
    // Every second one gives way on a narrow page, and none runs out of it.
    const classes = `${i % 2 === 1 ? 'odd' : ''}${percent > 96 ? ' last' : ''}`.trim();
    return html`<span class="${classes}" style="left:${percent}%">${formatMoment(tick)}</span>`;
  });
  return html`<div class="axis" aria-hidden="true">${labels}</div>`;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
