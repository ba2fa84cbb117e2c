/** How long answers take at a rate that is no trouble to anybody. */
import { fileURLToPath } from 'node:url';
import type { Distribution } from '../report/statistics.ts';
import type { Stage } from '../stage/stage.ts';

const CLIENT = fileURLToPath(new URL('../rate-client.ts', import.meta.url));

export interface SteadyLoad {
  readonly rate: number;
  readonly connections: number;
  readonly seconds: number;
}

/** From when a request was due to the end of its answer, in µs. */
export interface Latency extends Distribution {
  /** How late the client was with a request: its own processor was taken by somebody else. */
  readonly sentLateP99: number;
}

/** Null when nothing was answered. */
export async function measureLatency(
  stage: Stage,
  port: number,
  load: SteadyLoad,
  complain: (complaint: string) => void,
): Promise<Latency | null> {
  const options = Object.entries({ port, ...load }).map(([name, value]) => `--${name}=${value}`);
  const output = await stage.run([process.execPath, CLIENT, ...options], '1');
  const result: Latency & { errors: number } = JSON.parse(output);
  if (result.errors > 0) complain(`${load.rate} requests/s: ${result.errors} errors, ${result.count} answers`);
  return result.count === 0 ? null : result;
}
