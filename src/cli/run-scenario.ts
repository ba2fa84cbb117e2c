/** One run, from the scenario to the judged result. */
import { combineVerdicts } from '../checks/check.ts';
import { judge } from '../checks/judge.ts';
import { LbsimError } from '../kernel/errors.ts';
import { historyDigest } from '../report/digest.ts';
import type { Progress, ProgressState } from '../report/progress.ts';
import type { RunResult } from '../report/run-result.ts';
import type { History } from '../sim/history/history.ts';
import { loadParts } from '../sim/live/parts-module.ts';
import type { SubjectSpec } from '../sim/live/subject.ts';
import { runLive } from '../sim/live/world.ts';
import { loadEnd } from '../sim/scenario/scenario.ts';
import { runVirtual } from '../sim/virtual/world.ts';
import { replayCommand } from './replay-command.ts';
import type { ScenarioFile } from './scenario-files.ts';

export type WorldName = 'virtual' | 'live';

export interface RunOptions {
  readonly world: WorldName;
  readonly subject: SubjectSpec;
  readonly readyTimeoutMs: number;
  /** Where the report will be; null for none. */
  readonly directory: string | null;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Runs and judges. Rejects with an `LbsimError` when the run could not be made. */
export async function runScenario(input: ScenarioFile, options: RunOptions): Promise<RunResult> {
  const startedAt = performance.now();
  const history = await play(input, options).finally(() => options.progress.done());
  const judgements = judge({ history, scenario: input.scenario });
  return {
    scenario: input.scenario,
    scenarioText: input.text,
    file: input.file,
    history,
    results: judgements,
    verdict: combineVerdicts(judgements.map(({ finding }) => finding.verdict)),
    digest: historyDigest(history),
    wallMs: performance.now() - startedAt,
    replay: replayCommand(input, options),
    directory: options.directory,
  };
}

async function play({ scenario }: ScenarioFile, options: RunOptions): Promise<History> {
  const { world, subject, progress, signal } = options;
  if (signal.aborted) throw new LbsimError('interrupted', 'Interrupted.');
  if (world === 'virtual') {
    if (subject.kind === 'command') {
      throw new LbsimError('usage', 'A command is a real process: it can only be run with --world live.');
    }
    const parts = subject.partsModule === null ? {} : await loadParts(subject.partsModule);
    return runVirtual(scenario, { parts, subject: subject.name });
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
    signal,
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
