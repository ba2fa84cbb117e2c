/** The command line, put together. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { LbsimError } from '../kernel/errors.ts';
import { addCheckCommand } from './commands/check.ts';
import { addRunCommand } from './commands/run.ts';
import { addSchemaCommand } from './commands/schema.ts';
import { addServeCommand } from './commands/serve.ts';
import { ERROR_CODES, ExitCode } from './exit-codes.ts';
import { HELP, wrapHelp } from './help.ts';
import { ignoreLostOutput } from './output.ts';
import { exitOnUnexpected, reportUnexpected } from './unexpected.ts';

const EXIT_CODES =
  'Exit codes: 0 all held, 1 something was violated, 2 wrong usage or invalid file, ' +
  '3 too little evidence, 4 the subject or the environment failed, 130 interrupted.';

/** Runs the command line `argv` (as `process.argv`) and resolves to the exit code. Expected errors are printed. */
export async function main(argv: readonly string[]): Promise<number> {
  ignoreLostOutput();
  exitOnUnexpected();
  const program = new Command('lbsim')
    .description('A chaos lab for HTTP layer-7 load balancers.')
    .version(packageVersion())
    .configureHelp(HELP)
    .showSuggestionAfterError()
    .showHelpAfterError('(lbsim --help shows what there is)')
    .exitOverride();
  addRunCommand(program);
  addCheckCommand(program);
  addSchemaCommand(program);
  addServeCommand(program);
  program.addHelpText('after', () => `\n${wrapHelp(program, EXIT_CODES)}`);
  try {
    await program.parseAsync(argv);
    return Number(process.exitCode ?? ExitCode.Held);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Held : ExitCode.Usage;
    if (!(error instanceof LbsimError)) return reportUnexpected(error);
    process.stderr.write(`${error.message}\n`);
    return ERROR_CODES[error.code];
  }
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
