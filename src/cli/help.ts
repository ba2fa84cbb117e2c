/** Help that fits its terminal, the narrow ones included: where two columns don't fit, there is one. */
import type { Command, Help } from 'commander';

/** Below this a column of words is no column. */
const NARROWEST = 32;
const INDENT = 2;
const GAP = 2;

/** For `Command.configureHelp`. */
export const HELP: Partial<Help> = { minWidthToWrap: 8, formatItem };

function formatItem(term: string, termWidth: number, description: string, helper: Help): string {
  const head = ' '.repeat(INDENT) + term;
  if (description === '') return head;
  const width = helper.helpWidth ?? 80;
  const beside = INDENT + termWidth + GAP;
  if (width - beside >= NARROWEST) return head.padEnd(beside) + indented(helper, description, beside, width);
  const below = 3 * INDENT;
  return `${head}\n${' '.repeat(below)}${indented(helper, description, below, width)}`;
}

function indented(helper: Help, text: string, indent: number, width: number): string {
  return helper.boxWrap(text, width - indent).replaceAll('\n', `\n${' '.repeat(indent)}`);
}

/** Words below the help of `command`. */
export function wrapHelp(command: Command, text: string): string {
  const helper = command.createHelp();
  return helper.boxWrap(text, process.stdout.columns || 80);
}
