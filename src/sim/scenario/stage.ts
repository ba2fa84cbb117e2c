/**
 * The faults that are on while the timeline is played on paper, and the switches that were thrown.
 */
import type { Micros } from '../../kernel/clock.ts';
import { endedBy } from './fault-facts.ts';
import type { Fault, FaultKind } from './fault-spec.ts';
import type { Step } from './steps.ts';
import type { Target } from './targets.ts';
import type { TimelineEvent } from './timeline-event.ts';

/** A fault that is on, and the step that switched it on. */
export interface On {
  readonly fault: Fault;
  readonly step: Step;
}

export class Stage {
  readonly events: TimelineEvent[] = [];
  readonly #on = new Map<string, Map<FaultKind, On>>();

  /** Everything that is on for a backend. */
  all(backend: string): On[] {
    return [...(this.#on.get(backend)?.values() ?? [])];
  }

  on(backend: string, kind: FaultKind): On | undefined {
    return this.#on.get(backend)?.get(kind);
  }

  /** What this `restart` (what kills the process) or `recover` (all else) would end. */
  endedBy(step: Step, backend: string): On[] {
    return this.all(backend).filter(({ fault }) => endedBy(fault.kind) === step.action);
  }

  switchOn(step: Step, fault: Fault, backend: string): void {
    // A process that dies takes its other faults with it: the one that restarts is a fresh one.
    if (fault.kind === 'crash') for (const other of this.all(backend)) this.switchOff(step.at, backend, other);
    const faults = this.#on.get(backend) ?? new Map<FaultKind, On>();
    this.#on.set(backend, faults.set(fault.kind, { fault, step }));
    this.events.push({ at: step.at, do: 'fault', backend, action: 'on', fault });
  }

  switchOff(at: Micros, backend: string, { fault }: On): void {
    this.#on.get(backend)?.delete(fault.kind);
    this.events.push({ at, do: 'fault', backend, action: 'off', fault });
  }

  /** Whether or not it is on. */
  switchOffKind(at: Micros, backend: string, kind: FaultKind): void {
    // Only the kind counts where a fault is switched off.
    const fault = this.on(backend, kind)?.fault ?? ({ kind } as Fault);
    this.#on.get(backend)?.delete(kind);
    this.events.push({ at, do: 'fault', backend, action: 'off', fault });
  }

  /** The `for` of a step has passed: what it switched on goes off, where a crash has not done so before. */
  endByItself(step: Step, targets: readonly Target[]): void {
    for (const { backend } of targets) {
      const mine = this.all(backend).find((one) => one.step === step);
      if (mine !== undefined && step.until !== null) this.switchOff(step.until, backend, mine);
    }
  }
}
