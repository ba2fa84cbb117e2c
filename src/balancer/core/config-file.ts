/**
 * The balancer's configuration file: TOML text in, the normalised configuration or all the file's problems out.
 * Pure: whoever reads the file from disk hands its text over and prints the problems.
 */
import { parse, type TomlTable } from 'smol-toml';
import type { z } from 'zod';
import { type BalancerConfig, DEFAULT_BACKEND, DEFAULTS } from './config.ts';
import { duplicateBackends } from './config-duplicates.ts';
import { problemsOf } from './config-issues.ts';
import type { ConfigProblem } from './config-problem.ts';
import { configSchema } from './config-schema.ts';
import { syntaxProblem } from './config-syntax.ts';
import { positionsOf } from './toml-positions.ts';

export { type ConfigProblem, formatConfigProblems } from './config-problem.ts';

export type ParsedConfig =
  | { readonly ok: true; readonly config: BalancerConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** No key needs any nesting; a bound keeps hostile text from exhausting the stack. */
const MAX_DEPTH = 32;

/** Reads a configuration. Never throws for what the text holds; problems come in the order of the text. */
export function parseConfig(text: string): ParsedConfig {
  const toml = text.startsWith('\ufeff') ? text.slice(1) : text;
  let raw: TomlTable;
  try {
    // Huge integers are kept, to be told like any other value that is out of bounds.
    raw = parse(toml, { maxDepth: MAX_DEPTH, integersAsBigInt: 'asNeeded' });
  } catch (error) {
    return { ok: false, problems: [syntaxProblem(toml, error)] };
  }
  const result = configSchema.safeParse(raw);
  const positions = positionsOf(toml);
  const problems = [
    ...problemsOf(result.error?.issues ?? [], raw, positions),
    ...duplicateBackends(raw.backends, positions),
  ];
  if (result.success && problems.length === 0) return { ok: true, config: toConfig(result.data) };
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

function toConfig(file: z.output<typeof configSchema>): BalancerConfig {
  const { loadbalancer, health_check: health, timeouts, limits } = file;
  return {
    ...DEFAULTS,
    listen: { host: loadbalancer.listen_address, port: loadbalancer.listen_port },
    algorithm: loadbalancer.algorithm,
    threads: loadbalancer.threads,
    healthCheck: {
      ...DEFAULTS.healthCheck,
      interval: health.interval_secs,
      timeout: health.timeout_secs,
      unhealthyThreshold: health.unhealthy_threshold,
      healthyThreshold: health.healthy_threshold,
    },
    backends: file.backends.map((backend) => ({
      ...DEFAULT_BACKEND,
      host: backend.address,
      port: backend.port,
      weight: backend.weight,
      healthCheckPath: backend.health_check_path,
    })),
    timeouts: {
      ...DEFAULTS.timeouts,
      connect: timeouts.connect_secs,
      response: timeouts.response_secs,
      request: timeouts.request_secs,
      idle: timeouts.idle_secs,
      upstreamIdle: timeouts.upstream_idle_secs,
    },
    limits: {
      ...DEFAULTS.limits,
      lineBytes: limits.line_bytes,
      headBytes: limits.head_bytes,
      fields: limits.fields,
    },
  };
}
