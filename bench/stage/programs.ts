/** Programs of the machine: whether they are there, and which version. */
import { spawnSync } from 'node:child_process';
import { LbsimError } from '../../src/kernel/errors.ts';

export function hasProgram(name: string): boolean {
  return spawnSync('which', [name]).status === 0;
}

/** Throws `environment-failed` when one is missing. */
export function requirePrograms(...names: readonly string[]): void {
  const missing = names.filter((name) => !hasProgram(name));
  if (missing.length === 0) return;
  const words = `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'}`;
  throw new LbsimError(
    'environment-failed',
    `${words} missing; scripts/install-peers installs what is needed (Debian).`,
  );
}

/** The first dotted number that the program prints, or `?`. */
export function programVersion(name: string, flag: string): string {
  const { stdout, stderr } = spawnSync(name, [flag], { encoding: 'utf8' });
  return /\d+\.\d+(\.\d+)*/.exec(`${stdout}${stderr}`)?.[0] ?? '?';
}
