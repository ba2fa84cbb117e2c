/** `lbsim serve` in front of some backends. */
import { startLbsim } from './lbsim.ts';
import type { Program } from './program.ts';
import { tempFile } from './temp.ts';

export interface Served {
  readonly balancer: Program;
  readonly port: number;
  readonly url: string;
  /** The path of its configuration. */
  readonly config: string;
}

export interface ServeOptions {
  readonly port?: number;
  /** One when not given. */
  readonly threads?: number;
  readonly healthCheck?: string;
  readonly more?: string;
  /** Options of the engine, such as `--max-semi-space-size=8`. */
  readonly nodeOptions?: string;
}

export function configText(
  backendPorts: readonly number[],
  { port = 0, threads = 1, healthCheck, more = '' }: ServeOptions = {},
): string {
  const backends = backendPorts.map((port) => `[[backends]]\naddress = "127.0.0.1"\nport = ${port}\n`);
  return [
    `[loadbalancer]\nlisten_address = "127.0.0.1"\nlisten_port = ${port}\nalgorithm = "round_robin"\n${threads === 1 ? '' : `threads = ${threads}\n`}`,
    `[health_check]\n${healthCheck ?? 'interval_secs = 5\ntimeout_secs = 2\nunhealthy_threshold = 3\nhealthy_threshold = 2'}\n`,
    ...backends,
    more,
  ].join('\n');
}

/** Resolves when it listens, on a free port if not told otherwise. */
export async function serve(backendPorts: readonly number[], options: ServeOptions = {}): Promise<Served> {
  const config = tempFile('config.toml', configText(backendPorts, options));
  const balancer = startLbsim(['serve', '--config', config], {
    env: { NODE_OPTIONS: options.nodeOptions ?? '' },
  });
  const [, port] = await balancer.printed(/Load balancer starting on 127\.0\.0\.1:(\d+)/);
  return { balancer, port: Number(port), url: `http://127.0.0.1:${port}`, config };
}
