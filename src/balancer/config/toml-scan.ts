/**
 * Reads over TOML text that is already known to be valid, only to learn where things stand: the parser gives values
 * without positions. It checks nothing, and always moves forward, so it ends on any text.
 */
import { parse } from 'smol-toml';

/** One part of a key such as `a."b c".d`, decoded, and where it starts. */
export interface KeyPart {
  readonly name: string;
  readonly offset: number;
}

export class TomlScanner {
  readonly text: string;
  offset = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next character; empty at the end of the text. */
  peek(): string {
    return this.text[this.offset] ?? '';
  }

  /** Steps over `expected` if it comes next. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.offset)) return false;
    this.offset += expected.length;
    return true;
  }

  skipSpaces(): void {
    while (this.peek() === ' ' || this.peek() === '\t') this.offset++;
  }

  /** Spaces, line ends and comments. */
  skipBlank(): void {
    for (;;) {
      const next = this.peek();
      if (next === '#') this.skipLine();
      else if (next === ' ' || next === '\t' || next === '\n' || next === '\r') this.offset++;
      else return;
    }
  }

  /** To the end of the line, not past it. */
  skipLine(): void {
    const end = this.text.indexOf('\n', this.offset);
    this.offset = end < 0 ? this.text.length : end;
  }

  /** A bare, quoted or dotted key, up to the `=` or `]` behind it. */
  key(): KeyPart[] {
    const parts: KeyPart[] = [];
    do {
      this.skipSpaces();
      const start = this.offset;
      const quoted = this.peek() === '"' || this.peek() === "'";
      if (quoted) this.skipString();
      else while (/[\w-]/.test(this.peek())) this.offset++;
      const raw = this.text.slice(start, this.offset);
      parts.push({ name: quoted ? decode(raw) : raw, offset: start });
      this.skipSpaces();
    } while (this.take('.'));
    return parts;
  }

  /** A string of any of the four kinds; single-line ones have a fence of one quote, the others of three. */
  skipString(): void {
    const quote = this.peek();
    const fence = this.text.startsWith(quote.repeat(3), this.offset) ? quote.repeat(3) : quote;
    this.offset += fence.length;
    while (this.offset < this.text.length && !this.text.startsWith(fence, this.offset)) {
      this.offset += quote === '"' && this.peek() === '\\' ? 2 : 1;
    }
    this.offset += fence.length;
    // A multi-line string may end with one or two quotes of its own, right before the fence.
    for (let own = 0; fence.length === 3 && own < 2; own++) this.take(quote);
  }

  /** A number, boolean or date: whatever comes before the next separator. */
  skipScalar(): void {
    while (this.offset < this.text.length && !',]}#\n'.includes(this.peek())) this.offset++;
  }
}

/** A quoted key's text. The parser decodes the escapes, so that both agree on the name. */
function decode(quoted: string): string {
  return String(parse(`key = ${quoted}`).key);
}
