/** `lbsim` as a user starts it. */
import { builtMain } from './built.ts';
import { type Ended, Program, type ProgramOptions } from './program.ts';

export function startLbsim(args: readonly string[], options?: ProgramOptions): Program {
  return new Program(process.execPath, [builtMain(), ...args], options);
}

/** Runs it to its end. */
export function lbsim(args: readonly string[], options?: ProgramOptions): Promise<Ended> {
  return startLbsim(args, options).ended();
}

/** What must never reach a person for an expected error. */
export const STACK_TRACE = /^\s+at .*(?:file:|node:|\.[jt]s:\d)/m;
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
export const ESCAPE_CODE = /\u001b/;
