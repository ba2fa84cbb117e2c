/** A table for the terminal and for Markdown. */

export interface Column {
  readonly title: string;
  /** Numbers stand at the right, words at the left. */
  readonly align: 'left' | 'right';
}

export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

export function toText({ title, columns, rows }: Table): string {
  const titles = columns.map((column) => column.title);
  const widths = columns.map((_, i) => Math.max(...[titles, ...rows].map((cells) => cells[i]?.length ?? 0)));
  const lines = [titles, ...rows].map((cells) => {
    const padded = columns.map(({ align }, i) => {
      const cell = cells[i] ?? '';
      const width = widths[i] ?? 0;
      return align === 'left' ? cell.padEnd(width) : cell.padStart(width);
    });
    return `  ${padded.join('  ').trimEnd()}`;
  });
  return [title, ...lines].join('\n');
}

export function toMarkdown({ title, columns, rows }: Table): string {
  const lines = [
    columns.map((column) => column.title),
    columns.map(({ align }) => (align === 'left' ? '---' : '---:')),
    ...rows.map((cells) => columns.map((_, i) => (cells[i] ?? '').replaceAll('|', '\\|'))),
  ];
  return [title, '', ...lines.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');
}

/** A number with `digits` after the point and thousands set apart; a dash for none. */
export function figure(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
