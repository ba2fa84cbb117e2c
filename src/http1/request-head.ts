/** The head of a request: RFC 9112, sections 2, 3 and 5 to 6, read strictly as a server that is also a proxy must. */
import { CR, LF, SLASH, SP, skip, TARGET, TOKEN } from './chars.ts';
import { bit, FieldId, same } from './field-id.ts';
import { INCOMPLETE, REFUSED } from './fields.ts';
import { Head } from './framing.ts';
import { isAuthority } from './host.ts';
import { type HttpProblem, PROBLEMS } from './problem.ts';

/** Clients that send empty lines send one (RFC 9112, 2.2); more than these are a flood, and each costs a scan. */
const EMPTY_LINES_MAX = 16;

const MAX_FORWARDS = bit(FieldId.MaxForwards);
const EXPECT = bit(FieldId.Expect);

export class RequestHead extends Head {
  method = '';
  /** The target was sent in absolute form: `path` is another text, and its authority goes before the Host field. */
  isAbsolute = false;
  /** The authority: of an absolute target, else the Host field; empty when there is none. */
  host = '';
  /** The protocol that the client offers to change to (RFC 9110, 7.8); empty when it offers none, or in no valid way. */
  upgrade = '';
  /** How many hops an OPTIONS or TRACE may still take (RFC 9110, 7.6.2); -1 when it does not say. */
  maxForwards = -1;
  #methodEnd = 0;
  #targetStart = 0;
  #targetEnd = 0;
  #isGet = false;
  /** Of an absolute target. */
  #path = '';

  /** As it was sent: origin form (`/path?query`), absolute form or `*`. Made when it is asked for: few ask. */
  get target(): string {
    return this.text.slice(this.#targetStart, this.#targetEnd);
  }

  /** The target in origin form, whatever form it was sent in. */
  get path(): string {
    return this.isAbsolute ? this.#path : this.target;
  }

  /** The client sends its body only when it is told to (RFC 9110, 10.1.1). */
  get expectsContinue(): boolean {
    if (this.body === 'none' || this.minor === 0 || (this.present & EXPECT) === 0) return false;
    return this.get('expect')?.toLowerCase() === '100-continue';
  }

  pathStartsWith(prefix: string): boolean {
    return this.isAbsolute ? this.#path.startsWith(prefix) : this.text.startsWith(prefix, this.#targetStart);
  }

  /**
   * Scans a head in `bytes` that starts at `start` and ends before `end`. Returns the offset behind it in `bytes`,
   * INCOMPLETE or REFUSED (see `problem`).
   */
  scan(bytes: Uint8Array, start: number, end: number): number {
    this.problem = null;
    let at = start;
    // RFC 9112, 2.2: empty lines before the request line are skipped.
    while (bytes[at] === CR && at < end) {
      if (at + 1 >= end) return INCOMPLETE;
      if (bytes[at + 1] !== LF) return this.refuse(PROBLEMS.lineEnd);
      at += 2;
      if (at - start > EMPTY_LINES_MAX * 2) return this.refuse(PROBLEMS.emptyLines);
    }
    const lineEnd = this.#scanLine(bytes, at, end);
    if (lineEnd < 0) return lineEnd;
    const behind = this.scanFields(bytes, start, lineEnd, end);
    if (behind < 0) return behind;
    this.lineStartsAt = at - start;
    this.fieldsStart = lineEnd - start;
    this.method = this.#isGet ? 'GET' : this.text.slice(at - start, this.#methodEnd - start);
    this.#targetStart = this.#methodEnd - start + 1;
    this.#targetEnd -= start;
    const problem = this.readFields() ?? this.#readHost();
    if (problem !== null) return this.refuse(problem);
    this.body = this.hasCoding ? 'chunked' : this.contentLength > 0 ? 'length' : 'none';
    this.upgrade = this.upgradeIndex < 0 ? '' : this.#readUpgrade();
    this.maxForwards = (this.present & MAX_FORWARDS) === 0 ? -1 : this.#readMaxForwards();
    return behind;
  }

  #scanLine(bytes: Uint8Array, start: number, end: number): number {
    const limit = start + this.limits.lineBytes;
    const methodEnd = skip(TOKEN, bytes, start, end);
    // RFC 9112, 3: 501 for a method, 414 for a target.
    if (methodEnd > limit) return this.refuse(PROBLEMS.methodTooLong);
    if (methodEnd >= end) return INCOMPLETE;
    if (bytes[methodEnd] !== SP || methodEnd === start) return this.#badPart(bytes[methodEnd], PROBLEMS.method);
    const targetStart = methodEnd + 1;
    const targetEnd = skip(TARGET, bytes, targetStart, end);
    if (targetEnd > limit) return this.refuse(PROBLEMS.lineTooLong);
    if (targetEnd >= end) return INCOMPLETE;
    if (bytes[targetEnd] !== SP || targetEnd === targetStart) {
      // A line that ends behind its target is HTTP/0.9.
      const ends = bytes[targetEnd] === CR && targetEnd > targetStart;
      return this.#badPart(bytes[targetEnd], ends ? PROBLEMS.version : PROBLEMS.target);
    }
    let at = targetEnd + 1;
    if (at + 8 > limit) return this.refuse(PROBLEMS.lineTooLong);
    const minor = scanVersion(bytes, at, end);
    if (minor === INCOMPLETE) return INCOMPLETE;
    if (minor === REFUSED) return this.refuse(PROBLEMS.version);
    if (minor === UNSUPPORTED) return this.refuse(PROBLEMS.versionUnsupported);
    at += 8;
    if (at >= end) return INCOMPLETE;
    if (bytes[at] !== CR) return this.#badPart(bytes[at], PROBLEMS.version);
    if (at + 1 >= end) return INCOMPLETE;
    if (bytes[at + 1] !== LF) return this.refuse(PROBLEMS.lineEnd);
    this.minor = minor === 0 ? 0 : 1;
    this.#methodEnd = methodEnd;
    this.#targetEnd = targetEnd;
    // The one method that is nearly all of them needs no string of its own.
    this.#isGet =
      methodEnd - start === 3 && bytes[start] === 0x47 && bytes[start + 1] === 0x45 && bytes[start + 2] === 0x54;
    return at + 2;
  }

  /** A bad byte in the request line is a problem of its part, or of the line's end when it is a line feed. */
  #badPart(byte: number | undefined, otherwise: HttpProblem): number {
    return this.refuse(byte === LF ? PROBLEMS.lineEnd : otherwise);
  }

  /** RFC 9112, 3.2 and 3.2.2: exactly one valid Host in 1.1, and the authority of an absolute target goes before it. */
  #readHost(): HttpProblem | null {
    // A tunnel has no messages behind its head, so its bytes must not be read as some.
    if (this.method === 'CONNECT') return PROBLEMS.connect;
    if (this.hostCount > 1) return PROBLEMS.hostRepeated;
    if (this.hostIndex < 0) {
      if (this.minor === 1) return PROBLEMS.hostMissing;
      this.host = '';
    } else {
      this.host = this.value(this.hostIndex);
      // Empty stands for a target without an authority (RFC 9112, 3.2).
      if (this.host !== '' && !isAuthority(this.host)) return PROBLEMS.hostInvalid;
    }
    this.isAbsolute = false;
    return this.text.charCodeAt(this.#targetStart) === SLASH ? null : this.#readOtherForms();
  }

  /**
   * One protocol, named by Connection, in a 1.1 request without a body: what stands behind one could be read in two
   * ways. Never HTTP itself: a second HTTP connection inside the first would be out of everybody's sight.
   */
  #readUpgrade(): string {
    const value = this.value(this.upgradeIndex);
    const valid = this.minor === 1 && this.body === 'none' && this.nominated.includes('upgrade');
    return valid && /^[\w.+-]+(\/[\w.+-]+)?$/.test(value) && !/^(h2c?|http|tls)(\/|$)/i.test(value) ? value : '';
  }

  /** For the two methods that it means something for. What is no number is nobody's limit. */
  #readMaxForwards(): number {
    if (this.method !== 'OPTIONS' && this.method !== 'TRACE') return -1;
    for (let i = 0; i < this.count; i++) {
      if (this.id(i) === FieldId.MaxForwards) return /^\d{1,9}$/.test(this.value(i)) ? Number(this.value(i)) : -1;
    }
    return -1;
  }

  #readOtherForms(): HttpProblem | null {
    const { target } = this;
    if (target === '*') return this.method === 'OPTIONS' ? null : PROBLEMS.target;
    const schemeEnd = same(target, 0, 'http://') ? 7 : same(target, 0, 'https://') ? 8 : 0;
    if (schemeEnd === 0) return PROBLEMS.target;
    const rest = target.slice(schemeEnd);
    const authorityEnd = rest.search(/[/?]/);
    const authority = authorityEnd < 0 ? rest : rest.slice(0, authorityEnd);
    if (!isAuthority(authority)) return PROBLEMS.target;
    const path = authorityEnd < 0 ? '/' : rest.slice(authorityEnd);
    this.host = authority;
    // RFC 9112, 3.2.1: an empty path is sent as "/"; for OPTIONS on a whole server it is "*" (3.2.4).
    this.isAbsolute = true;
    this.#path = path.charCodeAt(0) === SLASH ? path : `/${path}`;
    if (authorityEnd < 0 && this.method === 'OPTIONS') this.#path = '*';
    return null;
  }
}

export const UNSUPPORTED = -3;
const HTTP_SLASH = [0x48, 0x54, 0x54, 0x50, 0x2f];
const DOT = 0x2e;

/**
 * Reads `HTTP/x.y` at `at`: the minor version of HTTP/1, UNSUPPORTED for others, INCOMPLETE or REFUSED. There never was
 * a 1.2 to 1.9; RFC 9110, 6.2 would have them read as 1.1, but who sends one tries something.
 */
export function scanVersion(bytes: Uint8Array, at: number, end: number): number {
  for (let i = 0; i < 5; i++) {
    if (at + i >= end) return INCOMPLETE;
    if (bytes[at + i] !== HTTP_SLASH[i]) return REFUSED;
  }
  if (at + 8 > end) return INCOMPLETE;
  const major = (bytes[at + 5] as number) - 0x30;
  const minor = (bytes[at + 7] as number) - 0x30;
  if (major < 0 || major > 9 || minor < 0 || minor > 9 || bytes[at + 6] !== DOT) return REFUSED;
  return major === 1 && minor <= 1 ? minor : UNSUPPORTED;
}
