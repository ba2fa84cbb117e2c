import { readFileSync } from 'node:fs';
import { LbsimError } from '../../kernel/errors.ts';
import type { BalancerConfig } from '../core/config.ts';
import { formatConfigProblems, parseConfig } from '../core/config-file.ts';

/** Reads and checks a configuration file. Throws `invalid-file` with all that is wrong with it. */
export function loadConfig(file: string): BalancerConfig {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LbsimError('invalid-file', `The configuration file can't be read: ${reason}`);
  }
  const parsed = parseConfig(text);
  if (!parsed.ok) throw new LbsimError('invalid-file', formatConfigProblems(file, parsed.problems));
  return parsed.config;
}
