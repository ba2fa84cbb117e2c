/** Command lines of the benchmarks: a wrong one gets a sentence, not a stack trace. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { LbsimError } from '../../src/kernel/errors.ts';

/** Throws `usage` for an option that is not known. */
export function readOptions<const T extends ParseArgsOptionsConfig>(options: T) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`);
    throw new LbsimError('usage', `${error instanceof Error ? error.message : error}\nOptions: ${known.join(' ')}`);
  }
}

/** Throws `usage` unless the text is a whole number above 0. */
export function positive(name: string, text: string): number {
  if (/^0*[1-9]\d*$/.test(text)) return Number(text);
  throw new LbsimError('usage', `--${name} takes a whole number above 0, not "${text}".`);
}
