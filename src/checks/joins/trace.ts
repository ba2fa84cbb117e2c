/** The subject's own story, replayed: which backends it held for Healthy at each choice it made. */
import { type History, NONE } from '../../sim/history/history.ts';
import { rowsOf } from './rows.ts';

export interface TraceVisitor {
  /** It chose a backend; `healthy` is what it held for Healthy at that moment, by backend. */
  onSelect(row: number, backend: number, healthy: readonly boolean[]): void;
  /** A backend became eligible, or ceased to be. */
  onChange(row: number, backend: number, healthy: readonly boolean[]): void;
}

/**
 * Walks the rows in order. False, and nothing visited, when there is no story to follow: an untraced subject, no
 * choices told, or several tellers (threads, processes), whose rows have no certain order among each other.
 */
export function followTrace(history: History, backendOf: Int32Array, backends: number, visitor: TraceVisitor): boolean {
  const selects = rowsOf(history, 'lb.select');
  const states = rowsOf(history, 'lb.state');
  const end = endOfStory(history);
  if (!history.meta.traced || selects.length === 0 || !hasOneTeller(history, selects, states)) return false;
  const { peer, text } = history;
  const healthyText = history.texts.indexOf('Healthy');
  const healthy = new Array<boolean>(backends).fill(true);
  let nextState = 0;
  const passStates = (until: number) => {
    for (let row = states[nextState]; row !== undefined && row < until; row = states[++nextState]) {
      const backend = backendOf[peer[row] as number] ?? NONE;
      if (backend === NONE || healthy[backend] === (text[row] === healthyText)) continue;
      healthy[backend] = !healthy[backend];
      visitor.onChange(row, backend, healthy);
    }
  };
  for (const row of selects) {
    if (row >= end) break;
    passStates(row);
    const backend = backendOf[peer[row] as number] ?? NONE;
    if (backend !== NONE) visitor.onSelect(row, backend, healthy);
  }
  passStates(end);
  return true;
}

/** Where the balancer, or a backend of it, begins anew, so that states told before are no longer known to hold. */
export function endOfStory(history: History): number {
  const { texts, text, time, b } = history;
  const words = (row: number) => texts[text[row] as number] ?? '';
  const death = rowsOf(history, 'lab.subject').find((row) => /^(sigterm|sigkill|exit)$/.test(words(row)));
  const order = rowsOf(history, 'lab.order').find((row) => /^(add|reload)\b/.test(words(row)));
  // An order is obeyed at any time since it was sent.
  const sent = order === undefined ? Infinity : (time[order] as number) - (b[order] as number);
  let end = death ?? history.length;
  while (end > 0 && (time[end - 1] as number) >= sent) end--;
  return end;
}

function hasOneTeller({ actor }: History, ...lists: readonly Int32Array[]): boolean {
  const teller = actor[lists[0]?.[0] ?? 0];
  return lists.every((rows) => rows.every((row) => actor[row] === teller));
}
