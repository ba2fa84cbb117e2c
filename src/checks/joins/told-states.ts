/**
 * One backend's states and probes as the subject tells them, row by row, and where its story stops making sense. A change
 * of state may be told right before or right after the probe that causes it.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { BackendState } from '../../sim/history/event.ts';
import { type History, NONE } from '../../sim/history/history.ts';
import type { HealthCheckSpec } from '../../sim/scenario/balancer-spec.ts';
import type { Findings } from '../check.ts';
import type { ToldProbes } from './told-probes.ts';
import { clockTime } from './view.ts';

export class ToldStates {
  readonly #name: string;
  readonly #history: History;
  readonly #health: HealthCheckSpec;
  readonly #tolerance: Micros;
  readonly #findings: Findings;
  readonly #lived: ToldProbes | null;
  #state: BackendState = 'Healthy';
  #streakOk = true;
  #streak = 0;
  #probeRow = NONE;
  /** A change that the last probe calls for and that was not told yet. */
  #due: BackendState | null = null;
  /** A change that was told without cause so far: its probe may stand right behind it. */
  #earlyRow = NONE;
  #earlyStreak = '';

  constructor(
    name: string,
    history: History,
    health: HealthCheckSpec,
    tolerance: Micros,
    findings: Findings,
    lived: ToldProbes | null,
  ) {
    this.#name = name;
    this.#history = history;
    this.#health = health;
    this.#tolerance = tolerance;
    this.#findings = findings;
    this.#lived = lived;
  }

  onProbe(row: number): void {
    this.#findings.observe();
    this.#settleDue();
    const before = this.#state;
    const ok = this.#history.a[row] === 1;
    this.#streak = ok === this.#streakOk ? this.#streak + 1 : 1;
    this.#streakOk = ok;
    const told = this.#history.b[row] as number;
    if (told !== this.#streak) {
      const kind = ok ? 'good' : 'failed';
      this.#violate(`told of ${told} ${kind} probes in a row of ${this.#name}, where ${this.#streak} is right`, row);
      this.#streak = told;
    }
    this.#compareWithLab(ok, row);
    this.#probeRow = row;
    this.#due = this.#dueAfter(before);
    this.#settleEarly(row);
  }

  onState(row: number): void {
    const state = this.#history.texts[this.#history.text[row] as number] as BackendState;
    this.#settleEarly(row);
    if (state === this.#state) return;
    if (state === 'Draining' || this.#state === 'Draining') {
      // An operator's doing, not a probe's.
      this.#state = state;
      this.#due = null;
    } else if (state === this.#due) {
      this.#state = state;
      this.#due = null;
    } else {
      this.#earlyRow = row;
      this.#earlyStreak = this.#streakText();
    }
  }

  /** A story cut off between a probe and the change that belongs to it is no lie. */
  onEnd(lastTold: Micros): void {
    const { time } = this.#history;
    if (this.#earlyRow !== NONE && (time[this.#earlyRow] as number) < lastTold) this.#settleEarly(NONE);
    if (this.#probeRow !== NONE && (time[this.#probeRow] as number) < lastTold) this.#settleDue();
  }

  #dueAfter(state: BackendState): BackendState | null {
    if (state === 'Healthy' && !this.#streakOk && this.#streak >= this.#health.unhealthyThreshold) return 'Unhealthy';
    if (state === 'Unhealthy' && this.#streakOk && this.#streak >= this.#health.healthyThreshold) return 'Healthy';
    return null;
  }

  /** The change that the last probe called for never came. */
  #settleDue(): void {
    if (this.#due === null) return;
    const what = `left ${this.#name} ${this.#state} after ${this.#streakText()}, it must be ${this.#due}`;
    this.#violate(what, this.#probeRow);
    this.#due = null;
  }

  /** A change told before: caused by the probe at `row` if that follows at once, else by nothing. */
  #settleEarly(row: number): void {
    const early = this.#earlyRow;
    if (early === NONE) return;
    this.#earlyRow = NONE;
    const told = this.#history.texts[this.#history.text[early] as number] as BackendState;
    const { time } = this.#history;
    const atOnce = row !== NONE && (time[row] as number) - (time[early] as number) <= this.#tolerance;
    if (atOnce && told === this.#due) {
      this.#due = null;
    } else {
      this.#violate(`made ${this.#name} ${told} though its probes don't call for it (${this.#earlyStreak})`, early);
    }
    this.#state = told;
    if (this.#due === told) this.#due = null;
  }

  #compareWithLab(ok: boolean, row: number): void {
    const before = this.#probeRow === NONE ? -Infinity : (this.#history.time[this.#probeRow] as number);
    const found = this.#lived?.contradiction(ok, before, this.#history.time[row] as number);
    if (!found) return;
    this.#violate(`judged a probe of ${this.#name} ${ok ? 'good' : 'failed'}, but ${found.reason}`, row, found.rows);
  }

  #streakText(): string {
    return `${this.#streak} ${this.#streakOk ? 'good' : 'failed'} in a row`;
  }

  #violate(what: string, row: number, rows: readonly number[] = []): void {
    const near = this.#probeRow === NONE || this.#probeRow === row ? [] : [this.#probeRow];
    this.#findings.violate(
      `At ${clockTime(this.#history, row)} the balancer ${what}.`,
      [...near, ...rows, row].sort((x, y) => x - y),
    );
  }
}
