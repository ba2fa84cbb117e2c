/** `lbsim serve`: the balancer itself. */
import type { Command } from 'commander';
import { loadConfig } from '../../balancer/serve/load-config.ts';
import { lineLog } from '../../balancer/serve/log.ts';
import { runUntilSignal } from '../../balancer/serve/run-until-signal.ts';
import { serve } from '../../balancer/serve/serve.ts';

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('run the balancer')
    .requiredOption('-c, --config <file>', 'its configuration, in TOML')
    .action(async ({ config }: { config: string }) => {
      const log = lineLog(process.stdout);
      const readConfig = () => loadConfig(config);
      await runUntilSignal(serve(readConfig(), { log, readConfig }), log);
      process.exit(0);
    });
}
