/**
 * What the YAML parser complains of, in words for somebody who wants to run a scenario rather than read a grammar.
 */
import type { Document } from 'yaml';
import type { Position, Problem } from './problems.ts';

const PLAIN_WORDS: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [/^Tabs are not allowed/, () => 'a tab at the start of a line; YAML indents with spaces'],
  [/^Missing closing (.)quote/, (mark) => `a text that opens with ${mark} is never closed; add the second ${mark}`],
  [
    /^Flow (map|sequence) in block collection .* end with an? (.)/,
    (kind, bracket) =>
      `the ${kind === 'map' ? '"{"' : '"["'} opened above is not closed; expected "${bracket}" before this`,
  ],
  [
    /^Nested mappings are not allowed in compact/,
    () => 'a second ":" on this line; put the inner key on a line of its own, or the text in quotes',
  ],
  [/^Source contains multiple documents/, () => 'a second document starts here; a file holds one scenario'],
  [/^Unresolved tag: (.*)/, (tag) => `the tag ${tag} means nothing here; remove it`],
  [/^Implicit map keys need to be followed by/, () => 'a key without ":"; expected "key: value"'],
  [/^Maximum call stack/, () => 'maps and lists are nested too deeply'],
  [/^All mapping items must start at the same column/, () => 'this key is not in line with the others of its map'],
  [/^All sequence items must start at the same column/, () => 'this item is not in line with the others of its list'],
];

/** The parser's errors and warnings, the first of each line: the others are its confusion after that one. */
export function syntaxProblems(document: Document, at: (offset: number) => Position): Problem[] {
  const byLine = new Map<number, Problem>();
  for (const error of complaints(document)) {
    const position = at(error.pos[0]);
    if (!byLine.has(position.line)) byLine.set(position.line, { ...position, message: plainWords(error.message) });
  }
  return [...byLine.values()];
}

/** Where the line of the first syntax error begins; everything before it is as its author meant it. */
export function firstBrokenLine(text: string, document: Document): number {
  const first = complaints(document)[0];
  return first === undefined ? Number.POSITIVE_INFINITY : text.lastIndexOf('\n', first.pos[0] - 1) + 1;
}

function complaints(document: Document) {
  return [...document.errors, ...document.warnings].sort((one, other) => one.pos[0] - other.pos[0]);
}

function plainWords(message: string): string {
  for (const [pattern, words] of PLAIN_WORDS) {
    const match = pattern.exec(message);
    if (match !== null) return `not valid YAML: ${words(...match.slice(1))}`;
  }
  return `not valid YAML: ${message}`;
}
