/** Puts a finished run to every check that applies to its scenario. */
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
  const judgements: Judgement[] = [];
  for (const check of checks) {
    try {
      const judged = check.applies(input.scenario) && (check.missing?.(input.history) ?? null) === null;
      if (judged) judgements.push({ check, finding: check.run(input) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      judgements.push({
        check,
        finding: new Findings('observations').finding('', `the check itself failed: ${reason}`),
      });
    }
  }
  return judgements;
}

export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/** The checks that apply to the scenario but rest on what this subject does not tell of itself. */
export function leftOut({ history, scenario }: CheckInput): readonly LeftOut[] {
  return INVARIANTS.filter((check) => check.applies(scenario)).flatMap(({ name, missing }) => {
    const reason = missing?.(history) ?? null;
    return reason === null ? [] : [{ name, reason }];
  });
}
