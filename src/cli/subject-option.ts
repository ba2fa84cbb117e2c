/** The `--subject` option: which balancer stands in the middle. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Parts } from '../balancer/parts.ts';
import { LbsimError } from '../kernel/errors.ts';
import { loadParts } from '../sim/live/parts-module.ts';
import type { SubjectSpec } from '../sim/live/subject.ts';
import { BUILT_IN } from './subject-words.ts';

/** Reads the option's value. Throws `usage` when it is none of the three. */
export function parseSubject(text: string): SubjectSpec {
  if (text === BUILT_IN) return { kind: 'built-in', name: BUILT_IN, partsModule: null };
  if (text.includes('{config}') || text.includes('{port}')) return { kind: 'command', name: text, command: text };
  if (/\.[mc]?[jt]s$/.test(text)) {
    const path = resolve(text);
    if (!existsSync(path)) throw new LbsimError('usage', `--subject: there is no file ${text}.`);
    return { kind: 'built-in', name: text, partsModule: path };
  }
  throw new LbsimError(
    'usage',
    `--subject: "${text}" is not "built-in", not a .js or .ts module, and not a command line with {config} in it.\n` +
      `A command gets its configuration file that way, for example: --subject 'python3 balancer.py {config}'.`,
  );
}

/** The parts that the subject replaces. Throws `invalid-file` when its module is not in order. */
export async function partsOf(subject: SubjectSpec): Promise<Partial<Parts>> {
  if (subject.kind === 'command' || subject.partsModule === null) return {};
  return await loadParts(subject.partsModule);
}
