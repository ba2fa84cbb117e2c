/** The head of a request: RFC 9112, sections 2, 3 and 5 to 6, read strictly as a server that is also a proxy must. */
import { CR, LF, SLASH, SP, skip, TARGET, TOKEN } from './chars.ts';
import { same } from './field-id.ts';
import { INCOMPLETE, REFUSED } from './fields.ts';
import { Head } from './framing.ts';
import { isAuthority } from './host.ts';
import { type HttpProblem, PROBLEMS } from './problem.ts';

/** Clients that send empty lines send one (RFC 9112, 2.2); more than these are a flood, and each costs a scan. */
const EMPTY_LINES_MAX = 16;

export class RequestHead extends Head {
  method = '';
  /** As it was sent: origin form (`/path?query`), absolute form or `*`. */
  target = '';
  /** The target in origin form, whatever form it was sent in. */
  path = '';
  /** The authority: of an absolute target, else the Host field; empty when there is none. */
  host = '';
  /** The protocol that the client offers to change to (RFC 9110, 7.8); empty when it offers none, or in no valid way. */
  upgrade = '';

  /** Scans a head at the start of `text`. Returns the offset behind it, INCOMPLETE or REFUSED (see `problem`). */
  scan(text: string): number {
    this.problem = null;
    let at = 0;
    // RFC 9112, 2.2: empty lines before the request line are skipped.
    while (text.charCodeAt(at) === CR) {
      if (at + 1 >= text.length) return INCOMPLETE;
      if (text.charCodeAt(at + 1) !== LF) return this.refuse(PROBLEMS.lineEnd);
      at += 2;
      if (at > EMPTY_LINES_MAX * 2) return this.refuse(PROBLEMS.emptyLines);
    }
    const lineEnd = this.#scanLine(text, at);
    if (lineEnd < 0) return lineEnd;
    this.fieldsStart = lineEnd;
    const end = this.scanFields(text, lineEnd);
    if (end < 0) return end;
    this.end = end;
    const problem = this.readFields() ?? this.#readHost();
    if (problem !== null) return this.refuse(problem);
    this.body = this.hasCoding ? 'chunked' : this.contentLength > 0 ? 'length' : 'none';
    this.upgrade = this.upgradeIndex < 0 ? '' : this.#readUpgrade();
    return end;
  }

  #scanLine(text: string, start: number): number {
    const length = text.length;
    const limit = start + this.limits.lineBytes;
    const methodEnd = skip(TOKEN, text, start);
    // RFC 9112, 3: 501 for a method, 414 for a target.
    if (methodEnd > limit) return this.refuse(PROBLEMS.methodTooLong);
    if (methodEnd >= length) return INCOMPLETE;
    if (text.charCodeAt(methodEnd) !== SP || methodEnd === start)
      return this.#badPart(methodEnd, text, PROBLEMS.method);
    const targetStart = methodEnd + 1;
    const targetEnd = skip(TARGET, text, targetStart);
    if (targetEnd > limit) return this.refuse(PROBLEMS.lineTooLong);
    if (targetEnd >= length) return INCOMPLETE;
    if (text.charCodeAt(targetEnd) !== SP || targetEnd === targetStart) {
      // A line that ends behind its target is HTTP/0.9.
      const ends = text.charCodeAt(targetEnd) === CR && targetEnd > targetStart;
      return this.#badPart(targetEnd, text, ends ? PROBLEMS.version : PROBLEMS.target);
    }
    let at = targetEnd + 1;
    if (at + 8 > limit) return this.refuse(PROBLEMS.lineTooLong);
    const minor = scanVersion(text, at, length);
    if (minor === INCOMPLETE) return INCOMPLETE;
    if (minor === REFUSED) return this.refuse(PROBLEMS.version);
    if (minor === UNSUPPORTED) return this.refuse(PROBLEMS.versionUnsupported);
    at += 8;
    if (at >= length) return INCOMPLETE;
    if (text.charCodeAt(at) !== CR) return this.#badPart(at, text, PROBLEMS.version);
    if (at + 1 >= length) return INCOMPLETE;
    if (text.charCodeAt(at + 1) !== LF) return this.refuse(PROBLEMS.lineEnd);
    this.minor = minor === 0 ? 0 : 1;
    this.method = text.slice(start, methodEnd);
    this.target = text.slice(targetStart, targetEnd);
    return at + 2;
  }

  /** A bad byte in the request line is a problem of its part, or of the line's end when it is a line feed. */
  #badPart(at: number, text: string, otherwise: HttpProblem): number {
    return this.refuse(text.charCodeAt(at) === LF ? PROBLEMS.lineEnd : otherwise);
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
    if (this.target.charCodeAt(0) === SLASH) {
      this.path = this.target;
      return null;
    }
    return this.#readOtherForms();
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

  #readOtherForms(): HttpProblem | null {
    const { target } = this;
    if (target === '*') {
      this.path = target;
      return this.method === 'OPTIONS' ? null : PROBLEMS.target;
    }
    const schemeEnd = same(target, 0, 'http://') ? 7 : same(target, 0, 'https://') ? 8 : 0;
    if (schemeEnd === 0) return PROBLEMS.target;
    const rest = target.slice(schemeEnd);
    const authorityEnd = rest.search(/[/?]/);
    const authority = authorityEnd < 0 ? rest : rest.slice(0, authorityEnd);
    if (!isAuthority(authority)) return PROBLEMS.target;
    const path = authorityEnd < 0 ? '/' : rest.slice(authorityEnd);
    this.host = authority;
    // RFC 9112, 3.2.1: an empty path is sent as "/"; for OPTIONS on a whole server it is "*" (3.2.4).
    this.path = path.charCodeAt(0) === SLASH ? path : `/${path}`;
    if (authorityEnd < 0 && this.method === 'OPTIONS') this.path = '*';
    return null;
  }
}

export const UNSUPPORTED = -3;

/**
 * Reads `HTTP/x.y` at `at`: the minor version of HTTP/1, UNSUPPORTED for others, INCOMPLETE or REFUSED. There never was
 * a 1.2 to 1.9; RFC 9110, 6.2 would have them read as 1.1, but who sends one tries something.
 */
export function scanVersion(text: string, at: number, length: number): number {
  for (let i = 0; i < 5; i++) {
    if (at + i >= length) return INCOMPLETE;
    if (text.charCodeAt(at + i) !== 'HTTP/'.charCodeAt(i)) return REFUSED;
  }
  if (at + 8 > length) return INCOMPLETE;
  const major = text.charCodeAt(at + 5) - 0x30;
  const minor = text.charCodeAt(at + 7) - 0x30;
  if (major < 0 || major > 9 || minor < 0 || minor > 9 || text[at + 6] !== '.') return REFUSED;
  return major === 1 && minor <= 1 ? minor : UNSUPPORTED;
}
