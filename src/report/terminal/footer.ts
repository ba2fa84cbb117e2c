/** The last lines: the verdict, where the files are, and the command that does it again. */
import type { Verdict } from '../../checks/check.ts';
import type { RunResult } from '../run-result.ts';
import { verdictSentence } from '../words.ts';
import { breakCommand } from './command.ts';
import type { Style } from './palette.ts';
import type { Pen } from './pen.ts';
import { clean, wrap } from './text.ts';

const BADGES: Readonly<Record<Verdict, Style>> = { holds: 'badgeGood', violated: 'badgeBad', unknown: 'badgeWarn' };
const INDENT = 2;
const LABEL = 8;

export function footerLines(pen: Pen, result: RunResult): string[] {
  const words = `${pen.glyphs[result.verdict]} ${result.verdict.toUpperCase()}`;
  const badge = pen.color ? ` ${words} ` : words;
  const indent = INDENT + LABEL;
  const lines = [
    pen.line([['  '], [badge, BADGES[result.verdict]], ['  '], [verdictSentence(result.results), 'bold']]),
    '',
  ];
  if (result.directory !== null) {
    const path = `${result.directory.replace(/\/+$/, '')}/report.html`;
    lines.push(...labelled(pen, 'report', wrap(clean(path, pen.unicode), pen.width - indent)));
  }
  const replay = breakCommand(clean(result.replay, pen.unicode), pen.width - indent, indent);
  if (replay.indentable) return [...lines, ...labelled(pen, 'replay', replay.lines)];
  return [...lines, ...labelled(pen, 'replay', ['']), ...replay.lines.map((line) => pen.line([[line, 'info']]))];
}

function labelled(pen: Pen, label: string, parts: readonly string[]): string[] {
  return parts.map((part, i) =>
    pen.line([[' '.repeat(INDENT)], [pen.pad(i === 0 ? label : '', LABEL), 'dim'], [part, 'info']]),
  );
}
