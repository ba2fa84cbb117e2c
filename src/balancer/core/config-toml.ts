/**
 * Writes a configuration as the TOML that any balancer under test is handed. Only the keys that every candidate
 * knows, unless told otherwise: a strict reader would refuse ours.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { BackendConfig, BalancerConfig } from './config.ts';

export interface RenderOptions {
  /** Adds `[timeouts]`, which only our balancer knows. Off when not given. */
  readonly extensions?: boolean;
}

/** The text of a configuration file. Limits are never written: the lab's subjects keep their own. */
export function renderConfig(config: BalancerConfig, options: RenderOptions = {}): string {
  const { listen, healthCheck, timeouts } = config;
  const sections = [
    section('[loadbalancer]', {
      listen_address: string(listen.host),
      listen_port: String(listen.port),
      algorithm: string(config.algorithm),
    }),
    section('[health_check]', {
      interval_secs: seconds(healthCheck.interval),
      timeout_secs: seconds(healthCheck.timeout),
      unhealthy_threshold: String(healthCheck.unhealthyThreshold),
      healthy_threshold: String(healthCheck.healthyThreshold),
    }),
    ...config.backends.map(backend),
  ];
  if (options.extensions === true) {
    sections.push(
      section('[timeouts]', {
        connect_secs: seconds(timeouts.connect),
        response_secs: seconds(timeouts.response),
        request_secs: seconds(timeouts.request),
        idle_secs: seconds(timeouts.idle),
        upstream_idle_secs: seconds(timeouts.upstreamIdle),
      }),
    );
  }
  return sections.join('\n');
}

function backend({ host, port, weight, healthCheckPath }: BackendConfig): string {
  return section('[[backends]]', {
    address: string(host),
    port: String(port),
    weight: String(weight),
    health_check_path: string(healthCheckPath),
  });
}

function section(header: string, values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([key, value]) => `${key} = ${value}\n`);
  return `${header}\n${lines.join('')}`;
}

/** Whole seconds come out as an integer, which readers that know no fractions take too. */
function seconds(duration: Micros): string {
  return String(duration / 1e6);
}

/** JSON's escapes are all TOML's too; DEL is the one character that JSON leaves bare and TOML forbids. */
function string(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
