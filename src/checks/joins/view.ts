/**
 * A history as checks look at it: requests, probes, faults and what follows from them, each joined once per run and
 * only when the first check asks for it.
 */
import { type History, NONE } from '../../sim/history/history.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { CheckInput } from '../check.ts';
import { type FaultSpan, recordedFaults } from './faults.ts';
import { type OutWindow, outWindows } from './out-windows.ts';
import { joinProbes, type Probes } from './probes.ts';
import { joinRequests, type Requests } from './requests.ts';
import { rowsOf } from './rows.ts';
import { type Standing, standingOf } from './standing.ts';
import { type Timing, timingOf } from './timing.ts';

export class View {
  readonly history: History;
  readonly scenario: Scenario;
  /** Rows the history had when the view was made. */
  readonly length: number;
  readonly #made = new Map<string, unknown>();

  constructor(history: History, scenario: Scenario) {
    this.history = history;
    this.scenario = scenario;
    this.length = history.length;
  }

  /** By actor: the position of that backend in the scenario, or NONE. */
  get backendOf(): Int32Array {
    return this.#once('backendOf', () => {
      const position = new Map(this.scenario.backends.map(({ name }, at) => [name, at]));
      return Int32Array.from(this.history.actors, (name) => position.get(name) ?? NONE);
    });
  }

  get requests(): Requests {
    return this.#once('requests', () => joinRequests(this.history));
  }

  /** All `backend.request` rows, in order. */
  get arrivalRows(): Int32Array {
    return rowsOf(this.history, 'backend.request');
  }

  get timing(): Timing {
    return this.#once('timing', () => timingOf(this.history, this.scenario, this.requests));
  }

  /** By backend. */
  get faults(): readonly (readonly FaultSpan[])[] {
    return this.#once('faults', () => recordedFaults(this.history, this.scenario, this.timing));
  }

  /** By backend. */
  get probes(): readonly Probes[] {
    const health = this.scenario.balancer.healthCheck;
    return this.#once('probes', () => joinProbes(this.history, this.backendOf, this.faults, health, this.timing));
  }

  /** By backend: when faults oblige it to be in or out. */
  get standings(): readonly Standing[] {
    const { balancer, backends } = this.scenario;
    return this.#once('standings', () =>
      backends.map((backend, at) => standingOf(this.faults[at] ?? [], balancer.healthCheck, this.timing, backend)),
    );
  }

  /** By backend: when probes, or the detection bound, oblige it to be out. */
  get outWindows(): readonly (readonly OutWindow[])[] {
    const health = this.scenario.balancer.healthCheck;
    return this.#once('outWindows', () =>
      this.probes.map((probes, at) => outWindows(this.history, probes, this.faults[at] ?? [], health, this.timing)),
    );
  }

  #once<T>(name: string, make: () => T): T {
    if (!this.#made.has(name)) this.#made.set(name, make());
    return this.#made.get(name) as T;
  }
}

const VIEWS = new WeakMap<History, View>();

/** The view of a run, made once. */
export function viewOf({ history, scenario }: CheckInput): View {
  const known = VIEWS.get(history);
  if (known !== undefined && known.scenario === scenario && known.length === history.length) return known;
  const view = new View(history, scenario);
  VIEWS.set(history, view);
  return view;
}

/** The time of a row as people read it: seconds of the run, to the millisecond. */
export function clockTime(history: History, row: number): string {
  return `${((history.time[row] as number) / 1e6).toFixed(3)} s`;
}
