/** What `lbsim serve` does. */
import { loadConfig } from '../balancer/serve/load-config.ts';
import { lineLog } from '../balancer/serve/log.ts';
import { runUntilSignal } from '../balancer/serve/run-until-signal.ts';
import { serve } from '../balancer/serve/serve.ts';
import { dropWhatStartingLeft } from '../balancer/serve/small-heap.ts';

/** Runs the balancer by this configuration file until a signal, then ends the process. */
export async function serveFile(file: string): Promise<never> {
  const log = lineLog(process.stdout);
  const readConfig = () => loadConfig(file);
  const starting = serve(readConfig(), { log, readConfig });
  // Who waits for a failed start is told of it below.
  starting.then(dropWhatStartingLeft, () => {});
  await runUntilSignal(starting, log);
  process.exit(0);
}
