/**
 * Writes a configuration as the TOML that any balancer under test is handed. Only the keys that every candidate
 * knows, unless told otherwise: a strict reader would refuse ours.
 */
import type { BalancerConfig } from './config.ts';
import { type Plain, toToml } from './kind.ts';
import { CONFIG_TABLES } from './tables.ts';

export interface RenderOptions {
  /** Adds all that our balancer must be told besides, so that it reads the whole configuration. Off when not given. */
  readonly extensions?: boolean;
  /** Adds what differs from this configuration, also for a balancer that knows only what all know. */
  readonly unlike?: BalancerConfig;
}

/**
 * The text of a configuration file. Sessions and the admin API, which not every candidate has, are mentioned only when
 * they are on.
 */
export function renderConfig(config: BalancerConfig, { extensions = false, unlike }: RenderOptions = {}): string {
  const sections = CONFIG_TABLES.flatMap((table) => {
    const common = table.isCommon(config);
    // Of a table that there can be many of, none is the other's: what is no default was said on purpose.
    const usual = unlike === undefined || table.repeated ? [] : table.fill(unlike).flat();
    const isSaid = (name: string, value: Plain): boolean =>
      unlike !== undefined &&
      !usual.some((entry) => entry.name === name && JSON.stringify(entry.value) === JSON.stringify(value));
    return table.fill(config).flatMap((entries) => {
      const lines = entries
        .filter(
          (entry) => (common && entry.common) || ((extensions || isSaid(entry.name, entry.value)) && !entry.isDefault),
        )
        .map(({ name, value }) => `${name} = ${toToml(value)}\n`);
      return lines.length === 0 ? [] : [`${table.header}\n${lines.join('')}`];
    });
  });
  return sections.join('\n');
}
