/** The head of an answer: RFC 9112, sections 4 to 6, as strictly as requests: a bad upstream is a 502. */
import { CR, FIELD_VALUE, LF, SP, skip } from './chars.ts';
import { INCOMPLETE, REFUSED } from './fields.ts';
import { Head } from './framing.ts';
import { type HttpProblem, PROBLEMS } from './problem.ts';
import { scanVersion, UNSUPPORTED } from './request-head.ts';

export class ResponseHead extends Head {
  status = 0;
  #reasonStart = 0;

  /** The reason phrase, as sent; often empty. Made when it is asked for: few ask. */
  get reason(): string {
    return this.text.slice(this.#reasonStart, this.fieldsStart - 2);
  }

  get hasReason(): boolean {
    return this.#reasonStart < this.fieldsStart - 2;
  }

  /**
   * Scans a head in `bytes` that starts at `start` and ends before `end`; `toHead` tells that it answers a HEAD request,
   * `upgrades` that the request offered a change of protocols. Returns the offset behind it in `bytes`, INCOMPLETE or
   * REFUSED (see `problem`).
   */
  scan(bytes: Uint8Array, start: number, end: number, toHead: boolean, upgrades: boolean): number {
    this.problem = null;
    const lineEnd = this.#scanLine(bytes, start, end);
    if (lineEnd < 0) return lineEnd;
    const behind = this.scanFields(bytes, start, lineEnd, end);
    if (behind < 0) return behind;
    this.fieldsStart = lineEnd - start;
    this.#reasonStart -= start;
    const problem = this.readFields() ?? this.#interimProblem(upgrades);
    if (problem !== null) return this.refuse(problem);
    this.#frame(toHead);
    return behind;
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

  #scanLine(bytes: Uint8Array, start: number, end: number): number {
    const minor = scanVersion(bytes, start, end);
    if (minor === INCOMPLETE) return INCOMPLETE;
    if (minor === REFUSED) return this.refuse(PROBLEMS.statusLine);
    if (minor === UNSUPPORTED) return this.refuse(PROBLEMS.versionUnsupported);
    if (end > start + 8 && bytes[start + 8] !== SP) return this.refuse(PROBLEMS.statusLine);
    let status = 0;
    for (let at = start + 9; at < start + 12; at++) {
      if (at >= end) return INCOMPLETE;
      const digit = (bytes[at] as number) - 0x30;
      if (digit < 0 || digit > 9) return this.refuse(PROBLEMS.statusLine);
      status = status * 10 + digit;
    }
    if (status < 100 || status > 599) return this.refuse(PROBLEMS.statusLine);
    if (end <= start + 12) return INCOMPLETE;
    // The space before an empty reason is often left out; nobody mistakes that.
    const afterStatus = bytes[start + 12];
    if (afterStatus !== SP && afterStatus !== CR) return this.refuse(PROBLEMS.statusLine);
    const reasonStart = afterStatus === SP ? start + 13 : start + 12;
    const at = skip(FIELD_VALUE, bytes, reasonStart, end);
    if (at - start > this.limits.lineBytes) return this.refuse(PROBLEMS.lineTooLong);
    if (at >= end) return INCOMPLETE;
    if (bytes[at] !== CR) return this.refuse(bytes[at] === LF ? PROBLEMS.lineEnd : PROBLEMS.statusLine);
    if (at + 1 >= end) return INCOMPLETE;
    if (bytes[at + 1] !== LF) return this.refuse(PROBLEMS.lineEnd);
    this.minor = minor === 0 ? 0 : 1;
    this.status = status;
    this.#reasonStart = reasonStart;
    return at + 2;
  }
}
