/** `lbsim check`: validates scenario files and runs nothing. */
import type { Command } from 'commander';
import { seedOption } from '../options.ts';

export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .description('validate scenario files, run nothing')
    .argument('<file...>', 'scenario files')
    .option('--timeline', 'show each timeline with all repetition and luck spelled out', false)
    .option('-s, --seed <number>', "instead of the file's seed", seedOption)
    .action(async (files: string[], { timeline: shown, seed }: { timeline: boolean; seed?: number }) => {
      const { loadScenarios } = await import('../scenario-files.ts');
      const { storyLines } = await import('../../report/story-lines.ts');
      for (const { file, scenario } of loadScenarios(files, seed ?? null)) {
        const { name, backends, timeline, load } = scenario;
        process.stdout.write(
          `${file}: ${name} is valid (backends: ${backends.length}, load: ${load.length}, timeline: ${timeline.length})\n`,
        );
        if (shown) for (const line of storyLines(scenario)) process.stdout.write(`  ${line}\n`);
      }
    });
}
