/** Scenario files from the command line: all are read and checked before anything starts. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LbsimError } from '../kernel/errors.ts';
import { drawSeed } from '../node/entropy.ts';
import { fileProblem } from '../node/file-problem.ts';
import { formatProblems, type Problem } from '../sim/scenario/problems.ts';
import { replayText } from '../sim/scenario/replay.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import { parseStories } from '../sim/scenario/stories.ts';

export interface ScenarioFile {
  /** As the user named it. */
  readonly file: string;
  readonly scenario: Scenario;
  /** The file's text with the seed of this run. */
  readonly text: string;
  /** The texts of the files that it names, by name. */
  readonly files: ReadonlyMap<string, string>;
}

/** Reads all files. Throws one `invalid-file` with everything that is wrong in any of them. */
export function loadScenarios(files: readonly string[], seed: number | null): ScenarioFile[] {
  const loaded: ScenarioFile[] = [];
  const complaints: string[] = [];
  for (const file of files) {
    const text = readText(file, complaints);
    if (text === null) continue;
    const readFile = (path: string) => readNamed(join(dirname(file), path));
    const parsed = parseStories(text, { drawSeed, readFile, ...(seed === null ? {} : { seed }) });
    if (!parsed.ok) {
      complaints.push(formatProblems(file, inPlace(file, parsed.problems)));
      continue;
    }
    for (const story of parsed.stories) {
      loaded.push({ file, ...story, text: replayText(story.text, story.scenario.seed) });
    }
  }
  if (complaints.length > 0) throw new LbsimError('invalid-file', complaints.join('\n'));
  return loaded;
}

/** Where the included files are, seen from where the user is. */
function inPlace(file: string, problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => {
    return problem.file === undefined ? problem : { ...problem, file: join(dirname(file), problem.file) };
  });
}

/** A file that a scenario names. */
function readNamed(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new LbsimError('invalid-file', fileProblem(error));
  }
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
