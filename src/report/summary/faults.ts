/** When which fault was really on, as the lab switched it, and how to say it in words. */
import type { Micros } from '../../kernel/clock.ts';
import { EVENT_CODE } from '../../sim/history/event.ts';
import type { History } from '../../sim/history/history.ts';
import { faultWords } from '../../sim/scenario/fault-facts.ts';
import type { Fault } from '../../sim/scenario/fault-spec.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { faultEvents } from '../../sim/scenario/timeline-event.ts';

const FAULT = EVENT_CODE['lab.fault'];

export interface FaultWindow {
  readonly backend: string;
  /** The kind: `crash`, `slow`, ... */
  readonly fault: string;
  readonly from: Micros;
  /** Null when it was never switched off. */
  readonly to: Micros | null;
  /** What it does to the backend: `crashed`, `slow (+200 ms)`. Follows the backend's name. */
  readonly words: string;
}

/** All windows, in the order in which they opened. */
export function faultWindows(history: History, scenario: Scenario): FaultWindow[] {
  const windows: FaultWindow[] = [];
  const open = new Map<string, number>();
  const seen = new Map<string, number>();
  for (let row = 0; row < history.length; row++) {
    if (history.kind[row] !== FAULT) continue;
    const backend = history.actors[history.peer[row] as number] ?? '';
    const text = history.texts[history.text[row] as number] ?? '';
    const fault = text.split(/[\s:]/, 1)[0] ?? text;
    const key = `${backend}\n${fault}`;
    const at = history.time[row] as number;
    const known = open.get(key);
    if (known !== undefined) {
      // Switching on what is on already (another speed, another status) ends one window and begins the next.
      windows[known] = { ...(windows[known] as FaultWindow), to: at };
      open.delete(key);
    }
    if (history.a[row] === 0) continue;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    open.set(key, windows.length);
    windows.push({
      backend,
      fault,
      from: at,
      to: null,
      words: faultWords(fault, nthFault(scenario, backend, fault, nth)),
    });
  }
  return windows;
}

/** The history names the fault; what exactly it was stands in the scenario, whose n-th one this is. */
function nthFault(scenario: Scenario, backend: string, fault: string, nth: number): Fault | undefined {
  return faultEvents(scenario.timeline).filter(
    (event) => event.action === 'on' && event.backend === backend && event.fault.kind === fault,
  )[nth]?.fault;
}
