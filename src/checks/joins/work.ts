/** How long backends worked at what they received: from a request's head to its answer, or to the end of its connection. */
import { EVENT_CODE } from '../../sim/history/event.ts';
import { NONE } from '../../sim/history/history.ts';
import { rowsOfAll } from './rows.ts';
import type { Story } from './story.ts';

const ARRIVAL = EVENT_CODE['backend.request'];

/** So many connections of one backend can be told apart. */
const CONNECTIONS = 2 ** 20;

/** By row, for each `backend.request`: when it was answered or aborted; Infinity when never. */
export function workEnds({ history, backendOf, scenario }: Story): Float64Array {
  const { kind, actor, req, conn, time } = history;
  const end = new Float64Array(history.length).fill(Infinity);
  /** By backend: its open rows by request and connection. */
  const open = scenario.backends.map(() => new Map<number, number>());
  for (const row of rowsOfAll(history, ['backend.request', 'backend.answer', 'backend.abort'])) {
    const mine = open[backendOf[actor[row] as number] as number];
    if (mine === undefined || req[row] === NONE) continue;
    const id = (req[row] as number) * CONNECTIONS + (((conn[row] as number) + 1) % CONNECTIONS);
    if (kind[row] === ARRIVAL) {
      mine.set(id, row);
      continue;
    }
    const arrival = mine.get(id);
    if (arrival === undefined) continue;
    end[arrival] = time[row] as number;
    mine.delete(id);
  }
  return end;
}
