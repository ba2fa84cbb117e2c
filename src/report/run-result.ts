/** A finished and judged run: what every reporter is given. */
import type { Check, Finding, Verdict } from '../checks/check.ts';
import type { LeftOut } from '../checks/judge.ts';
import type { History } from '../sim/history/history.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';

export interface RunResult {
  readonly scenario: Scenario;
  /** The scenario file's text with the seed set: what replays the run. */
  readonly scenarioText: string;
  /** The files that the scenario names, by name: they are written beside it. */
  readonly scenarioFiles?: ReadonlyMap<string, string>;
  /** The file it came from, as the user named it. */
  readonly file: string;
  readonly history: History;
  readonly results: readonly CheckResult[];
  /** Checks that rest on what this subject does not tell of itself. */
  readonly leftOut: readonly LeftOut[];
  /** All results combined. */
  readonly verdict: Verdict;
  /** SHA-256 of history.ndjson, in hex; equal for equal runs of the virtual world. */
  readonly digest: string;
  /** How long the run took on the wall clock, in ms. */
  readonly wallMs: number;
  /** The command that replays it. */
  readonly replay: string;
  /** Where its files are written, as shown to the user; null when nothing is written. */
  readonly directory: string | null;
}

export interface CheckResult {
  readonly check: Pick<Check, 'name' | 'kind' | 'about'>;
  readonly finding: Finding;
}
