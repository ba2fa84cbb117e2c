/** The faults that are on: switches them for the director, and knows which are left to be switched off at the end. */

import type { Fault } from '../scenario/fault-spec.ts';
import type { LabLog } from './lab-log.ts';

export interface FaultSwitch {
  setFault(backend: string, fault: Fault, on: boolean, onDone: () => void): void;
}

export class Switchboard {
  readonly #stage: FaultSwitch;
  readonly #log: LabLog;
  /** Whether what makes no sense at its moment is left out: where conditions decide, no one checked it beforehand. */
  readonly #lenient: boolean;
  readonly #onIdle: () => void;
  /** Faults that are on, or are being switched on, by backend. */
  readonly #on = new Map<string, Fault[]>();
  /** Acts on faults that are not done yet. */
  #acting = 0;
  #cancelled = false;

  /** `onIdle` is called whenever the last switch is done. */
  constructor(stage: FaultSwitch, log: LabLog, lenient: boolean, onIdle: () => void) {
    this.#stage = stage;
    this.#log = log;
    this.#lenient = lenient;
    this.#onIdle = onIdle;
  }

  get busy(): boolean {
    return this.#acting > 0;
  }

  set(backend: string, fault: Fault, on: boolean): void {
    const faults = this.#on.get(backend) ?? [];
    if (this.#lenient) {
      const isOn = faults.some(({ kind }) => kind === fault.kind);
      if (on === isOn || (on && faults.some(({ kind }) => kind === 'crash'))) return;
      // A process that dies takes its other faults with it.
      if (on && fault.kind === 'crash') for (const other of faults) this.#switch(backend, other, false);
    }
    this.#switch(backend, fault, on);
  }

  /** Ends every fault; calls back when that is done. */
  switchAllOff(onDone: () => void): void {
    const open = [...this.#on].flatMap(([backend, faults]) => faults.map((fault) => ({ backend, fault })));
    let left = open.length;
    if (left === 0) onDone();
    for (const { backend, fault } of open) {
      this.#switch(backend, fault, false, () => {
        if (--left === 0) onDone();
      });
    }
  }

  /** Nothing is told any more. */
  cancel(): void {
    this.#cancelled = true;
  }

  #switch(backend: string, fault: Fault, on: boolean, onDone: () => void = this.#onIdle): void {
    const others = (this.#on.get(backend) ?? []).filter(({ kind }) => kind !== fault.kind);
    this.#on.set(backend, on ? [...others, fault] : others);
    this.#acting++;
    this.#stage.setFault(backend, fault, on, () => {
      if (this.#cancelled) return;
      this.#acting--;
      this.#log.fault(backend, fault.kind, on);
      onDone();
    });
  }
}
