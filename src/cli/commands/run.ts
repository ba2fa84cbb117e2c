/** `lbsim run`: plays scenarios, shows what happened, and says whether everything held. */
import { type Command, Option } from 'commander';
import { countOption, durationOption, seedOption, worldOption } from '../options.ts';
import type { RunFlags } from '../run-files.ts';
import { BUILT_IN, SUBJECT_HELP } from '../subject-words.ts';

export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description('run scenarios and check every law on them')
    .argument('<file...>', 'scenario files')
    .option(
      '-w, --world <world>',
      'live (real sockets and processes), virtual (simulated, exact replay) or both',
      worldOption,
      'live',
    )
    .option('-s, --seed <number>', "instead of the file's seed", seedOption)
    .option('--subject <subject>', SUBJECT_HELP, BUILT_IN)
    .option('-r, --repeat <times>', 'run each scenario this many times', countOption, 1)
    .addOption(
      new Option('--ready-timeout <duration>', 'how long the subject may take to answer first')
        .argParser(durationOption)
        .default(10_000_000, '10s'),
    )
    .option('--reports <directory>', 'where reports are written, a folder for each scenario', 'reports')
    .option('--no-report', 'write no report')
    .option('-v, --verbose', 'with several runs: show the whole summary of each', false)
    .action(async (files: string[], flags: RunFlags) => {
      // Loaded only when it is wanted: `serve` should not carry the lab along.
      const { runFiles } = await import('../run-files.ts');
      process.exitCode = await runFiles(files, flags);
    });
}
