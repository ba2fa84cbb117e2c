/** The states the balancer said its backends went through (`lb.state`). */
import type { Micros } from '../../kernel/clock.ts';
import { EVENT_CODE } from '../../sim/history/event.ts';
import type { History } from '../../sim/history/history.ts';

const STATE = EVENT_CODE['lb.state'];

export interface StateChange {
  readonly backend: string;
  readonly at: Micros;
  readonly state: string;
}

export function stateChanges(history: History): StateChange[] {
  const changes: StateChange[] = [];
  for (let row = 0; row < history.length; row++) {
    if (history.kind[row] !== STATE) continue;
    changes.push({
      backend: history.actors[history.peer[row] as number] ?? '',
      at: history.time[row] as number,
      state: history.texts[history.text[row] as number] ?? '',
    });
  }
  return changes;
}
