/** Puts a finished run to every check that applies to its scenario. */
import type { History } from '../sim/history/history.ts';
import { type Check, type CheckInput, type Finding, Findings } from './check.ts';
import { expectationChecks, INVARIANTS } from './index.ts';

export interface Judgement {
  readonly check: Check;
  readonly finding: Finding;
}

/** Laws first, then promises. A check that fails itself has found out nothing: `unknown`, and never a crash. */
export function judge(input: CheckInput): readonly Judgement[] {
  return judgeBy([...INVARIANTS, ...expectationChecks(input.scenario)], input);
}

/** The same for these checks only. */
export function judgeBy(checks: readonly Check[], input: CheckInput): readonly Judgement[] {
  return checks.flatMap((check): Judgement[] => {
    const result = resultOf(check, input);
    return result === null || typeof result === 'string' ? [] : [{ check, finding: result }];
  });
}

export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/** The checks that apply to the scenario but rest on what this subject does not tell of itself. */
export function leftOut(input: CheckInput): readonly LeftOut[] {
  return INVARIANTS.flatMap((check) => {
    const result = resultOf(check, input);
    return typeof result === 'string' && check.byChance !== true ? [{ name: check.name, reason: result }] : [];
  });
}

/** A finding; why there is none to speak of; or null when the check does not apply after all. */
type Result = Finding | string | null;

const KNOWN = new WeakMap<History, { input: CheckInput; length: number; results: Map<Check, Result> }>();

/** Each law is put to a run once, however often it is asked for. */
function resultOf(check: Check, input: CheckInput): Result {
  const { history, scenario } = input;
  let known = KNOWN.get(history);
  if (known === undefined || known.input.scenario !== scenario || known.length !== history.length) {
    known = { input, length: history.length, results: new Map() };
    KNOWN.set(history, known);
  }
  let result = known.results.get(check);
  if (result === undefined) {
    result = findOut(check, input);
    known.results.set(check, result);
  }
  return result;
}

function findOut(check: Check, input: CheckInput): Result {
  try {
    if (!check.applies(input.scenario)) return null;
    const missing = check.missing?.(input.history) ?? null;
    if (missing !== null) return missing;
    const finding = check.run(input);
    return check.byChance === true && finding.verdict === 'unknown' ? null : finding;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return new Findings('observations').finding('', `the check itself failed: ${reason}`);
  }
}
