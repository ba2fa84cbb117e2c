/** What `lbsim serve` does. */
import { loadConfig } from '../balancer/serve/load-config.ts';
import { lineLog } from '../balancer/serve/log.ts';
import { runUntilSignal } from '../balancer/serve/run-until-signal.ts';
import { serve } from '../balancer/serve/serve.ts';

/** Runs the balancer by this configuration file until a signal, then ends the process. */
export async function serveFile(file: string): Promise<never> {
  const log = lineLog(process.stdout);
  const readConfig = () => loadConfig(file);
  await runUntilSignal(serve(readConfig(), { log, readConfig }), log);
  process.exit(0);
}
