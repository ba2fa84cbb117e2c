/**
 * A history as checks look at it: requests, probes, faults and what follows from them, each joined once per run and
 * only when the first check asks for it.
 */
import type { Micros } from '../../kernel/clock.ts';
import { type History, NONE } from '../../sim/history/history.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { CheckInput } from '../check.ts';
import { type Absence, absencesOf } from './absences.ts';
import { type Drained, drainsOf } from './drains.ts';
import { forgettings, standingsOf } from './eligibility.ts';
import { type FaultSpan, recordedFaults } from './faults.ts';
import type { Interval } from './intervals.ts';
import { type Given, givenOrders } from './orders.ts';
import { type OutWindow, outWindows } from './out-windows.ts';
import { allPerils, faultPerils } from './perils.ts';
import { joinProbes, type Probes } from './probes.ts';
import { joinRequests, type Requests } from './requests.ts';
import { rowsOf } from './rows.ts';
import { type Calm, calmPieces, constantStretches, type Standing, type Stretch } from './standing.ts';
import type { Story } from './story.ts';
import { type Timing, timingOf } from './timing.ts';
import { workEnds } from './work.ts';

export class View implements Story {
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
    return this.#once('faults', () => this.scenario.backends.map(({ name }) => this.#recorded.get(name) ?? []));
  }

  /** Of the network between clients and the balancer. */
  get clientFaults(): readonly FaultSpan[] {
    return this.#recorded.get('clients') ?? [];
  }

  get #recorded(): ReadonlyMap<string, readonly FaultSpan[]> {
    return this.#once('recorded', () => recordedFaults(this.history, this.scenario, this.timing));
  }

  /** By backend. */
  get probes(): readonly Probes[] {
    const health = this.scenario.balancer.healthCheck;
    return this.#once('probes', () => joinProbes(this.history, this.backendOf, this.faults, health, this.timing));
  }

  /** What the lab ordered, through the admin API. */
  get orders(): readonly Given[] {
    return this.#once('orders', () => givenOrders(this.history, this.backendOf));
  }

  /** When the balancer's process was away. */
  get absences(): readonly Absence[] {
    return this.#once('absences', () => absencesOf(this.history, this.timing));
  }

  /** When faults of backends or networks can break an exchange. */
  get faultPerils(): readonly Interval[] {
    return this.#once('faultPerils', () => faultPerils(this));
  }

  /** The same, and when the balancer's process is away. */
  get perils(): readonly Interval[] {
    return this.#once('perils', () => allPerils(this.faultPerils, this));
  }

  /** By row, for each `backend.request`: when its backend was done with it; Infinity when never. */
  get workEnds(): Float64Array {
    return this.#once('workEnds', () => workEnds(this));
  }

  /** By backend: when it has been ordered to drain, or to go. */
  get drains(): readonly (readonly Drained[])[] {
    return this.#once('drains', () => this.scenario.backends.map((_, at) => drainsOf(this, at)));
  }

  /** By backend: when faults and orders oblige it to be in or out. */
  get standings(): readonly Standing[] {
    return this.#once('standings', () => standingsOf(this));
  }

  /** When the eligible set is known and constant, before an order changed weights or the configuration. */
  get stretches(): readonly Stretch[] {
    return this.#once('stretches', () => cutAt(constantStretches(this.standings), this.#firstChange));
  }

  /** All of time, by which backends are undisturbed, before an order changed weights or the configuration. */
  get calm(): readonly Calm[] {
    return this.#once('calm', () => cutAt(calmPieces(this.standings), this.#firstChange));
  }

  get #firstChange(): Micros {
    const changes = this.orders.filter(({ kind }) => kind === 'weight' || kind === 'reload');
    return Math.min(Infinity, ...changes.map(({ sent }) => sent - this.timing.error));
  }

  /** By backend: when probes, or the detection bound, oblige it to be out. */
  get outWindows(): readonly (readonly OutWindow[])[] {
    const health = this.scenario.balancer.healthCheck;
    return this.#once('outWindows', () =>
      this.probes.map((probes, at) =>
        outWindows(this.history, probes, this.faults[at] ?? [], health, this.timing, forgettings(this, at)),
      ),
    );
  }

  #once<T>(name: string, make: () => T): T {
    if (!this.#made.has(name)) this.#made.set(name, make());
    return this.#made.get(name) as T;
  }
}

function cutAt<T extends Interval>(intervals: readonly T[], end: Micros): T[] {
  return intervals.flatMap((it) => (it.from >= end ? [] : [{ ...it, to: Math.min(it.to, end) }]));
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
