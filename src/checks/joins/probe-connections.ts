/** When connections that carried probes were closed. */
import { EVENT_CODE } from '../../sim/history/event.ts';
import { type History, NONE } from '../../sim/history/history.ts';
import { rowsOfAll } from './rows.ts';

const CLOSE = EVENT_CODE['backend.close'];

/** By the row of a probe's arrival: the row in which its connection was closed. Probes on numbered connections only. */
export function closingRows(history: History, backendOf: Int32Array, backends: number): ReadonlyMap<number, number> {
  const { kind, actor, conn } = history;
  /** By backend: the probes of each connection that is open. */
  const open = Array.from({ length: backends }, () => new Map<number, number[]>());
  const closing = new Map<number, number>();
  for (const row of rowsOfAll(history, ['backend.probe', 'backend.close'])) {
    const mine = open[backendOf[actor[row] as number] as number];
    const number = conn[row] as number;
    if (mine === undefined || number === NONE) continue;
    const probes = mine.get(number);
    if (kind[row] === CLOSE) {
      for (const probe of probes ?? []) closing.set(probe, row);
      mine.delete(number);
    } else if (probes === undefined) {
      mine.set(number, [row]);
    } else {
      probes.push(row);
    }
  }
  return closing;
}
