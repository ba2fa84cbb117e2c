/**
 * A check judges a finished run: a pure function of the history and the scenario.
 *
 * To add one: write a file with one `Check`, list it in `index.ts`, and give `test/checks` a hand-made history that
 * keeps it and one that breaks it. A check rests on what the lab's own clients and backends saw; the subject's story
 * (`lb.*` rows) may be held against that, never believed instead of it. What lies inside the run's timing error
 * is no evidence either way.
 */
import type { History } from '../sim/history/history.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';

export type Verdict = 'holds' | 'violated' | 'unknown';

export interface Violation {
  /** One plain sentence: what was seen, and what was expected. */
  readonly message: string;
  /** The few rows of the history that show it, in order. */
  readonly rows: readonly number[];
}

export interface Finding {
  readonly verdict: Verdict;
  /** How many observations the verdict rests on; 0 is always `unknown`. */
  readonly evidence: number;
  /** What was counted: `requests`, `probes`, ... */
  readonly unit: string;
  /** One short sentence for the summary: the measured value, or why it can't be told. */
  readonly note: string;
  /** The first few; `violationCount` counts all. */
  readonly violations: readonly Violation[];
  readonly violationCount: number;
}

/** What a check may look at. */
export interface CheckInput {
  readonly history: History;
  readonly scenario: Scenario;
}

export interface Check {
  /** Kebab-case, stable: people grep for it. */
  readonly name: string;
  readonly kind: 'invariant' | 'expectation';
  /** What it promises, in one sentence. */
  readonly about: string;
  /** Whether this scenario can put it to the test at all; if not, it is left out of the report. */
  applies(scenario: Scenario): boolean;
  /**
   * For a check of the subject's own story: why this subject can't be judged by it (it tells no states, shows no
   * metrics), or null when it can. What nobody promised to tell is left out and named, not held against it as unknown.
   */
  missing?(history: History): string | null;
  run(input: CheckInput): Finding;
  /**
   * What it judges comes about by chance, or in few scenarios: where it did not, the law is left out as if it did not
   * apply. Other laws are `unknown` then, for whoever wrote the scenario counts on them.
   */
  readonly byChance?: true;
}

/** At most this many violations are kept; the rest are counted. */
const VIOLATIONS_KEPT = 10;

/** Collects what a check sees and turns it into a finding. */
export class Findings {
  readonly #unit: string;
  readonly #violations: Violation[] = [];
  #evidence = 0;
  #count = 0;

  constructor(unit: string) {
    this.#unit = unit;
  }

  /** One more observation that could have gone wrong. */
  observe(count = 1): void {
    this.#evidence += count;
  }

  /** An observation went wrong (already counted by `observe`). */
  violate(message: string, rows: readonly number[]): void {
    this.#count++;
    if (this.#violations.length < VIOLATIONS_KEPT) this.#violations.push({ message, rows });
  }

  /**
   * The verdict: `unknown` without evidence. `note` says what holds; `unknownBecause` and `violatedNote` stand in for it
   * under the other verdicts.
   */
  finding(
    note: string,
    unknownBecause = 'nothing to judge by',
    violatedNote = `${this.#count} ${this.#count === 1 ? 'violation' : 'violations'}`,
  ): Finding {
    const verdict = this.#count > 0 ? 'violated' : this.#evidence === 0 ? 'unknown' : 'holds';
    return {
      verdict,
      evidence: this.#evidence,
      unit: this.#unit,
      note: { holds: note, unknown: unknownBecause, violated: violatedNote }[verdict],
      violations: this.#violations,
      violationCount: this.#count,
    };
  }
}

const SEVERITY: Readonly<Record<Verdict, number>> = { holds: 0, unknown: 1, violated: 2 };

/** The worst of several: violated > unknown > holds. No verdicts at all is `unknown`. */
export function combineVerdicts(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0) return 'unknown';
  return verdicts.reduce((worst, verdict) => (SEVERITY[verdict] > SEVERITY[worst] ? verdict : worst));
}
