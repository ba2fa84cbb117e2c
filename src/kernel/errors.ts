/**
 * Expected errors: what a person can cause and mend. They carry a stable code and a message that says what to do,
 * and reach the terminal without a stack trace. Everything else is a bug and goes through `invariant`.
 */
export class LbsimError extends Error {
  readonly code: LbsimErrorCode;

  constructor(code: LbsimErrorCode, message: string) {
    super(message);
    this.name = 'LbsimError';
    this.code = code;
  }
}

export type LbsimErrorCode =
  /** Wrong command line. */
  | 'usage'
  /** A file (scenario, configuration, module) that is missing or wrong. */
  | 'invalid-file'
  /** The balancer in the middle would not start, or died. */
  | 'subject-failed'
  /** The machine would not do what the lab needs (ports, processes, permissions). */
  | 'environment-failed'
  /** Ctrl-C or SIGTERM. */
  | 'interrupted';

/** States what must be true here; a false one is a bug of lbsim. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`lbsim bug: ${message}`);
}
