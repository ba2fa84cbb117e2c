/** The configuration that a scenario gives to its subject. */
import type { BalancerConfig } from '../balancer/core/config.ts';
import { DEFAULT_TIMEOUTS } from '../balancer/core/config.ts';
import { DEFAULT_HEAD_LIMITS } from '../http1/limits.ts';
import type { Endpoint } from '../kernel/network.ts';
import type { Scenario } from './scenario/scenario.ts';

/** `backends` are the addresses of the scenario's backends, in its order. */
export function subjectConfig(scenario: Scenario, listen: Endpoint, backends: readonly Endpoint[]): BalancerConfig {
  const { algorithm, healthCheck, timeouts } = scenario.balancer;
  return {
    listen,
    algorithm,
    healthCheck: {
      interval: healthCheck.interval,
      timeout: healthCheck.timeout,
      unhealthyThreshold: healthCheck.unhealthyThreshold,
      healthyThreshold: healthCheck.healthyThreshold,
    },
    backends: backends.map(({ host, port }, index) => ({
      host,
      port,
      weight: scenario.backends[index]?.weight ?? 1,
      healthCheckPath: healthCheck.path,
    })),
    timeouts: { ...DEFAULT_TIMEOUTS, connect: timeouts.connect, response: timeouts.response },
    limits: DEFAULT_HEAD_LIMITS,
  };
}
