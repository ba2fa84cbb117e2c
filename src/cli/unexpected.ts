/** Errors that nobody expected: bugs. They say where they come from, and never look like a verdict. */
import { ExitCode } from './exit-codes.ts';

/** Prints the error with its stack and returns the exit code: not Node's own 1, which would read as "violated". */
export function reportUnexpected(error: unknown): ExitCode {
  const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`lbsim stopped on an error that it did not expect:\n${story}\n`);
  return ExitCode.Failed;
}

/** The same for what is thrown in a callback. Exit handlers still run: they end the lab's processes. */
export function exitOnUnexpected(): void {
  process.on('uncaughtException', (error) => process.exit(reportUnexpected(error)));
}
