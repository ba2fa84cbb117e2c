/** The words of a formula and where they stand. */

export interface Token {
  readonly kind: 'word' | 'text' | 'operator' | 'end';
  readonly text: string;
  /** Counted in characters from 0. */
  readonly at: number;
}

/** Where a formula stops making sense, and why. */
export class FormulaProblem extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const SPACE = /\s+/y;
const OPERATOR = /<=|>=|!=|==|[=<>()]/y;
/** Also what looks like `5xx`, `60ms`, `99%`, `/upload`, `b-1`. */
const WORD = /[\w./%µ-]+/y;
const QUOTED = /"[^"]*"|'[^']*'/y;

/** Ends with a token of kind `end`. Throws FormulaProblem. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  while (at < text.length) {
    const space = take(SPACE);
    if (space !== null) {
      at += space.length;
      continue;
    }
    const operator = take(OPERATOR);
    const quoted = operator === null ? take(QUOTED) : null;
    const word = operator ?? quoted ?? take(WORD);
    if (word === null) throw new FormulaProblem(at, `"${text[at]}" has no meaning here`);
    const kind = operator !== null ? 'operator' : quoted !== null ? 'text' : 'word';
    tokens.push({ kind, text: kind === 'text' ? word.slice(1, -1) : word === '==' ? '=' : word, at });
    at += word.length;
  }
  tokens.push({ kind: 'end', text: '', at });
  return tokens;
}
