/** A lane a backend: a character for what was going on in each cell of the timeline. */
import { lookOf } from '../../sim/scenario/fault-facts.ts';
import type { BackendSummary } from '../summary/backends.ts';
import type { Segment } from '../summary/lane.ts';
import { formatCount } from '../words.ts';
import { cellStart, type Frame, frameRow } from './frame.ts';
import type { Style } from './palette.ts';
import type { Pen, Span } from './pen.ts';

export function laneLine(frame: Frame, backend: BackendSummary): string {
  const cells = Array.from({ length: frame.cells }, (_, i) => {
    const from = cellStart(frame, i);
    const to = cellStart(frame, i + 1);
    // A fault shorter than a cell is still shown: the worst that happened within it stands for it.
    return worst(backend.lane.filter((segment) => segment.from < to && segment.to > from));
  });
  const spans = cells.map((segment): Span => {
    const { glyph, style } = look(frame.pen, segment);
    return [glyph, style];
  });
  return frameRow(
    frame,
    backend.name,
    spans,
    backend.requests === 0 ? 'no requests' : `${formatCount(backend.requests)} req`,
  );
}

function worst(segments: readonly Segment[]): Segment | undefined {
  const rank = (segment: Segment): number => segment.faults.length * 2 + (segment.rotation === 'in' ? 0 : 1);
  return segments.reduce<Segment | undefined>(
    (found, segment) => (found === undefined || rank(segment) > rank(found) ? segment : found),
    undefined,
  );
}

interface Look {
  readonly glyph: string;
  readonly style: Style;
  readonly meaning: string;
}

function look(pen: Pen, segment: Segment | undefined): Look {
  const { glyphs } = pen;
  if (segment === undefined) return { glyph: ' ', style: 'plain', meaning: '' };
  const [fault] = segment.faults;
  if (segment.rotation === 'out') {
    return fault === undefined
      ? { glyph: glyphs.recovering, style: 'warn', meaning: 'up again, still out' }
      : { glyph: glyphs.out, style: 'dim', meaning: 'out of rotation' };
  }
  const how = fault === undefined ? null : lookOf(fault);
  if (how === 'slow') return { glyph: glyphs.slow, style: 'warn', meaning: 'slow' };
  if (how === 'errors') return { glyph: glyphs.errors, style: 'bad', meaning: 'answers errors' };
  if (fault !== undefined) return { glyph: glyphs.down, style: 'bad', meaning: 'down, in rotation' };
  if (segment.rotation === 'draining') return { glyph: glyphs.draining, style: 'info', meaning: 'draining' };
  return { glyph: glyphs.up, style: 'good', meaning: 'in rotation' };
}

/** What the characters mean, as far as they occur. */
export function legendLines(pen: Pen, backends: readonly BackendSummary[]): string[] {
  const looks = new Map<string, Look>();
  for (const segment of backends.flatMap((backend) => backend.lane)) {
    const seen = look(pen, segment);
    looks.set(seen.meaning, seen);
  }
  if (looks.size < 2) return [];
  const lines: Span[][] = [];
  let left = 0;
  for (const { glyph, style, meaning } of looks.values()) {
    const width = 3 + 2 + 1 + pen.measure(meaning);
    if (width > left) {
      lines.push([]);
      // The indent of a line is one less than the gap between two entries.
      left = pen.width + 1;
    }
    left -= width;
    const line = lines[lines.length - 1] ?? [];
    line.push([line.length === 0 ? '  ' : '   '], [glyph.repeat(2), style], [` ${meaning}`, 'dim']);
  }
  return lines.map((spans) => pen.line(spans));
}
