/** `lbsim serve`: the balancer itself. */
import type { Command } from 'commander';

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('run the balancer')
    .requiredOption('-c, --config <file>', 'its configuration, in TOML')
    .action(async ({ config }: { config: string }) => {
      const { serveFile } = await import('../serve-file.ts');
      await serveFile(config);
    });
}
