/** The states that the subject told of its backends, by time, as far as its first story goes. */
import type { Micros } from '../../kernel/clock.ts';
import type { BackendState } from '../../sim/history/event.ts';
import { type History, NONE } from '../../sim/history/history.ts';
import { rowsOf } from './rows.ts';
import { endOfStory } from './trace.ts';

export interface ToldHistory {
  /** Until when it tells anything: where a new story begins, or the end of the run. */
  readonly end: Micros;
  /** The last row before or at a time that told a state of the backend; NONE when none did. */
  lastRow(backend: number, time: Micros): number;
  stateOf(row: number): BackendState;
}

export function toldHistory(history: History, backendOf: Int32Array, backends: number): ToldHistory {
  const end = endOfStory(history);
  const rows: number[][] = Array.from({ length: backends }, () => []);
  for (const row of rowsOf(history, 'lb.state')) {
    if (row < end) rows[backendOf[history.peer[row] as number] as number]?.push(row);
  }
  return {
    end: end === 0 ? -Infinity : (history.time[end - 1] as number),
    lastRow: (backend, time) => rows[backend]?.findLast((row) => (history.time[row] as number) <= time) ?? NONE,
    stateOf: (row) => history.texts[history.text[row] as number] as BackendState,
  };
}
