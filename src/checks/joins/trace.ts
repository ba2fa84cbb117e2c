/** The subject's own story, replayed: which backends it held for Healthy at each choice it made. */
import { EVENT_CODE } from '../../sim/history/event.ts';
import { type History, NONE } from '../../sim/history/history.ts';

export interface TraceVisitor {
  /** It chose a backend; `healthy` is what it held for Healthy at that moment, by backend. */
  onSelect(row: number, backend: number, healthy: readonly boolean[]): void;
  /** A backend became eligible, or ceased to be. */
  onChange(row: number, backend: number, healthy: readonly boolean[]): void;
  /** Any other row, in its place. */
  onOther?(row: number): void;
}

/**
 * Walks the rows in order. False, and nothing visited, when there is no story to follow: an untraced subject, no
 * choices told, or several tellers (threads, processes), whose rows have no certain order among each other.
 */
export function followTrace(history: History, backendOf: Int32Array, backends: number, visitor: TraceVisitor): boolean {
  if (!history.meta.traced || !hasOneTeller(history)) return false;
  const { kind, peer, text, length } = history;
  const healthyText = history.texts.indexOf('Healthy');
  const healthy = new Array<boolean>(backends).fill(true);
  for (let row = 0; row < length; row++) {
    const isSelect = kind[row] === EVENT_CODE['lb.select'];
    if (!isSelect && kind[row] !== EVENT_CODE['lb.state']) {
      visitor.onOther?.(row);
      continue;
    }
    const backend = backendOf[peer[row] as number] ?? NONE;
    if (backend === NONE) continue;
    if (isSelect) {
      visitor.onSelect(row, backend, healthy);
    } else if (healthy[backend] !== (text[row] === healthyText)) {
      healthy[backend] = !healthy[backend];
      visitor.onChange(row, backend, healthy);
    }
  }
  return true;
}

function hasOneTeller(history: History): boolean {
  const { kind, actor, length } = history;
  let teller = NONE;
  let selects = 0;
  for (let row = 0; row < length; row++) {
    const isSelect = kind[row] === EVENT_CODE['lb.select'];
    if (!isSelect && kind[row] !== EVENT_CODE['lb.state']) continue;
    if (isSelect) selects++;
    if (teller === NONE) teller = actor[row] as number;
    else if (teller !== actor[row]) return false;
  }
  return selects > 0;
}
