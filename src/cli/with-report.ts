/** A result and its report on disk: what can't be written takes nothing away from what was found out. */
import { LbsimError } from '../kernel/errors.ts';
import type { RunResult } from '../report/run-result.ts';
import { writeReport } from '../report/write.ts';
import { replayCommand } from './replay-command.ts';
import type { RunOptions } from './run-scenario.ts';
import type { ScenarioFile } from './scenario-files.ts';

/** The result, its report written. When that fails, it is the result of a run without a report, and why. */
export async function withReport(
  result: RunResult,
  input: ScenarioFile,
  options: RunOptions,
): Promise<{ result: RunResult; unwritten: LbsimError | null }> {
  const { directory } = options;
  if (directory === null) return { result, unwritten: null };
  try {
    await writeReport(result, directory);
    return { result, unwritten: null };
  } catch (error) {
    if (!(error instanceof LbsimError)) throw error;
    const replay = replayCommand(input, { ...options, directory: null });
    return { result: { ...result, directory: null, replay }, unwritten: error };
  }
}
