/** Sessions that clients name in a field of their own, such as a user's id: kept in a table that all threads share. */
import type { RequestHead } from '../../http1/request-head.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { KeyedHash } from '../../kernel/keyed-hash.ts';
import type { Backend } from './backend.ts';
import { BackendTags } from './backend-tags.ts';
import { SessionKeys } from './session-keys.ts';
import type { SessionTable } from './session-table.ts';
import type { Sessions, SessionsContext, Visit } from './sessions.ts';

export class HeaderSessions implements Sessions {
  readonly #clock: Clock;
  readonly #field: string;
  /** In ms. */
  readonly #ttl: number;
  readonly #hash: KeyedHash;
  readonly #tags: BackendTags<number>;
  readonly #store: SessionTable;

  constructor({ clock, config, pool }: SessionsContext, store: SessionTable) {
    const keys = new SessionKeys(config.secret);
    this.#clock = clock;
    this.#field = config.headerName;
    this.#ttl = config.ttl / 1000;
    this.#hash = keys.nameHash();
    this.#tags = new BackendTags(pool, (address) => keys.shortTagOf(address));
    this.#store = store;
  }

  find(head: RequestHead, visit: Visit): Backend | null {
    visit.backend = null;
    visit.named = this.#readName(head);
    if (!visit.named) return null;
    visit.low = this.#hash.low;
    visit.high = this.#hash.high;
    const tag = this.#store.find(visit.low, visit.high, this.#clock.wall(), this.#ttl);
    const backend = tag === 0 ? null : this.#tags.backendOf(tag);
    visit.backend = backend;
    return backend?.state === 'Healthy' ? backend : null;
  }

  stick(visit: Visit, backend: Backend): string {
    if (!visit.named || visit.backend?.address === backend.address) return '';
    const tag = this.#tags.tagOf(backend);
    if (tag !== null) this.#store.put(visit.low, visit.high, tag, this.#clock.wall());
    return '';
  }

  /** Hashes the first value that is not empty. */
  #readName(head: RequestHead): boolean {
    for (let i = head.indexOf(this.#field); i >= 0; i = head.indexOf(this.#field, i + 1)) {
      const start = head.valueStart(i);
      const end = head.valueEnd(i);
      if (start === end) continue;
      this.#hash.read(head.text, start, end);
      return true;
    }
    return false;
  }
}
