/** Goes through the tokens of a formula, and says what it expected where it finds something else. */
import { FormulaProblem, type Token } from './formula-tokens.ts';

/** Deeper than anybody writes; a formula must not be able to exhaust the stack. */
const DEEPEST = 50;

interface Joined<Kind, Part> {
  readonly kind: Kind;
  readonly parts: readonly Part[];
}

export class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  /** The last token is of kind `end`. */
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get next(): Token {
    return this.#tokens[this.#at] as Token;
  }

  skip(): void {
    if (this.next.kind !== 'end') this.#at++;
  }

  /** Skips this word or sign if it comes next. */
  takes(text: string): boolean {
    const { kind } = this.next;
    if (this.next.text !== text || kind === 'text' || kind === 'end') return false;
    this.#at++;
    return true;
  }

  expect(text: string): void {
    if (!this.takes(text)) throw new FormulaProblem(this.next.at, `expected "${text}" here, found ${this.found()}`);
  }

  expectEnd(): void {
    const { kind, at } = this.next;
    if (kind !== 'end') throw new FormulaProblem(at, `expected "and", "or" or the end here, found ${this.found()}`);
  }

  /** The next token as a message says it. */
  found(): string {
    return this.next.kind === 'end' ? 'the end' : `"${this.next.text}"`;
  }

  /** One or more parts with this word between them; one alone stays as it is. */
  joined<Kind extends string, Part>(word: string, kind: Kind, part: () => Part): Part | Joined<Kind, Part> {
    if (++this.#depth > DEEPEST) throw new FormulaProblem(this.next.at, 'this is nested too deeply');
    const first = part();
    const parts = [first];
    while (this.takes(word)) parts.push(part());
    this.#depth--;
    return parts.length === 1 ? first : { kind, parts };
  }
}
