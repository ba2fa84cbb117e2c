/**
 * Says what a run is doing while it runs: one line that redraws itself on a terminal, sober lines in a log. Knows a
 * stream and a clock, and nothing of the process around them.
 */
import type { Micros } from '../kernel/clock.ts';
import { paint } from './terminal/palette.ts';
import { Pen, type Span } from './terminal/pen.ts';
import { formatCount, formatMoment } from './words.ts';

export interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface ProgressState {
  readonly name: string;
  readonly world: 'virtual' | 'live';
  readonly elapsedUs: Micros;
  readonly totalUs: Micros;
  readonly sent: number;
  /** A whole answer of a backend below 500. */
  readonly ok: number;
  /** Ended, and not ok. */
  readonly failed: number;
  readonly inFlight: number;
  /** The timeline's last word (`b2 crashed`); empty before the first. */
  readonly lastEvent: string;
}

export interface Progress {
  update(state: ProgressState): void;
  /** Leaves the terminal as it was. Calling it again does nothing. */
  done(): void;
}

export interface ProgressOptions {
  /** A clock that goes on while the run goes on: virtual time won't do. */
  readonly now: () => Micros;
  readonly color: boolean;
  readonly unicode: boolean;
}

const REDRAW: Micros = 100_000;
const LOG: Micros = 2_000_000;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_LINE = '\r\u001b[2K';

export function createProgress(stream: ProgressStream, options: ProgressOptions): Progress {
  return stream.isTTY === true ? terminalProgress(stream, options) : logProgress(stream, options);
}

function terminalProgress(stream: ProgressStream, options: ProgressOptions): Progress {
  let drawn = Number.NEGATIVE_INFINITY;
  let visible = false;
  return {
    update(state) {
      const now = options.now();
      if (now - drawn < REDRAW) return;
      drawn = now;
      // A line as wide as the terminal would wrap, and then could not be redrawn.
      const line = progressLine(state, (stream.columns || 80) - 1, options);
      stream.write(`${visible ? '' : HIDE_CURSOR}${CLEAR_LINE}${line}`);
      visible = true;
    },
    done() {
      if (visible) stream.write(CLEAR_LINE + SHOW_CURSOR);
      visible = false;
      drawn = Number.POSITIVE_INFINITY;
    },
  };
}

function logProgress(stream: ProgressStream, options: ProgressOptions): Progress {
  // The first line waits as well: a run of less than two seconds says nothing but its result.
  let written = options.now();
  let event = '';
  let over = false;
  return {
    update(state) {
      const news = state.lastEvent !== event;
      const now = options.now();
      if (over || (!news && now - written < LOG)) return;
      written = now;
      event = state.lastEvent;
      const pen = new Pen({ width: 1000, color: false, unicode: options.unicode });
      const counts = `${formatCount(state.sent)} sent, ${formatCount(state.ok)} ok, ${formatCount(state.failed)} failed, ${formatCount(state.inFlight)} in flight`;
      const time = `${formatMoment(state.elapsedUs)} of ${formatMoment(state.totalUs)}`;
      stream.write(`${pen.line([[`${state.name}: ${time}, ${counts}${news && event !== '' ? `; ${event}` : ''}`]])}\n`);
    },
    done() {
      over = true;
    },
  };
}

/** Name, bar, percent, counts and the last event, in at most `width` columns; the least important goes first. */
function progressLine(state: ProgressState, width: number, options: ProgressOptions): string {
  const pen = new Pen({ width: 1000, color: false, unicode: options.unicode });
  const share = state.totalUs > 0 ? Math.min(1, Math.max(0, state.elapsedUs / state.totalUs)) : 0;
  const cells = width >= 70 ? 20 : 10;
  const full = Math.round(share * cells);
  const failed = state.failed > 0;
  const spans: Span[] = [
    [`${pen.fit(state.name, Math.max(8, Math.floor(width / 4)))} `, 'bold'],
    [pen.glyphs.full.repeat(full), 'good'],
    [pen.glyphs.empty.repeat(cells - full), 'dim'],
    [` ${String(Math.floor(share * 100)).padStart(3)}%  `],
    // Before what is cut first on a narrow terminal.
    [failed ? `${formatCount(state.failed)} failed  ` : '', 'bad'],
    [`${formatCount(state.sent)} sent`],
    [`  ${formatCount(state.inFlight)} in flight`, 'dim'],
    [state.lastEvent === '' ? '' : `  ${state.lastEvent}`, 'warn'],
  ];
  let left = Math.max(0, width);
  let line = '';
  for (const [raw, style] of spans) {
    const text = pen.fit(raw, left);
    left -= pen.measure(text);
    line += paint(text, style ?? 'plain', options.color);
  }
  return line;
}
