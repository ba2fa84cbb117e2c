/**
 * Remembers what was asked for recently, in constant time and bounded memory: what is asked for moves from the old half
 * to the young one, and when the young half is full, it becomes the old one.
 */

/** A value carries its own key: a key that is asked with may be a piece of a whole head, and must not be kept. */
export interface Keyed {
  readonly key: string;
}

export class RecentMap<Value extends Keyed> {
  readonly #half: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  /** Holds at least the `half` entries that were asked for last, and at most twice as many. */
  constructor(half: number) {
    this.#half = half;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: string): Value | undefined {
    const value = this.#young.get(key);
    if (value !== undefined) return value;
    const old = this.#old.get(key);
    if (old === undefined) return undefined;
    this.#old.delete(key);
    this.add(old);
    return old;
  }

  /** Adds what is not there yet. */
  add(value: Value): void {
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(value.key, value);
  }
}
