/** One history out of what several processes saw. */
import type { Micros } from '../../kernel/clock.ts';
import { EVENT_KINDS, type EventKind } from '../history/event.ts';
import { History, type HistoryMeta, NONE } from '../history/history.ts';

/** Merges histories that are each in order, by time; ties keep the order of `parts`. `zero` becomes time 0. */
export function mergeHistories(meta: HistoryMeta, parts: readonly History[], zero: Micros): History {
  const merged = new History(meta);
  const next = parts.map(() => 0);
  for (;;) {
    let earliest = -1;
    let time = Number.POSITIVE_INFINITY;
    parts.forEach((part, index) => {
      const row = next[index] as number;
      if (row < part.length && (part.time[row] as number) < time) {
        time = part.time[row] as number;
        earliest = index;
      }
    });
    if (earliest < 0) return merged;
    copyRow(parts[earliest] as History, next[earliest] as number, merged, time - zero);
    (next[earliest] as number)++;
  }
}

function copyRow(from: History, row: number, to: History, time: Micros): void {
  const actor = (id: number): number => (id === NONE ? NONE : to.actorId(from.actors[id] as string));
  const text = from.text[row] as number;
  to.append(
    time,
    EVENT_KINDS[from.kind[row] as number] as EventKind,
    actor(from.actor[row] as number),
    actor(from.peer[row] as number),
    from.req[row] as number,
    from.conn[row] as number,
    from.a[row] as number,
    from.b[row] as number,
    text === NONE ? NONE : to.textId(from.texts[text] as string),
  );
}
