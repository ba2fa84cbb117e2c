/**
 * Text as a terminal shows it: how wide it is, how it is cut and wrapped, and what must not get through. Names, notes
 * and problems come from files and from subjects: a control character in one of them must not move the cursor.
 */

/** What plain ASCII says instead. */
const ASCII: Readonly<Record<string, string>> = {
  '–': '-',
  '—': '-',
  '…': '...',
  '·': '-',
  µ: 'u',
  '×': 'x',
  '→': '->',
  '≤': '<=',
  '≥': '>=',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '\u00a0': ' ',
};

/** Control and direction characters, and halves of characters. */
const UNSAFE = /[\p{Cc}\p{Cs}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** One line of harmless characters; ASCII only, if asked. */
export function clean(text: string, unicode: boolean): string {
  const harmless = text.replace(/[\t\n\r]+/g, ' ').replace(UNSAFE, unicode ? '\ufffd' : '?');
  return unicode ? harmless : harmless.replace(/[^\x20-\x7e]/gu, (char) => ASCII[char] ?? '?');
}

const WIDE =
  /^[\u1100-\u115f\u231a\u231b\u23e9-\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2ff}\u{1f004}\u{1f0cf}\u{1f18e}-\u{1f19a}\u{1f200}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f7e0}-\u{1f7eb}\u{1f90c}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns one character takes. */
function charWidth(char: string): number {
  if (char >= ' ' && char <= '~') return 1;
  if (NO_WIDTH.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
}

/** Columns the text takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width;
}

/** The text in at most `width` columns; what is cut ends in `ellipsis`. */
export function truncate(text: string, width: number, ellipsis: string): string {
  if (textWidth(text) <= width) return text;
  const mark = textWidth(ellipsis) <= width ? ellipsis : '';
  return takeColumns(text, width - textWidth(mark)).trimEnd() + mark;
}

/** As much of the text's beginning as fits. */
function takeColumns(text: string, width: number): string {
  let taken = '';
  let used = 0;
  for (const char of text) {
    used += charWidth(char);
    if (used > width) break;
    taken += char;
  }
  return taken;
}

/** Lines of at most `width` columns, broken at spaces, and within a word only when it is longer than a line. */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(width, 2);
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(/ +/).filter((part) => part !== '')) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) <= room) {
      line += ` ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    while (textWidth(word) > room) {
      const head = takeColumns(word, room);
      lines.push(head);
      word = word.slice(head.length);
    }
    line = word;
  }
  if (line !== '') lines.push(line);
  return lines;
}
