/** When an event of the timeline happens: once, or again and again. */
import type { Micros } from '../../kernel/clock.ts';
import type { TimelineEntry } from './timeline-schema.ts';

/** Its times, in order; without an end of its own it goes on to the end of the load. */
export function occurrencesOf(
  { at = 0, every, times, for: duration = 0 }: TimelineEntry,
  loadEnd: Micros | null,
): Micros[] {
  if (every === undefined) return [at];
  const fitting = loadEnd === null ? 1 : Math.max(1, Math.ceil((loadEnd - Math.max(duration, 1) - at + 1) / every));
  return Array.from({ length: Math.min(times ?? fitting, MOST) }, (_, nth) => at + nth * every);
}

const MOST = 10_000;
