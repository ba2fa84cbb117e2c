/** What the process says to whoever started it. */
import type { Verdict } from '../checks/check.ts';
import type { LbsimErrorCode } from '../kernel/errors.ts';

export const ExitCode = {
  Held: 0,
  Violated: 1,
  /** Wrong usage or an invalid file. */
  Usage: 2,
  /** Too little evidence. */
  Unknown: 3,
  /** The subject or the environment failed. */
  Failed: 4,
  Interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export const VERDICT_CODES: Readonly<Record<Verdict, ExitCode>> = {
  holds: ExitCode.Held,
  violated: ExitCode.Violated,
  unknown: ExitCode.Unknown,
};

export const ERROR_CODES: Readonly<Record<LbsimErrorCode, ExitCode>> = {
  usage: ExitCode.Usage,
  'invalid-file': ExitCode.Usage,
  'subject-failed': ExitCode.Failed,
  'environment-failed': ExitCode.Failed,
  interrupted: ExitCode.Interrupted,
};

/** Of several results the one that matters most: a run that could not be made hides whatever else it would have found. */
const WEIGHT: readonly ExitCode[] = [
  ExitCode.Held,
  ExitCode.Unknown,
  ExitCode.Violated,
  ExitCode.Failed,
  ExitCode.Usage,
  ExitCode.Interrupted,
];

export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  return codes.reduce((worst, code) => (WEIGHT.indexOf(code) > WEIGHT.indexOf(worst) ? code : worst), ExitCode.Held);
}
