/**
 * Finds backends by a tag of their address, and tags by backend. A tag outlives changes of the pool: a backend that
 * comes back at its address is the same one to its sessions, and another one in its row of the state table is not.
 */
import type { Backend } from './backend.ts';
import type { Pool } from './pool.ts';

export class BackendTags<Tag> {
  readonly #pool: Pool;
  readonly #make: (address: string) => Tag;
  /** The membership that the maps were made for. */
  #members: readonly Backend[] | null = null;
  #tags = new Map<string, Tag>();
  #backends = new Map<Tag, Backend>();

  /** `make` must give the same tag for the same address. */
  constructor(pool: Pool, make: (address: string) => Tag) {
    this.#pool = pool;
    this.#make = make;
  }

  /** The member with this tag, null when there is none. */
  backendOf(tag: Tag): Backend | null {
    this.#look();
    return this.#backends.get(tag) ?? null;
  }

  /** The tag of a member; null when it is none any more. */
  tagOf(backend: Backend): Tag | null {
    this.#look();
    return this.#tags.get(backend.address) ?? null;
  }

  #look(): void {
    const { backends } = this.#pool;
    if (backends === this.#members) return;
    const known = this.#tags;
    this.#members = backends;
    this.#tags = new Map();
    this.#backends = new Map();
    for (const backend of backends) {
      const tag = known.get(backend.address) ?? this.#make(backend.address);
      this.#tags.set(backend.address, tag);
      // Should two have the same tag, the first one has it.
      if (!this.#backends.has(tag)) this.#backends.set(tag, backend);
    }
  }
}
