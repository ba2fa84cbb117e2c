/** The command line that runs the same thing again: from the report's own copy, which holds the seed. */
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

export function replayCommand({ file, scenario }: ScenarioFile, { world, subject, directory }: Replay): string {
  const words = ['npx lbsim run', quote(directory === null ? file : join(directory, 'scenario.yaml'))];
  if (directory === null) words.push('--seed', String(scenario.seed));
  if (world !== 'live') words.push('--world', world);
  if (subject.name !== BUILT_IN) words.push('--subject', quote(subject.name));
  return words.join(' ');
}

/** A word for a POSIX shell. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
