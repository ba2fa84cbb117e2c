/** Names of sessions as a table has them, and tags that tell whose they are, for threads that hammer one table. */

const TAGS = 16;

/** One of the sixteen tags of a name. */
export function tagOf(index: number, choice: number): number {
  return 1 + index * TAGS + (choice % TAGS);
}

/** The second word chooses the set. */
export function sharedName(index: number): [low: number, high: number] {
  return [index, index];
}

/** Never a shared one. */
export function ownName(thread: number, index: number): [low: number, high: number] {
  return [-1 - thread, index];
}
