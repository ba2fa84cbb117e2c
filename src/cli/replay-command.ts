/**
 * The command line that runs the same thing again: from the report's own copy, which holds the seed; or from the file
 * itself, when that names others beside it, which a copy would not find.
 */
import { join } from 'node:path';
import type { SubjectSpec } from '../sim/live/subject.ts';
import type { ScenarioFile } from './scenario-files.ts';
import { BUILT_IN } from './subject-words.ts';

export interface Replay {
  readonly world: 'virtual' | 'live';
  readonly subject: SubjectSpec;
  /** Where the report is; null when there is none. */
  readonly directory: string | null;
}

export function replayCommand(
  { file, scenario, namesOthers }: ScenarioFile,
  { world, subject, directory }: Replay,
): string {
  const copy = directory === null || namesOthers ? null : join(directory, 'scenario.yaml');
  const words = ['npx lbsim run', quote(copy ?? file)];
  if (copy === null) words.push('--seed', String(scenario.seed));
  if (world !== 'live') words.push('--world', world);
  if (subject.name !== BUILT_IN) words.push('--subject', quote(subject.name));
  return words.join(' ');
}

/** A word for a POSIX shell. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
