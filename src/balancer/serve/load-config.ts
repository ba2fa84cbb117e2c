import { readFileSync } from 'node:fs';
import { LbsimError } from '../../kernel/errors.ts';
import { fileProblem } from '../../node/file-problem.ts';
import type { BalancerConfig } from '../config/config.ts';
import { formatConfigProblems, parseConfig } from '../config/file.ts';

/** Reads and checks a configuration file. Throws `invalid-file` with all that is wrong with it. */
export function loadConfig(file: string): BalancerConfig {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new LbsimError('invalid-file', `${file}: ${fileProblem(error)}. Give the path of a configuration in TOML.`);
  }
  const parsed = parseConfig(text);
  if (!parsed.ok) throw new LbsimError('invalid-file', formatConfigProblems(file, parsed.problems));
  return parsed.config;
}
