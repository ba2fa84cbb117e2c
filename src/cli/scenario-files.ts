/** Scenario files from the command line: all are read and checked before anything starts. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LbsimError } from '../kernel/errors.ts';
import { drawSeed } from '../node/entropy.ts';
import { fileProblem } from '../node/file-problem.ts';
import { type FileBeside, parseScenario } from '../sim/scenario/parse.ts';
import { formatProblems } from '../sim/scenario/problems.ts';
import { replayText } from '../sim/scenario/replay.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';

export interface ScenarioFile {
  /** As the user named it. */
  readonly file: string;
  readonly scenario: Scenario;
  /** The file's text with the seed of this run. */
  readonly text: string;
  /** It names other files, which stand beside it. */
  readonly namesOthers: boolean;
}

/** Reads all files. Throws one `invalid-file` with everything that is wrong in any of them. */
export function loadScenarios(files: readonly string[], seed: number | null): ScenarioFile[] {
  const loaded: ScenarioFile[] = [];
  const complaints: string[] = [];
  for (const file of files) {
    const text = readText(file, complaints);
    if (text === null) continue;
    let namesOthers = false;
    const parsed = parseScenario(text, {
      drawSeed,
      readBeside(name) {
        namesOthers = true;
        return readBeside(file, name);
      },
    });
    if (!parsed.ok) complaints.push(formatProblems(file, parsed.problems));
    else loaded.push({ ...withSeed(file, text, parsed.scenario, seed), namesOthers });
  }
  if (complaints.length > 0) throw new LbsimError('invalid-file', complaints.join('\n'));
  return loaded;
}

/** A file that a scenario names, from where the scenario is. */
function readBeside(file: string, name: string): FileBeside {
  try {
    return { text: readFileSync(resolve(dirname(file), name), 'utf8') };
  } catch (error) {
    return { problem: fileProblem(error) };
  }
}

/** The same file under another seed. */
function withSeed(file: string, text: string, scenario: Scenario, seed: number | null) {
  const chosen = seed === null ? scenario : { ...scenario, seed };
  return { file, scenario: chosen, text: replayText(text, chosen.seed) };
}

function readText(file: string, complaints: string[]): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    complaints.push(
      `${file}: ${fileProblem(error)}. Give the path of a scenario, such as scenarios/backend-crash.yaml.`,
    );
    return null;
  }
}
