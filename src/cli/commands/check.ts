/** `lbsim check`: validates scenario files and runs nothing. */
import type { Command } from 'commander';

export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .description('validate scenario files, run nothing')
    .argument('<file...>', 'scenario files')
    .action(async (files: string[]) => {
      const { loadScenarios } = await import('../scenario-files.ts');
      for (const { file, scenario } of loadScenarios(files, null)) {
        const { name, backends, timeline, load } = scenario;
        process.stdout.write(
          `${file}: ${name} is valid (backends: ${backends.length}, load: ${load.length}, timeline: ${timeline.length})\n`,
        );
      }
    });
}
