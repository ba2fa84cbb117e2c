/**
 * How long a message's body is (RFC 9112, 6), and whether its connection persists (9.3): what the fields of a head
 * mean for the hop, read once after its lines are scanned.
 */
import { COMMA, CR, LIST_SEPARATOR, OWS, SP, skipText, TOKEN } from './chars.ts';
import { bit, FieldId, same } from './field-id.ts';
import { Fields } from './fields.ts';
import type { HeadLimits } from './limits.ts';
import { type HttpProblem, PROBLEMS } from './problem.ts';

/** `close`: the body ends with the connection; `tunnel`: what follows is no HTTP any more (both in answers only). */
export type BodyKind = 'none' | 'length' | 'chunked' | 'close' | 'tunnel';

/** As the index of a field that must not be repeated. */
const REPEATED = -2;

/** Fifteen digits are always an exact integer; nobody sends a petabyte. */
const LENGTH_DIGITS_MAX = 15;

/** The fields that `readFields` looks at. */
const OF_THE_HOP =
  bit(FieldId.Host) |
  bit(FieldId.ContentLength) |
  bit(FieldId.TransferEncoding) |
  bit(FieldId.Connection) |
  bit(FieldId.Upgrade);

export abstract class Head extends Fields {
  /** The minor version: HTTP/1.`minor`. */
  minor: 0 | 1 = 1;
  body: BodyKind = 'none';
  /** With `length`: the body's bytes. */
  contentLength = 0;
  /** The sender keeps the connection open after this message. */
  keepAlive = true;
  /** Where the start line and the first field line start in the text, which ends behind the empty line. */
  lineStartsAt = 0;
  fieldsStart = 0;
  /** The fields that Connection names, in lower case, besides `close` and `keep-alive`; they belong to this hop only. */
  readonly nominated: string[] = [];
  protected hasLength = false;
  protected hasCoding = false;
  protected hostIndex = -1;
  protected upgradeIndex = -1;
  protected hostCount = 0;
  #close = false;
  #persist = false;

  constructor(limits: HeadLimits) {
    super(limits);
  }

  /** Reads the fields that concern the hop. Returns null, or why the message is refused. */
  protected readFields(): HttpProblem | null {
    this.hasLength = false;
    this.hasCoding = false;
    this.hostIndex = -1;
    this.upgradeIndex = -1;
    this.hostCount = 0;
    this.#close = false;
    this.#persist = false;
    this.contentLength = 0;
    // Setting a length costs more than all else here.
    if (this.nominated.length > 0) this.nominated.length = 0;
    if ((this.present & OF_THE_HOP) === 0) {
      this.keepAlive = this.minor === 1;
      return null;
    }
    let problem: HttpProblem | null = null;
    for (let i = 0; i < this.count && problem === null; i++) {
      switch (this.id(i)) {
        case FieldId.Host:
          this.hostCount++;
          this.hostIndex = i;
          break;
        case FieldId.ContentLength:
          problem = this.#readLength(i);
          break;
        case FieldId.TransferEncoding:
          problem = this.#readCoding(i);
          break;
        case FieldId.Connection:
          problem = this.#readConnection(i);
          break;
        case FieldId.Upgrade:
          // Two offers are none: nobody knows which one another server would take up.
          this.upgradeIndex = this.upgradeIndex === -1 ? i : REPEATED;
          break;
        default:
      }
    }
    if (problem !== null) return problem;
    if (this.hasCoding && this.hasLength) return PROBLEMS.lengthAndCoding;
    if (this.hasCoding && this.minor === 0) return PROBLEMS.codingVersion;
    // RFC 9112, 9.3: close wins; then 1.1 persists by default and 1.0 when it says so.
    this.keepAlive = !this.#close && (this.minor === 1 || this.#persist);
    return null;
  }

  #readLength(index: number): HttpProblem | null {
    if (this.hasLength) return PROBLEMS.lengthRepeated;
    const start = this.valueStart(index);
    const end = this.valueEnd(index);
    if (end === start || end - start > LENGTH_DIGITS_MAX) return PROBLEMS.length;
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = this.text.charCodeAt(at) - 0x30;
      if (digit < 0 || digit > 9) return PROBLEMS.length;
      value = value * 10 + digit;
    }
    this.hasLength = true;
    this.contentLength = value;
    return null;
  }

  /**
   * The one coding that is understood is `chunked`, applied once. Others before it are a 501 (RFC 9112, 6.1); without it
   * at the end nobody knows where the body ends, a 400 (6.3). Lists with holes and tokens in quotes are not worth a guess.
   */
  #readCoding(index: number): HttpProblem | null {
    const start = this.valueStart(index);
    const length = this.valueEnd(index) - start;
    if (this.hasCoding) return PROBLEMS.codingNotLast;
    this.hasCoding = true;
    if (length === 7 && same(this.text, start, 'chunked')) {
      let at = start + length;
      while (this.text.charCodeAt(at) === SP) at++;
      // A tab behind it is white space to the RFC, but to many parsers another coding's name: a known way to smuggle.
      return this.text.charCodeAt(at) === CR ? null : PROBLEMS.codingNotLast;
    }
    const codings = this.value(index)
      .toLowerCase()
      .split(',')
      .map((coding) => coding.trim());
    const last = codings.length - 1;
    return last > 0 && codings.indexOf('chunked') === last ? PROBLEMS.codingUnknown : PROBLEMS.codingNotLast;
  }

  /** Elements stand between commas: white space alone parts none, or `close foo` would be read in two ways. */
  #readConnection(index: number): HttpProblem | null {
    const text = this.text;
    const end = this.valueEnd(index);
    let at = skipText(LIST_SEPARATOR, text, this.valueStart(index));
    while (at < end) {
      const start = at;
      at = skipText(TOKEN, text, start);
      const length = at - start;
      at = skipText(OWS, text, at);
      if (length === 0 || (at < end && text.charCodeAt(at) !== COMMA)) return PROBLEMS.connection;
      if (length === 5 && same(text, start, 'close')) this.#close = true;
      else if (length === 10 && same(text, start, 'keep-alive')) this.#persist = true;
      else this.nominated.push(text.slice(start, start + length).toLowerCase());
      at = skipText(LIST_SEPARATOR, text, at);
    }
    return null;
  }
}
