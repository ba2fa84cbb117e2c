/** Events that wait for a condition instead of a time. */
import type { Micros } from '../../kernel/clock.ts';
import { conditionOf } from './assertion-schema.ts';
import { assertionWords, conditionWords } from './assertion-words.ts';
import { reloaded } from './balancer.ts';
import type { BalancerSpec } from './balancer-spec.ts';
import type { Fault, FaultKind } from './fault-spec.ts';
import { operationsOf } from './operations.ts';
import type { Target } from './targets.ts';
import type { Condition, Reaction, TimelineEvent } from './timeline-event.ts';
import type { Action, TimelineEntry } from './timeline-schema.ts';

/** An entry that waits, with what was made of it so far. */
export interface Waiting {
  readonly entry: TimelineEntry;
  readonly action: Action;
  readonly fault: Fault | null;
  readonly targets: readonly Target[];
}

/** In their order. `known` are all faults that the story switches on, by backend. */
export function reactionsOf(
  waiting: readonly Waiting[],
  balancer: BalancerSpec,
  known: ReadonlyMap<string, ReadonlySet<FaultKind>>,
  loadEnd: Micros,
): Reaction[] {
  return waiting.map(({ entry, action, fault, targets }) => {
    const when: Condition = entry.when === undefined ? { assert: {} } : conditionOf(entry.when);
    const from = entry.at ?? 0;
    return {
      when,
      text: 'assert' in when ? assertionWords(when.assert) : conditionWords(when),
      from,
      until: Math.min(loadEnd, entry.within === undefined ? loadEnd : from + entry.within),
      events: eventsOf(entry, action, fault, targets, balancer, known),
    };
  });
}

function eventsOf(
  entry: TimelineEntry,
  action: Action,
  fault: Fault | null,
  targets: readonly Target[],
  balancer: BalancerSpec,
  known: ReadonlyMap<string, ReadonlySet<FaultKind>>,
): TimelineEvent[] {
  const at = entry.after ?? 0;
  if (entry.reload !== undefined) {
    return [{ at, do: 'order', order: { kind: 'reload', balancer: reloaded(balancer, entry.reload) } }];
  }
  const operations = operationsOf(action, entry, targets, at);
  if (operations !== null) return operations;
  if (fault !== null) return switches(fault, targets, at, entry.for);
  return targets.flatMap(({ backend }) => {
    const kinds = [...(known.get(backend) ?? [])].filter((kind) => (kind === 'crash') === (action === 'restart'));
    // Only the kind counts where a fault is switched off.
    return kinds.map((kind): TimelineEvent => ({ at, do: 'fault', backend, action: 'off', fault: { kind } as Fault }));
  });
}

function switches(fault: Fault, targets: readonly Target[], at: Micros, duration: Micros | undefined): TimelineEvent[] {
  const all = (time: Micros, action: 'on' | 'off') =>
    targets.map(({ backend }): TimelineEvent => ({ at: time, do: 'fault', backend, action, fault }));
  return [...all(at, 'on'), ...(duration === undefined ? [] : all(at + duration, 'off'))];
}
