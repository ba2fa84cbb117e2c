/** What a running balancer can't change. */
import type { BalancerConfig } from './config.ts';

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
