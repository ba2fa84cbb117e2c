/**
 * The faults of a run, or of a plan, as spans. A live fault is not switched at one instant: the act begins when it is
 * due and its row is written when it is done, so each end of a span is known as an earliest and a latest time.
 */
import type { Micros } from '../../kernel/clock.ts';
import { type History, NONE } from '../../sim/history/history.ts';
import type { Fault, FaultKind } from '../../sim/scenario/fault-spec.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { type FaultEvent, faultEvents } from '../../sim/scenario/timeline-event.ts';
import { rowsOf } from './rows.ts';
import { type Timing, timeOfPhase } from './timing.ts';

export interface FaultSpan {
  readonly kind: FaultKind;
  /** Its parameters; null when the history has a fault that the scenario does not name. */
  readonly fault: Fault | null;
  readonly onEarliest: Micros;
  readonly onLatest: Micros;
  readonly offEarliest: Micros;
  readonly offLatest: Micros;
  /** The rows that say so; NONE in a plan, and for a fault that was never switched off. */
  readonly onRow: number;
  readonly offRow: number;
}

interface Switch {
  readonly kind: FaultKind;
  readonly on: boolean;
  readonly fault: Fault | null;
  readonly earliest: Micros;
  readonly latest: Micros;
  readonly row: number;
}

/** By backend, in the scenario's order: what the timeline plans, in the scenario's time. */
export function plannedFaults(scenario: Scenario): FaultSpan[][] {
  const events = faultEvents(scenario.timeline);
  return scenario.backends.map(({ name }) =>
    spansOf(
      events
        .filter(({ backend }) => backend === name)
        .map(({ at, action, fault }) => {
          return { kind: fault.kind, on: action === 'on', fault, earliest: at, latest: at, row: NONE };
        }),
    ),
  );
}

/** By the name of whom they hit (backends, and `clients` for their network): what was really switched. */
export function recordedFaults(history: History, scenario: Scenario, timing: Timing): ReadonlyMap<string, FaultSpan[]> {
  const heal = timeOfPhase(history, 'heal') ?? Infinity;
  const switches = new Map<string, Switch[]>();
  const seen = new Map<string, number>();
  const planned = new Map<string, FaultEvent[]>();
  for (const event of faultEvents(scenario.timeline)) {
    push(planned, stepOf(event.backend, event.fault.kind, event.action === 'on'), event);
  }
  for (const row of rowsOf(history, 'lab.fault')) {
    const { peer, text, a, time } = history.row(row);
    const on = a === 1;
    // The n-th switch of a kind in the history is the n-th in the timeline; what comes on top of those is the healing.
    const step = stepOf(peer ?? '', text, on);
    const nth = seen.get(step) ?? 0;
    seen.set(step, nth + 1);
    const event = planned.get(step)?.[nth];
    const due = event === undefined ? time : timing.origin + event.at;
    const earliest = Math.min(time, due, heal);
    const kind = text as FaultKind;
    push(switches, peer ?? '', { kind, on, fault: event?.fault ?? null, earliest, latest: time, row });
  }
  return new Map([...switches].map(([name, steps]) => [name, spansOf(steps)]));
}

function stepOf(name: string, kind: string, on: boolean): string {
  return `${name} ${kind} ${on}`;
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** Pairs the switches of one backend. A second `on` of a kind replaces the first: the parameters may differ. */
function spansOf(switches: readonly Switch[]): FaultSpan[] {
  const spans: FaultSpan[] = [];
  const open = new Map<FaultKind, Switch>();
  for (const step of switches) {
    const begun = open.get(step.kind);
    if (begun !== undefined) spans.push(span(begun, step));
    if (step.on) open.set(step.kind, step);
    else open.delete(step.kind);
  }
  for (const begun of open.values()) spans.push(span(begun, null));
  return spans.sort((x, y) => x.onLatest - y.onLatest);
}

function span(on: Switch, off: Switch | null): FaultSpan {
  return {
    kind: on.kind,
    fault: on.fault,
    onEarliest: on.earliest,
    onLatest: on.latest,
    offEarliest: off === null ? Infinity : Math.max(on.latest, off.earliest),
    offLatest: off?.latest ?? Infinity,
    onRow: on.row,
    offRow: off?.row ?? NONE,
  };
}
