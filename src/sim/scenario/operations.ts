/** What an event of the timeline does besides faults, as steps of the normalised story. */

import type { Micros } from '../../kernel/clock.ts';
import { isFaultKind } from '../behavior/index.ts';
import { assertionOf } from './assertion-schema.ts';
import { ORDERS, PROCESS_ACTS } from './operation-schema.ts';
import { isBalancer, type Target } from './targets.ts';
import type { TimelineEvent } from './timeline-event.ts';
import type { Action, TimelineEntry } from './timeline-schema.ts';

/** The events of an entry at a time; null for what is a matter of faults, or needs to know what was before it. */
export function operationsOf(
  action: Action,
  entry: TimelineEntry,
  targets: readonly Target[],
  at: Micros,
): TimelineEvent[] | null {
  if (isBalancer(action, entry.restart)) {
    return [
      { at, do: 'subject', act: 'terminate' },
      { at, do: 'subject', act: 'start' },
    ];
  }
  if (isFaultKind(action) || action === 'restart' || action === 'recover') return null;
  switch (action) {
    case 'stop':
    case 'kill':
    case 'start':
      return [{ at, do: 'subject', act: PROCESS_ACTS[action] }];
    case 'assert':
      return [{ at, do: 'assert', assert: assertionOf(entry.assert ?? {}) }];
    case 'weight':
      return targets.map(({ backend }) => {
        return { at, do: 'order', order: { kind: 'weight', backend, weight: Number(entry.to) } };
      });
    case 'add':
    case 'remove':
    case 'drain':
    case 'enable':
      return targets.map(({ backend }) => ({ at, do: 'order', order: { kind: action, backend } }));
    default:
      return null;
  }
}

/** Whether it needs the admin API. */
export function isOrder(action: Action): boolean {
  return action === 'reload' || ORDERS.some((order) => order === action);
}
