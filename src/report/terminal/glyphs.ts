/** The characters that pictures are made of, in two alphabets. All are one column wide. */
export interface Glyphs {
  readonly ellipsis: string;
  readonly rule: string;
  readonly bullet: string;
  readonly bar: string;
  readonly holds: string;
  readonly violated: string;
  readonly unknown: string;
  /** Lanes: in rotation; down; slow; answering errors; out with a fault; out without one; draining. */
  readonly up: string;
  readonly down: string;
  readonly slow: string;
  readonly errors: string;
  readonly out: string;
  readonly recovering: string;
  readonly draining: string;
  readonly axis: string;
  readonly tick: string;
  /** From hardly anything to the peak; nothing is a space. */
  readonly spark: readonly string[];
  /** Progress: done, to do. */
  readonly full: string;
  readonly empty: string;
}

const UNICODE: Glyphs = {
  ellipsis: '…',
  rule: '─',
  bullet: '·',
  bar: '│',
  holds: '✓',
  violated: '✗',
  unknown: '?',
  up: '━',
  down: '╳',
  slow: '≈',
  errors: '!',
  out: '┄',
  recovering: '·',
  draining: '╍',
  axis: '─',
  tick: '┴',
  spark: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  full: '━',
  empty: '─',
};

const ASCII: Glyphs = {
  ellipsis: '...',
  rule: '-',
  bullet: '-',
  bar: '|',
  holds: '+',
  violated: 'x',
  unknown: '?',
  up: '=',
  down: 'X',
  slow: '~',
  errors: '!',
  out: '-',
  recovering: '.',
  draining: '>',
  axis: '-',
  tick: '+',
  spark: ['_', '.', ':', '-', '=', '+', '*', '#'],
  full: '#',
  empty: '.',
};

export function glyphsFor(unicode: boolean): Glyphs {
  return unicode ? UNICODE : ASCII;
}
