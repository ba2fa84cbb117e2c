/**
 * Markup that can't be injected into: whatever is put into an `html` template is escaped, unless it is markup itself.
 * Names, notes, problems and files come from people and from subjects; none of them may become a tag.
 */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Piece = string | number | null | Markup | readonly Markup[];

/** A template: `html\`<b>${name}</b>\``. Null is nothing. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  let text = strings[0] ?? '';
  for (const [i, piece] of pieces.entries()) text += render(piece) + (strings[i + 1] ?? '');
  return new Markup(text);
}

function render(piece: Piece): string {
  if (piece === null) return '';
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'object') return piece.map((part) => part.text).join('\n');
  return escapeText(String(piece));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for quoted attributes alike. Characters that no document may hold are replaced. */
export function escapeText(text: string): string {
  return text
    .replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
    .replace(/[\p{Cs}\ufffe\uffff]|(?![\t\n\r])\p{Cc}/gu, '\ufffd');
}
