/**
 * The field lines of a head or trailer section, as offsets into its text: no object a field, no copy a value.
 * One table is used over and over; what it holds is valid until the next head is scanned into it.
 */
import { latin1 } from '../kernel/bytes.ts';
import { COLON, CR, FIELD_VALUE, LF, OWS, SP, skip, TAB, TOKEN } from './chars.ts';
import { type FieldId, type FieldSet, fieldId, same } from './field-id.ts';
import type { HeadLimits } from './limits.ts';
import { type HttpProblem, PROBLEMS } from './problem.ts';

/** What a scan returns when the text ends before the section does. */
export const INCOMPLETE = -1;
/** What a scan returns when the message is refused; `problem` says why. */
export const REFUSED = -2;

export class Fields {
  /** The section's text, from its start; all offsets count from there. Set when it is whole. */
  text = '';
  count = 0;
  /** Which fields that have an id there are. */
  present: FieldSet = 0;
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
   * Scans field lines in `bytes` from `from` up to and with the empty line, which must end before `end`. Offsets count
   * from `start`. Returns the offset behind the empty line in `bytes`, INCOMPLETE or REFUSED. A refusal depends only on
   * the bytes up to the offending one, never on what follows.
   */
  scanFields(bytes: Uint8Array, start: number, from: number, end: number): number {
    const offsets = this.#offsets;
    const most = this.limits.fields;
    let present = 0;
    let count = 0;
    let at = from;
    for (;;) {
      if (at >= end) return INCOMPLETE;
      const first = bytes[at] as number;
      if (first === CR) {
        if (at + 1 >= end) return INCOMPLETE;
        if (bytes[at + 1] !== LF) return this.refuse(PROBLEMS.lineEnd);
        this.count = count;
        this.present = present;
        this.text = latin1(bytes, start, at + 2);
        return at + 2;
      }
      if (first === SP || first === TAB) return this.refuse(PROBLEMS.fold);
      if (first === LF) return this.refuse(PROBLEMS.lineEnd);
      if (count === most) return this.refuse(PROBLEMS.tooManyFields);
      const lineStart = at;
      const nameEnd = skip(TOKEN, bytes, lineStart, end);
      if (nameEnd >= end) return INCOMPLETE;
      if (bytes[nameEnd] !== COLON || nameEnd === lineStart) return this.refuse(PROBLEMS.fieldName);
      const valueStart = skipSpaces(bytes, nameEnd + 1, end);
      at = skip(FIELD_VALUE, bytes, valueStart, end);
      if (at >= end) return INCOMPLETE;
      if (bytes[at] !== CR) return this.refuse(bytes[at] === LF ? PROBLEMS.lineEnd : PROBLEMS.fieldValue);
      if (at + 1 >= end) return INCOMPLETE;
      if (bytes[at + 1] !== LF) return this.refuse(PROBLEMS.lineEnd);
      let valueEnd = at;
      while (valueEnd > valueStart && OWS[bytes[valueEnd - 1] as number] === 1) valueEnd--;
      at += 2;
      const id = fieldId(bytes, lineStart, nameEnd);
      const base = count * 4;
      this.#ids[count++] = id;
      present |= 1 << id;
      offsets[base] = lineStart - start;
      offsets[base + 1] = nameEnd - start;
      offsets[base + 2] = valueStart - start;
      offsets[base + 3] = valueEnd - start;
    }
  }

  refuse(problem: HttpProblem): number {
    this.problem = problem;
    return REFUSED;
  }

  id(index: number): FieldId {
    return this.#ids[index] as FieldId;
  }

  /** Where the line starts; it ends where the next one starts, or at the end of the text - 2. */
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
}

/** Nearly always one: not worth four at a time. */
function skipSpaces(bytes: Uint8Array, at: number, end: number): number {
  let behind = at;
  while (behind < end && (bytes[behind] === SP || bytes[behind] === TAB)) behind++;
  return behind;
}
