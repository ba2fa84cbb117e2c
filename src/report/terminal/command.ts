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
      let head = rest.slice(0, room);
      while (textWidth(head) > room) head = head.slice(0, -1);
      lines.push(`${head}\\`);
      rest = rest.slice(head.length);
    }
    lines.push(rest);
  }
  return { lines, indentable: false };
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
