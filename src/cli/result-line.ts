/** A run in one line, and several runs in one more. */
import { styleText } from 'node:util';
import { formatDuration } from '../kernel/units.ts';
import type { RunResult } from '../report/run-result.ts';
import { ExitCode } from './exit-codes.ts';
import type { TerminalStyle } from './terminal-style.ts';

export function resultLine(result: RunResult, style: TerminalStyle): string {
  const { scenario, history, results, wallMs, digest } = result;
  const mark = paint('green', style.unicode ? '✓' : 'ok', style);
  const { world } = history.meta;
  const exact = world === 'virtual' ? ` digest ${digest.slice(0, 12)}` : '';
  return `${mark} ${scenario.name} (${world}): ${results.length} checks hold, ${formatDuration(wallMs * 1000)}, seed ${scenario.seed}${exact}\n`;
}

/** `planned`: how many there would have been without an interruption. */
export function totalLine(codes: readonly ExitCode[], planned: number, style: TerminalStyle): string {
  const count = (code: ExitCode): number => codes.filter((other) => other === code).length;
  const parts = [
    [count(ExitCode.Held), 'held', 'green'],
    [count(ExitCode.Violated), 'violated', 'red'],
    [count(ExitCode.Unknown), 'unknown', 'yellow'],
    [count(ExitCode.Failed) + count(ExitCode.Usage), 'could not be run', 'red'],
    [count(ExitCode.Interrupted), 'interrupted', 'yellow'],
  ] as const;
  const told = parts
    .filter(([number]) => number > 0)
    .map(([number, word, color]) => paint(color, `${number} ${word}`, style));
  const made = codes.length < planned ? `${codes.length} of ${planned}` : String(planned);
  return `${made} runs: ${told.join(', ')}\n`;
}

function paint(color: 'green' | 'red' | 'yellow', text: string, style: TerminalStyle): string {
  return style.color ? styleText(color, text, { validateStream: false }) : text;
}
