/** Programs that hold ten thousand connections need as many open files. */
import { readFileSync } from 'node:fs';
import { Program } from '../../e2e/support/program.ts';

const FILES_NEEDED = 12_000;

const filesMax = Number(/^Max open files +\S+ +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 0);

/** Why it can't be done on this machine, null when it can. */
export const tooFewFiles = filesMax < FILES_NEEDED ? `only ${filesMax} open files are allowed here` : null;

/** A Node program with the limit of open files raised: Node asks for what it is allowed, but a shell may allow less. */
export function withManyFiles(...args: readonly string[]): Program {
  return new Program('sh', ['-c', `ulimit -n ${FILES_NEEDED} && exec "$@"`, 'sh', process.execPath, ...args]);
}
