/** One run, from the scenario to the judged result. */
import type { Parts } from '../balancer/parts.ts';
import { combineVerdicts } from '../checks/check.ts';
import { judge, leftOut } from '../checks/judge.ts';
import { LbsimError } from '../kernel/errors.ts';
import { historyDigest } from '../report/digest.ts';
import type { Progress, ProgressState } from '../report/progress.ts';
import type { RunResult } from '../report/run-result.ts';
import type { History } from '../sim/history/history.ts';
import type { SubjectSpec } from '../sim/live/subject.ts';
import { runLive } from '../sim/live/world.ts';
import { loadEnd, type Scenario } from '../sim/scenario/scenario.ts';
import { runVirtual } from '../sim/virtual/world.ts';
import type { Interrupt } from './interrupt.ts';
import { replayCommand } from './replay-command.ts';
import type { ScenarioFile } from './scenario-files.ts';
import { partsOf } from './subject-option.ts';
import { BUILT_IN } from './subject-words.ts';

export type WorldName = 'virtual' | 'live';

export interface RunOptions {
  readonly world: WorldName;
  readonly subject: SubjectSpec;
  readonly readyTimeoutMs: number;
  /** Where the report will be; null for none. */
  readonly directory: string | null;
  readonly progress: Progress;
  readonly interrupt: Interrupt;
}

/** Runs and judges. Rejects with an `LbsimError` when the run could not be made. */
export async function runScenario(input: ScenarioFile, options: RunOptions): Promise<RunResult> {
  const startedAt = performance.now();
  const history = await play(input, options).finally(() => options.progress.done());
  const judgements = judge({ history, scenario: input.scenario });
  return {
    scenario: input.scenario,
    scenarioText: input.text,
    scenarioFiles: input.files,
    file: input.file,
    history,
    results: judgements,
    leftOut: leftOut({ history, scenario: input.scenario }),
    verdict: combineVerdicts(judgements.map(({ finding }) => finding.verdict)),
    digest: historyDigest(history),
    wallMs: performance.now() - startedAt,
    replay: replayCommand(input, options),
    directory: options.directory,
  };
}

async function play({ scenario }: ScenarioFile, options: RunOptions): Promise<History> {
  const { world, subject, progress, interrupt } = options;
  await interrupt.check();
  if (world === 'virtual') {
    const parts = await partsOf(subject);
    return interrupt.unguarded(() => playVirtual(scenario, parts, subject));
  }
  let state: ProgressState = {
    name: scenario.name,
    world,
    elapsedUs: 0,
    totalUs: loadEnd(scenario),
    sent: 0,
    ok: 0,
    failed: 0,
    inFlight: 0,
    lastEvent: '',
  };
  return runLive(scenario, {
    subject,
    signal: interrupt.signal,
    readyTimeoutMs: options.readyTimeoutMs,
    onEvent: (lastEvent) => {
      state = { ...state, lastEvent };
      progress.update(state);
    },
    onProgress: ({ elapsed, sent, ok, failed, inFlight }) => {
      state = { ...state, elapsedUs: Math.min(elapsed, state.totalUs), sent, ok, failed, inFlight };
      progress.update(state);
    },
  });
}

function playVirtual(scenario: Scenario, parts: Partial<Parts>, subject: SubjectSpec): History {
  try {
    return runVirtual(scenario, { parts, subject: subject.name });
  } catch (error) {
    if (error instanceof LbsimError || subject.name === BUILT_IN) throw error;
    const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new LbsimError('subject-failed', `The subject (${subject.name}) threw an error during the run.\n${story}`);
  }
}
