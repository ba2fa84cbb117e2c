/**
 * Writes lines for one terminal. Everything that reaches it goes through `line`, which makes text harmless, cuts it at
 * the width and paints it last: no section has to think of any of the three.
 */
import { type Glyphs, glyphsFor } from './glyphs.ts';
import { paint, type Style } from './palette.ts';
import { clean, textWidth, truncate, wrap } from './text.ts';

export interface TerminalOptions {
  /** Columns; what is narrower than `MIN_WIDTH` is treated as that. */
  readonly width: number;
  readonly color: boolean;
  readonly unicode: boolean;
}

const MIN_WIDTH = 40;

/** A piece of a line in one style. */
export type Span = readonly [text: string, style?: Style];

export class Pen {
  readonly width: number;
  readonly unicode: boolean;
  readonly glyphs: Glyphs;
  readonly color: boolean;

  constructor(options: TerminalOptions) {
    this.width = Math.max(MIN_WIDTH, Math.floor(options.width));
    this.unicode = options.unicode;
    this.glyphs = glyphsFor(options.unicode);
    this.color = options.color;
  }

  /** One finished line. */
  line(spans: readonly Span[]): string {
    let left = this.width;
    let line = '';
    for (const [raw, style] of spans) {
      const text = this.fit(raw, left);
      left -= textWidth(text);
      line += paint(text, style ?? 'plain', this.color);
      if (left <= 0) break;
    }
    return this.color ? line : line.trimEnd();
  }

  /** A heading over a thin rule. */
  heading(title: string): string {
    const rule = this.glyphs.rule.repeat(Math.max(0, this.width - textWidth(title) - 3));
    return this.line([
      [`${this.glyphs.rule} `, 'dim'],
      [title, 'bold'],
      [` ${rule}`, 'dim'],
    ]);
  }

  /** How many columns the text will take. */
  measure(text: string): number {
    return textWidth(clean(text, this.unicode));
  }

  /** The text in at most `width` columns. */
  fit(text: string, width: number): string {
    return truncate(clean(text, this.unicode), Math.max(0, width), this.glyphs.ellipsis);
  }

  /** The text in exactly `width` columns. */
  pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
    const fitted = this.fit(text, width);
    const space = ' '.repeat(Math.max(0, width - textWidth(fitted)));
    return align === 'left' ? fitted + space : space + fitted;
  }

  /** Paragraph lines, each behind `indent` columns. */
  paragraph(text: string, indent: number, style: Style = 'plain'): string[] {
    // A number stays on the line of its unit.
    const glued = clean(text, this.unicode).replace(/(\d) (?=(?:µs|us|ms|s|min)(?!\w))/g, '$1\u00a0');
    return wrap(glued, this.width - indent).map((part) =>
      this.line([[' '.repeat(indent)], [part.replaceAll('\u00a0', ' '), style]]),
    );
  }
}
