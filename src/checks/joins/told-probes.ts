/**
 * What the subject says of each probe, held against what the backend saw of it. Only plain contradictions count: a
 * success that no answer explains, or a failure though a good answer was in hand well before the verdict.
 */

import type { Micros } from '../../kernel/clock.ts';
import { type History, NONE } from '../../sim/history/history.ts';
import type { HealthCheckSpec } from '../../sim/scenario/balancer-spec.ts';
import { isBlinding } from '../../sim/scenario/fault-facts.ts';
import type { FaultSpan } from './faults.ts';
import { isGoodStatus } from './outages.ts';
import { ODD_ANSWER, type Probes } from './probes.ts';
import type { Timing } from './timing.ts';

export interface Contradiction {
  readonly reason: string;
  /** The backend's rows that show it. */
  readonly rows: readonly number[];
}

/** One backend's probes as it lived them, asked in the order in which the subject judged them. */
export class ToldProbes {
  readonly #history: History;
  readonly #probes: Probes;
  readonly #spans: readonly FaultSpan[];
  readonly #health: HealthCheckSpec;
  readonly #timing: Timing;
  /** The first probe that can still matter: earlier ones arrived long before every later verdict. */
  #first = 0;

  constructor(history: History, probes: Probes, spans: readonly FaultSpan[], health: HealthCheckSpec, timing: Timing) {
    this.#history = history;
    this.#probes = probes;
    this.#spans = spans;
    this.#health = health;
    this.#timing = timing;
  }

  /** Judges the verdict `ok` given at `now`; `before` is when the subject judged the backend's previous probe. */
  contradiction(ok: boolean, before: Micros, now: Micros): Contradiction | null {
    if (this.#blind(before, now)) return null;
    return ok ? this.#successWithoutAnswer(before, now) : this.#failureDespiteAnswer(before, now);
  }

  #successWithoutAnswer(before: Micros, now: Micros): Contradiction | null {
    const { tolerance, error } = this.#timing;
    for (let probe = this.#from(before); probe < this.#probes.count; probe++) {
      if (this.#arrived(probe) > now + error) break;
      const answer = this.#probes.answerRow[probe] as number;
      const status = answer === NONE ? NONE : (this.#history.b[answer] as number);
      if (status !== ODD_ANSWER && !isGoodStatus(status, this.#health)) continue;
      const answered = this.#history.time[answer] as number;
      // An odd answer is one from its first byte on, and may be taken for good long after that.
      if (status === ODD_ANSWER && answered <= now + error) return null;
      if (answered >= before - tolerance && answered <= now + error) return null;
    }
    return { reason: 'the backend gave no good answer to any probe since the one before', rows: [] };
  }

  #failureDespiteAnswer(before: Micros, now: Micros): Contradiction | null {
    const { tolerance, error } = this.#timing;
    let only = NONE;
    for (let probe = this.#from(before); probe < this.#probes.count; probe++) {
      const arrived = this.#arrived(probe);
      if (arrived > now + tolerance) break;
      if (arrived < before - 2 * error) {
        if (this.#isPending(probe, before)) return null;
      } else if (only === NONE) {
        only = probe;
      } else {
        return null;
      }
    }
    if (only === NONE || this.#probes.result[only] !== 'good' || this.#arrived(only) < before + tolerance) return null;
    const arrival = this.#probes.arrivalRow[only] as number;
    const answer = this.#probes.answerRow[only] as number;
    if ((this.#history.time[answer] as number) + tolerance >= now) return null;
    return { reason: 'the backend had answered it well and in time', rows: [arrival, answer] };
  }

  /** Whether an earlier probe may still have been without a verdict at this time: then a later verdict may be its own. */
  #isPending(probe: number, at: Micros): boolean {
    const answer = this.#probes.answerRow[probe] as number;
    const answered = answer === NONE ? Infinity : (this.#history.time[answer] as number);
    return answered > at && this.#arrived(probe) + this.#health.timeout > at + this.#timing.tolerance;
  }

  /** Around a death rows may be missing, around a freeze they are late, and some faults leave no trace: no evidence either way. */
  #blind(before: Micros, now: Micros): boolean {
    const margin = this.#health.timeout + this.#timing.tolerance;
    return this.#spans.some(({ kind, onEarliest, offLatest }) => {
      return isBlinding(kind) && onEarliest - margin <= now && before <= offLatest + margin;
    });
  }

  /** Skips what was over, answered or given up, before `before`. */
  #from(before: Micros): number {
    while (this.#first < this.#probes.count && this.#over(this.#first, before)) this.#first++;
    return this.#first;
  }

  #over(probe: number, before: Micros): boolean {
    const answer = this.#probes.answerRow[probe] as number;
    const unanswered = this.#arrived(probe) + this.#health.timeout;
    const last = answer === NONE ? unanswered : (this.#history.time[answer] as number);
    return last < before - this.#timing.tolerance;
  }

  #arrived(probe: number): Micros {
    return this.#history.time[this.#probes.arrivalRow[probe] as number] as number;
  }
}
