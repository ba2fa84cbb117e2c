/**
 * Sessions in a signed cookie: nothing is stored here, and any thread or machine with the same secret knows them.
 *
 * A cookie tells when it was issued, and is over when the TTL has passed since. It is renewed with the first answer after
 * a tenth of the TTL, and not with each: so a session ends when its client was silent for the TTL at the latest and nine
 * tenths of it at the earliest, and a busy client is told at most ten times in a TTL, which keeps the rest of its answers
 * as small and as cacheable as their backend made them.
 */
import { OWS, skipText } from '../../http1/chars.ts';
import { FieldId } from '../../http1/field-id.ts';
import type { RequestHead } from '../../http1/request-head.ts';
import type { Clock } from '../../kernel/clock.ts';
import { equalConstantTime } from '../../kernel/constant-time.ts';
import type { SessionConfig } from '../config/config.ts';
import type { Backend } from './backend.ts';
import { BackendTags } from './backend-tags.ts';
import { type Keyed, RecentMap } from './recent-map.ts';
import { SessionKeys } from './session-keys.ts';
import { claimedTag, claimedTime, TICKET_LENGTH, writeTicket } from './session-ticket.ts';
import type { Sessions, SessionsContext, Visit } from './sessions.ts';

/** A cookie is renewed when this part of its time is over. */
const RENEWAL_PART = 0.1;

/** Cookies that are known to be genuine: some 200 bytes each, and at most twice as many. */
const KNOWN = 4096;

/** Signatures computed for one request at most: a client can send hundreds of cookies of the same name. */
const CHECKS_MAX = 8;

interface Ticket extends Keyed {
  readonly tag: string;
  readonly issuedAt: number;
}

export class CookieSessions implements Sessions {
  readonly #clock: Clock;
  readonly #keys: SessionKeys;
  readonly #tags: BackendTags<string>;
  /** In seconds. */
  readonly #ttl: number;
  /** What stands before the value in a Cookie field. */
  readonly #name: string;
  readonly #lineStart: string;
  readonly #lineEnd: string;
  readonly #secureLineEnd: string;
  readonly #known = new RecentMap<Ticket>(KNOWN);
  /** The cookies issued in this second, by tag. */
  readonly #issued = new Map<string, string>();
  #issuedAt = -1;
  #checks = 0;

  constructor({ clock, config, pool }: SessionsContext) {
    const keys = new SessionKeys(config.secret);
    this.#clock = clock;
    this.#keys = keys;
    this.#tags = new BackendTags(pool, (address) => keys.tagOf(address));
    this.#ttl = config.ttl / 1e6;
    this.#name = `${config.cookieName}=`;
    this.#lineStart = `Set-Cookie: ${config.cookieName}=`;
    this.#lineEnd = attributes(config, config.secure === 'always');
    this.#secureLineEnd = attributes(config, config.secure !== 'never');
  }

  /** The first cookie that is genuine, not over, and names a member, counts. */
  find(head: RequestHead, visit: Visit): Backend | null {
    visit.backend = null;
    visit.due = false;
    this.#checks = 0;
    for (let i = 0; i < head.count; i++) {
      if (head.id(i) !== FieldId.Cookie) continue;
      const backend = this.#scan(head.text, head.valueStart(i), head.valueEnd(i), visit);
      if (backend !== null) return backend.state === 'Healthy' ? backend : null;
    }
    return null;
  }

  stick(visit: Visit, backend: Backend): string {
    if (visit.backend?.address === backend.address && !visit.due) return '';
    const tag = this.#tags.tagOf(backend);
    if (tag === null) return '';
    return this.#lineStart + this.#issue(tag, this.#now()) + (visit.secure ? this.#secureLineEnd : this.#lineEnd);
  }

  /** Looks through one Cookie field: pairs of name and value between semicolons (RFC 6265, 4.2.1). */
  #scan(text: string, start: number, end: number, visit: Visit): Backend | null {
    for (let at = start; at < end; at++) {
      const pair = skipText(OWS, text, at);
      const found = text.indexOf(';', pair);
      at = found < 0 || found > end ? end : found;
      if (!text.startsWith(this.#name, pair)) continue;
      const value = pair + this.#name.length;
      let valueEnd = at;
      while (valueEnd > value && OWS[text.charCodeAt(valueEnd - 1)] === 1) valueEnd--;
      if (valueEnd - value !== TICKET_LENGTH) continue;
      const backend = this.#accept(text.slice(value, valueEnd), visit);
      if (backend !== null) return backend;
    }
    return null;
  }

  /** What costs little comes first: without a member's tag and a time that is not over there is nothing to prove. */
  #accept(text: string, visit: Visit): Backend | null {
    const known = this.#known.get(text);
    const issuedAt = known?.issuedAt ?? claimedTime(text);
    // Where a machine's clock was ahead, a cookie comes from the future: it is judged by how far off it is as well.
    const age = Math.abs(this.#now() - issuedAt);
    if (age > this.#ttl) return null;
    const backend = this.#tags.backendOf(known?.tag ?? claimedTag(text));
    if (backend === null || (known === undefined && !this.#prove(text, issuedAt))) return null;
    visit.backend = backend;
    visit.due = age >= this.#ttl * RENEWAL_PART;
    return backend;
  }

  #prove(text: string, issuedAt: number): boolean {
    if (issuedAt < 0 || this.#checks === CHECKS_MAX) return false;
    this.#checks++;
    // Made anew, and no part of the head that it came in: who remembers it does not keep that.
    const genuine = writeTicket(this.#keys, claimedTag(text), issuedAt);
    if (!equalConstantTime(text, genuine)) return false;
    this.#remember(genuine, issuedAt);
    return true;
  }

  /** All clients that one backend gets in one second have the same cookie: it is signed once. */
  #issue(tag: string, now: number): string {
    if (now !== this.#issuedAt) {
      this.#issued.clear();
      this.#issuedAt = now;
    }
    const issued = this.#issued.get(tag);
    if (issued !== undefined) return issued;
    const text = writeTicket(this.#keys, tag, now);
    this.#issued.set(tag, text);
    if (this.#known.get(text) === undefined) this.#remember(text, now);
    return text;
  }

  #remember(text: string, issuedAt: number): void {
    this.#known.add({ key: text, tag: claimedTag(text), issuedAt });
  }

  #now(): number {
    return Math.floor(this.#clock.wall() / 1000);
  }
}

function attributes({ path, ttl, httpOnly, sameSite }: SessionConfig, secure: boolean): string {
  const maxAge = Math.ceil(ttl / 1e6);
  return `; Path=${path}; Max-Age=${maxAge}${httpOnly ? '; HttpOnly' : ''}; SameSite=${sameSite}${secure ? '; Secure' : ''}\r\n`;
}
