/** The verdicts, one line a check, and under a broken one what shows it. */
import type { Verdict, Violation } from '../../checks/check.ts';
import type { History } from '../../sim/history/history.ts';
import { eventLine } from '../event-line.ts';
import type { CheckResult } from '../run-result.ts';
import { formatCount, VERDICT_ORDER } from '../words.ts';
import type { Style } from './palette.ts';
import type { Pen } from './pen.ts';

const VIOLATIONS_SHOWN = 3;
const ROWS_SHOWN = 8;
/** Below this many columns a note gets a line of its own. */
const NOTE_LEAST = 24;

/** What holds first: the bad news ends up next to the prompt, where people look. */
export function checkLines(pen: Pen, history: History, results: readonly CheckResult[]): string[] {
  if (results.length === 0) return [pen.line([['  no check applied to this scenario', 'dim']])];
  const ordered = VERDICT_ORDER.toReversed().flatMap((verdict) =>
    results.filter((result) => result.finding.verdict === verdict),
  );
  const name = Math.min(
    Math.floor(pen.width * 0.55),
    Math.max(0, ...ordered.map((result) => pen.measure(result.check.name))),
  );
  const widths: Widths = {
    name,
    count: Math.max(0, ...ordered.map(({ finding }) => formatCount(finding.evidence).length)),
    unit: Math.min(16, Math.max(0, ...ordered.map(({ finding }) => pen.measure(finding.unit)))),
  };
  return ordered.flatMap((result) => [...checkLine(pen, result, widths), ...violationLines(pen, history, result)]);
}

interface Widths {
  readonly name: number;
  readonly count: number;
  readonly unit: number;
}

function checkLine(pen: Pen, result: CheckResult, { name, count, unit }: Widths): string[] {
  const { check, finding } = result;
  const style = STYLES[finding.verdict];
  const taken = 2 + 2 + name + 2 + count + 1 + unit + 2;
  const note = pen.measure(finding.note);
  // A note that is cut says nothing: if it doesn't fit it gets lines of its own.
  const beside = note <= pen.width - taken && pen.width - taken >= Math.min(note, NOTE_LEAST);
  const first = pen.line([
    ['  '],
    [pen.glyphs[finding.verdict], style],
    [' '],
    [pen.pad(check.name, name), finding.verdict === 'holds' ? 'plain' : style],
    ['  '],
    [`${pen.pad(formatCount(finding.evidence), count, 'right')} ${pen.pad(finding.unit, unit)}`, 'dim'],
    ['  '],
    [beside ? finding.note : ''],
  ]);
  return beside || finding.note === '' ? [first] : [first, ...pen.paragraph(finding.note, 4, 'dim')];
}

const STYLES: Readonly<Record<Verdict, Style>> = { holds: 'good', violated: 'boldBad', unknown: 'boldWarn' };

function violationLines(pen: Pen, history: History, { finding }: CheckResult): string[] {
  if (finding.verdict !== 'violated') return [];
  const shown = finding.violations.slice(0, VIOLATIONS_SHOWN);
  const rest = finding.violationCount - shown.length;
  const lines = shown.flatMap((violation) => [
    ...pen.paragraph(violation.message, 4, 'bad'),
    ...evidenceLines(pen, history, violation),
  ]);
  if (rest > 0) lines.push(pen.line([[`    ${pen.glyphs.ellipsis} and ${formatCount(rest)} more like this`, 'dim']]));
  return lines;
}

function evidenceLines(pen: Pen, history: History, violation: Violation): string[] {
  // "and 1 more" takes as much room as the row itself.
  const shown = violation.rows.length === ROWS_SHOWN + 1 ? ROWS_SHOWN + 1 : ROWS_SHOWN;
  const events = violation.rows.slice(0, shown).map((row) => eventLine(history, row));
  const time = Math.max(0, ...events.map((event) => pen.measure(event.time)));
  const actor = Math.min(12, Math.max(0, ...events.map((event) => pen.measure(event.actor))));
  const lines = events.map((event) =>
    pen.line([
      ['    '],
      [`${pen.glyphs.bar} `, 'bad'],
      [pen.pad(event.time, time, 'right'), 'dim'],
      ['  '],
      [pen.pad(event.actor, actor), 'bold'],
      ['  '],
      [event.what],
      [event.ids === '' ? '' : `  ${event.ids}`, 'dim'],
    ]),
  );
  const rest = violation.rows.length - events.length;
  if (rest > 0) {
    lines.push(
      pen.line([
        ['    '],
        [`${pen.glyphs.bar} `, 'bad'],
        [`${pen.glyphs.ellipsis} and ${formatCount(rest)} more rows`, 'dim'],
      ]),
    );
  }
  return lines;
}
