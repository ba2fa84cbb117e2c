/** A proxy that is measured. To add one: a file here, its place in `index.ts`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ports } from '../stage/ports.ts';
import { hasProgram } from '../stage/programs.ts';
import type { Cores, Launch } from '../stage/stage.ts';

/** Where a subject is started: its ports, and a directory for the files it needs. */
export interface Place extends Ports {
  readonly directory: string;
}

export interface Subject {
  /** As `--subjects` takes it. */
  readonly id: string;
  /** What `version` is of. */
  readonly program: string;
  /** As tables show it. */
  readonly title: string;
  readonly family: 'lbsim' | 'server' | 'npm';
  /** Subjects on one processor are compared with each other, and so are those that have both. */
  readonly cores: Extract<Cores, '0' | '0-1'>;
  /** Why it can't take part on this machine, or null. */
  missing(): string | null;
  version(): string;
  /** Writes its files and says how it is started. It must accept on `listen` and forward to `upstream`. */
  launch(place: Place): Launch;
}

export function writeConfig({ directory }: Place, name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

export function missingProgram(name: string): string | null {
  return hasProgram(name) ? null : `${name} is not installed; scripts/install-peers --bench does that`;
}
