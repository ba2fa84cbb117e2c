/** A table that fits: columns that matter least go first, then the widest text column is cut. */
import type { Style } from './palette.ts';
import type { Pen, Span } from './pen.ts';

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** The higher, the sooner it is left out; 0 stays. */
  readonly drop: number;
  /** Whether it may be cut short. */
  readonly flexible?: boolean;
}

export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

const GAP = 2;
const INDENT = 2;
/** What a flexible column keeps at least. */
const LEAST = 8;

export function renderTable(pen: Pen, columns: readonly Column[], rows: readonly (readonly Cell[])[]): string[] {
  const natural = columns.map((column, i) =>
    Math.max(pen.measure(column.title), ...rows.map((row) => pen.measure(row[i]?.text ?? ''))),
  );
  const kept = keptColumns(pen, columns, natural);
  const widths = [...natural];
  const excess = totalWidth(kept, natural) - pen.width;
  const flexible = kept.find((i) => columns[i]?.flexible);
  if (excess > 0 && flexible !== undefined) {
    widths[flexible] = Math.max(LEAST, (natural[flexible] as number) - excess);
  }
  const line = (cells: (index: number) => Cell): string => {
    const spans: Span[] = [];
    for (const i of kept) {
      const { text, style } = cells(i);
      const width = widths[i] as number;
      spans.push([' '.repeat(spans.length === 0 ? INDENT : GAP)]);
      spans.push([pen.pad(text, width, columns[i]?.align ?? 'left'), style ?? 'plain']);
    }
    return pen.line(spans);
  };
  return [
    line((i) => ({ text: columns[i]?.title ?? '', style: 'dim' })),
    ...rows.map((row) => line((i) => row[i] ?? { text: '' })),
  ];
}

/** Which columns stay; a flexible one counts with what it keeps at least (or less, when it needs less). */
function keptColumns(pen: Pen, columns: readonly Column[], natural: readonly number[]): number[] {
  const needed = natural.map((width, i) => (columns[i]?.flexible ? Math.min(width, LEAST * 2) : width));
  const order = columns.map((_, i) => i).sort((x, y) => (columns[y]?.drop ?? 0) - (columns[x]?.drop ?? 0));
  let kept = columns.map((_, i) => i);
  for (const candidate of order) {
    if (totalWidth(kept, needed) <= pen.width || columns[candidate]?.drop === 0) break;
    kept = kept.filter((i) => i !== candidate);
  }
  return kept;
}

function totalWidth(kept: readonly number[], widths: readonly number[]): number {
  return kept.reduce((sum, i) => sum + (widths[i] as number), INDENT + GAP * (kept.length - 1));
}
