/** `lbsim serve`: the balancer itself. */
import type { Command } from 'commander';

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('run the balancer')
    // Not a required option: that it is missing would be said before what was written in its place.
    .option('-c, --config <file>', 'its configuration, in TOML')
    .allowExcessArguments()
    .action(async ({ config }: { config?: string }, command: Command) => {
      const [stray] = command.args;
      if (stray !== undefined) {
        const advice =
          config === undefined
            ? `the configuration goes behind --config: lbsim serve --config ${stray}`
            : 'leave it out';
        command.error(`error: serve has no use for the argument '${stray}'; ${advice}`);
      }
      if (config === undefined) command.error("error: required option '-c, --config <file>' not specified");
      const { serveFile } = await import('../serve-file.ts');
      await serveFile(config);
    });
}
