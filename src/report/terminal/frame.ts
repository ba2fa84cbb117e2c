/** What the rows of a timeline share: a label, a picture of equal cells, and a note behind it. */
import type { Micros } from '../../kernel/clock.ts';
import type { Pen, Span } from './pen.ts';

/** Columns for the note behind a row. */
export const GUTTER = 12;

export interface Frame {
  readonly pen: Pen;
  readonly label: number;
  readonly cells: number;
  readonly from: Micros;
  readonly to: Micros;
}

/** When cell `i` begins. */
export function cellStart(frame: Frame, i: number): Micros {
  return frame.from + ((frame.to - frame.from) * i) / frame.cells;
}

/** One row of the timeline. */
export function frameRow(frame: Frame, label: string, spans: readonly Span[], note = ''): string {
  return frame.pen.line([
    ['  '],
    [frame.pen.pad(label, frame.label), 'bold'],
    [' '],
    ...spans,
    [note === '' ? '' : ` ${note}`, 'dim'],
  ]);
}
