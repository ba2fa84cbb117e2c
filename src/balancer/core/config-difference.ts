/** What a new configuration changes in a running balancer, and what it can't. */

import type { BackendConfig, BalancerConfig } from '../config/config.ts';
import type { Backend } from './backend.ts';

/** The keys in which `next` differs from `current` though they hold until a restart. Empty: it can be applied. */
export function restartReasons(current: BalancerConfig, next: BalancerConfig): string[] {
  const fixed: readonly [string, (config: BalancerConfig) => unknown][] = [
    ['loadbalancer.listen_address', ({ listen }) => listen.host],
    ['loadbalancer.listen_port', ({ listen }) => listen.port],
    ['loadbalancer.threads', ({ threads }) => threads],
    ['admin.listen_address', ({ admin }) => admin.listen?.host],
    ['admin.listen_port', ({ admin }) => admin.listen?.port],
    ['limits.backends', ({ limits }) => limits.backends],
  ];
  return fixed.filter(([, value]) => value(current) !== value(next)).map(([key]) => key);
}

/** The parts of the configuration that differ, but for the backends, by name: values may be secret. */
export function changedParts(current: BalancerConfig, next: BalancerConfig): string[] {
  const names = Object.keys(next) as (keyof BalancerConfig)[];
  return names.filter((name) => name !== 'backends' && !sameValue(current[name], next[name]));
}

export interface BackendDifference {
  readonly added: readonly BackendConfig[];
  /** Those that the configuration does not name. */
  readonly gone: readonly Backend[];
  readonly changed: readonly { readonly backend: Backend; readonly config: BackendConfig }[];
  /** Those that stay, changed or not. */
  readonly kept: readonly Backend[];
}

/** What makes of `present` the backends of a configuration. A backend is known by its address. */
export function backendDifference(present: readonly Backend[], configs: readonly BackendConfig[]): BackendDifference {
  const known = new Map(present.map((backend) => [keyOf(backend.config), backend]));
  const wanted = new Set(configs.map(keyOf));
  return {
    added: configs.filter((config) => !known.has(keyOf(config))),
    gone: present.filter(({ config }) => !wanted.has(keyOf(config))),
    changed: configs.flatMap((config) => {
      const backend = known.get(keyOf(config));
      return backend === undefined || sameValue(backend.config, config) ? [] : [{ backend, config }];
    }),
    kept: present.filter(({ config }) => wanted.has(keyOf(config))),
  };
}

/** How many backends were what, but for none: `2 backends added`. */
export function backendWords(backends: Readonly<Record<string, readonly unknown[]>>): string[] {
  return Object.entries(backends).flatMap(([verb, { length }]) =>
    length === 0 ? [] : [`${length} backend${length > 1 ? 's' : ''} ${verb}`],
  );
}

/** Plain data, whatever the order of its keys. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length || Array.isArray(one) !== Array.isArray(other)) return false;
  const [a, b] = [one as Record<string, unknown>, other as Record<string, unknown>];
  return keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]));
}

function keyOf({ host, port }: BackendConfig): string {
  return `${host} ${port}`;
}
