/**
 * The field lines of a head or trailer section, as offsets into its text: no object a field, no copy a value.
 * One table is used over and over; what it holds is valid until the next head is scanned into it.
 */
import { COLON, CR, FIELD_VALUE, LF, OWS, SP, skip, TAB, TOKEN } from './chars.ts';
import { type FieldId, fieldId, same } from './field-id.ts';
import type { HeadLimits } from './limits.ts';
import { type HttpProblem, PROBLEMS } from './problem.ts';

/** What a scan returns when the text ends before the section does. */
export const INCOMPLETE = -1;
/** What a scan returns when the message is refused; `problem` says why. */
export const REFUSED = -2;

export class Fields {
  /** The text that all offsets point into. */
  text = '';
  count = 0;
  problem: HttpProblem | null = null;
  readonly limits: HeadLimits;
  readonly #ids: Uint8Array;
  /** Four offsets a field: the line's start (= the name's), the name's end, the value's start and end. */
  readonly #offsets: Uint32Array;

  constructor(limits: HeadLimits) {
    this.limits = limits;
    this.#ids = new Uint8Array(limits.fields);
    this.#offsets = new Uint32Array(limits.fields * 4);
  }

  /**
   * Scans field lines from `from` up to and with the empty line. Returns the offset behind it, INCOMPLETE or REFUSED.
   * A refusal depends only on the bytes up to the offending one, never on what follows.
   */
  scanFields(text: string, from: number): number {
    this.text = text;
    this.count = 0;
    const length = text.length;
    let at = from;
    for (;;) {
      if (at >= length) return INCOMPLETE;
      const first = text.charCodeAt(at);
      if (first === CR) {
        if (at + 1 >= length) return INCOMPLETE;
        return text.charCodeAt(at + 1) === LF ? at + 2 : this.refuse(PROBLEMS.lineEnd);
      }
      if (first === SP || first === TAB) return this.refuse(PROBLEMS.fold);
      if (first === LF) return this.refuse(PROBLEMS.lineEnd);
      if (this.count === this.limits.fields) return this.refuse(PROBLEMS.tooManyFields);
      const lineStart = at;
      const nameEnd = skip(TOKEN, text, lineStart);
      if (nameEnd >= length) return INCOMPLETE;
      if (text.charCodeAt(nameEnd) !== COLON || nameEnd === lineStart) return this.refuse(PROBLEMS.fieldName);
      const valueStart = skip(OWS, text, nameEnd + 1);
      at = skip(FIELD_VALUE, text, valueStart);
      if (at >= length) return INCOMPLETE;
      const code = text.charCodeAt(at);
      if (code !== CR) return this.refuse(code === LF ? PROBLEMS.lineEnd : PROBLEMS.fieldValue);
      if (at + 1 >= length) return INCOMPLETE;
      if (text.charCodeAt(at + 1) !== LF) return this.refuse(PROBLEMS.lineEnd);
      let valueEnd = at;
      while (valueEnd > valueStart && OWS[text.charCodeAt(valueEnd - 1)] === 1) valueEnd--;
      at += 2;
      this.#add(lineStart, nameEnd, valueStart, valueEnd);
    }
  }

  refuse(problem: HttpProblem): number {
    this.problem = problem;
    return REFUSED;
  }

  id(index: number): FieldId {
    return this.#ids[index] as FieldId;
  }

  /** Where the line starts; it ends where the next one starts, or at `sectionEnd` - 2. */
  lineStart(index: number): number {
    return this.#offsets[index * 4] as number;
  }

  name(index: number): string {
    return this.text.slice(this.lineStart(index), this.#offsets[index * 4 + 1]);
  }

  valueStart(index: number): number {
    return this.#offsets[index * 4 + 2] as number;
  }

  valueEnd(index: number): number {
    return this.#offsets[index * 4 + 3] as number;
  }

  value(index: number): string {
    return this.text.slice(this.valueStart(index), this.valueEnd(index));
  }

  /** The first field with this lower-case name at or behind `from`; -1 when there is none. */
  indexOf(lowerName: string, from = 0): number {
    for (let i = from; i < this.count; i++) {
      const start = this.lineStart(i);
      if ((this.#offsets[i * 4 + 1] as number) - start !== lowerName.length) continue;
      if (same(this.text, start, lowerName)) return i;
    }
    return -1;
  }

  /** The first value of a field by its lower-case name, null when there is none. A linear search. */
  get(lowerName: string): string | null {
    const index = this.indexOf(lowerName);
    return index < 0 ? null : this.value(index);
  }

  #add(lineStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const index = this.count++;
    const base = index * 4;
    this.#ids[index] = fieldId(this.text, lineStart, nameEnd);
    this.#offsets[base] = lineStart;
    this.#offsets[base + 1] = nameEnd;
    this.#offsets[base + 2] = valueStart;
    this.#offsets[base + 3] = valueEnd;
  }
}
