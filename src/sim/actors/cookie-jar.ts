/** The cookies of a client: those it was given, sent back with every request (RFC 6265, for one host and all paths). */
import type { ResponseHead } from '../../http1/response-head.ts';

const NAME_VALUE = /^\s*([^=;\s]+)\s*=\s*([^;]*?)\s*(;|$)/;

export class CookieJar {
  /** The field line with all cookies; empty while there are none. */
  line = '';
  readonly #cookies = new Map<string, string>();

  /** Takes in the cookies of an answer. */
  take(head: ResponseHead): void {
    let changed = false;
    for (let i = head.indexOf('set-cookie'); i >= 0; i = head.indexOf('set-cookie', i + 1)) {
      const text = head.value(i);
      const [, name, value] = NAME_VALUE.exec(text) ?? [];
      if (name === undefined || value === undefined) continue;
      changed = true;
      if (/;\s*max-age\s*=\s*(0|-\d+)\s*(;|$)/i.test(text)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    if (!changed) return;
    const pairs = [...this.#cookies].map(([name, value]) => `${name}=${value}`);
    this.line = pairs.length === 0 ? '' : `Cookie: ${pairs.join('; ')}\r\n`;
  }
}
