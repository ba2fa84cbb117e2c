/** The head of an answer: RFC 9112, sections 4 to 6, as strictly as requests: a bad upstream is a 502. */
import { CR, FIELD_VALUE, LF, SP, skip } from './chars.ts';
import { INCOMPLETE, REFUSED } from './fields.ts';
import { Head } from './framing.ts';
import { type HttpProblem, PROBLEMS } from './problem.ts';
import { scanVersion, UNSUPPORTED } from './request-head.ts';

export class ResponseHead extends Head {
  status = 0;
  /** The reason phrase, as sent; often empty. */
  reason = '';

  /**
   * Scans a head at the start of `text`; `toHead` tells that it answers a HEAD request, `upgrades` that the request
   * offered a change of protocols. Returns the offset behind it, INCOMPLETE or REFUSED (see `problem`).
   */
  scan(text: string, toHead: boolean, upgrades: boolean): number {
    this.problem = null;
    const lineEnd = this.#scanLine(text);
    if (lineEnd < 0) return lineEnd;
    this.fieldsStart = lineEnd;
    const end = this.scanFields(text, lineEnd);
    if (end < 0) return end;
    this.end = end;
    const problem = this.readFields() ?? this.#interimProblem(upgrades);
    if (problem !== null) return this.refuse(problem);
    this.#frame(toHead);
    return end;
  }

  /** A final answer must be able to follow an interim one, and in HTTP. */
  #interimProblem(upgrades: boolean): HttpProblem | null {
    if (this.status >= 200) return null;
    // RFC 9110, 15.2.2: with the Upgrade field that says to what.
    if (this.status === 101) return upgrades && this.upgradeIndex >= 0 ? null : PROBLEMS.switching;
    return this.keepAlive ? null : PROBLEMS.interimClose;
  }

  /** RFC 9112, 6.3, in its order. */
  #frame(toHead: boolean): void {
    if (toHead || this.status < 200 || this.status === 204 || this.status === 304) this.body = 'none';
    else if (this.hasCoding) this.body = 'chunked';
    else if (this.hasLength) this.body = this.contentLength > 0 ? 'length' : 'none';
    else {
      this.body = 'close';
      this.keepAlive = false;
    }
  }

  #scanLine(text: string): number {
    const length = text.length;
    const minor = scanVersion(text, 0, length);
    if (minor === INCOMPLETE) return INCOMPLETE;
    if (minor === REFUSED) return this.refuse(PROBLEMS.statusLine);
    if (minor === UNSUPPORTED) return this.refuse(PROBLEMS.versionUnsupported);
    if (length > 8 && text.charCodeAt(8) !== SP) return this.refuse(PROBLEMS.statusLine);
    let status = 0;
    for (let i = 9; i < 12; i++) {
      if (i >= length) return INCOMPLETE;
      const digit = text.charCodeAt(i) - 0x30;
      if (digit < 0 || digit > 9) return this.refuse(PROBLEMS.statusLine);
      status = status * 10 + digit;
    }
    if (status < 100 || status > 599) return this.refuse(PROBLEMS.statusLine);
    if (length <= 12) return INCOMPLETE;
    // The space before an empty reason is often left out; nobody mistakes that.
    const afterStatus = text.charCodeAt(12);
    if (afterStatus !== SP && afterStatus !== CR) return this.refuse(PROBLEMS.statusLine);
    const reasonStart = afterStatus === SP ? 13 : 12;
    const at = skip(FIELD_VALUE, text, reasonStart);
    if (at > this.limits.lineBytes) return this.refuse(PROBLEMS.lineTooLong);
    if (at >= length) return INCOMPLETE;
    const code = text.charCodeAt(at);
    if (code !== CR) return this.refuse(code === LF ? PROBLEMS.lineEnd : PROBLEMS.statusLine);
    if (at + 1 >= length) return INCOMPLETE;
    if (text.charCodeAt(at + 1) !== LF) return this.refuse(PROBLEMS.lineEnd);
    this.minor = minor === 0 ? 0 : 1;
    this.status = status;
    this.reason = text.slice(reasonStart, at);
    return at + 2;
  }
}
