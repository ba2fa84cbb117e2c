/**
 * Load entries become streams with a start of their own: an entry that says none follows the one before it.
 */

import type { LoadEntry } from './load-schema.ts';
import type { LoadSpec } from './load-spec.ts';

/** In the order of the file. */
export function loadSpecs(entries: readonly LoadEntry[]): LoadSpec[] {
  let previousEnd = 0;
  return entries.map(({ at, for: duration, rate, arrivals, clients, timeout }) => {
    const start = at ?? previousEnd;
    previousEnd = start + duration;
    return { start, duration, rate, arrivals, clients, timeout };
  });
}
