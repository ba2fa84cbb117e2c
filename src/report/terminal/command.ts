/** A shell command over several lines, so that it still works when it is copied from a narrow terminal. */
import { textWidth } from './text.ts';

/** Words with their quotes: a break inside quotes would change them. */
const WORDS = /(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/g;

export interface BrokenCommand {
  readonly lines: readonly string[];
  /** Whether the lines may stand behind an indent: not when a word had to be broken, which only works without. */
  readonly indentable: boolean;
}

/** At most `width` columns a line behind an indent of `indent`, or `width + indent` without one. */
export function breakCommand(command: string, width: number, indent: number): BrokenCommand {
  if (textWidth(command) <= width) return { lines: [command], indentable: true };
  const words = command.match(WORDS) ?? [command];
  if (words.every((word) => textWidth(word) <= width - 2)) {
    return { lines: continued(words, width - 2), indentable: true };
  }
  const room = width + indent - 2;
  const lines: string[] = [];
  for (const part of continued(words, room)) {
    let rest = part;
    while (textWidth(rest) > room + 2) {
      const { head, tail } = breakWord(rest, room);
      lines.push(head);
      rest = tail;
    }
    lines.push(rest);
  }
  return { lines, indentable: false };
}

/**
 * Cuts so that what is left of the cut takes at most `room` columns and the mark that the command goes on. Between
 * single quotes a shell would keep that mark: they are closed before it and opened again behind it. Nothing is cut
 * from the backslash before it.
 */
function breakWord(text: string, room: number): { head: string; tail: string } {
  let quote = '';
  let escaped = false;
  let at = 0;
  let cut = { at: 0, quote };
  for (const char of text) {
    at += char.length;
    if (textWidth(text.slice(0, at)) > room) break;
    if (escaped) escaped = false;
    else if (char === '\\' && quote !== "'") escaped = true;
    else if (char === quote) quote = '';
    else if (quote === '' && (char === "'" || char === '"')) quote = char;
    if (!escaped) cut = { at, quote };
  }
  const close = cut.quote === "'" ? "'" : '';
  return { head: `${text.slice(0, cut.at)}${close}\\`, tail: close + text.slice(cut.at) };
}

/** Words on lines of at most `width`, all but the last ending in what tells a shell to go on. */
function continued(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines[lines.length - 1];
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, i) => (i < lines.length - 1 ? `${line} \\` : line));
}
