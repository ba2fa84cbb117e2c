/**
 * The small turns of phrase that messages share, so that a name, a list or a time reads the same in every one.
 */
import type { Micros } from '../../kernel/clock.ts';

const LONGEST_QUOTE = 60;

/** Text as a message shows it: in double quotes, on one line, cut when it is long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** A duration as a scenario writes it, exactly: `8s`, `1.5s`, `250ms`, `40us`. */
export function spelled(duration: Micros): string {
  if (duration % 1e5 === 0) return `${duration / 1e6}s`;
  return duration % 1e3 === 0 ? `${duration / 1e3}ms` : `${duration}us`;
}
