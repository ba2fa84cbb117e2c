/** The configuration that a scenario gives to its subject. */
import type { BalancerConfig } from '../balancer/config/config.ts';
import { DEFAULT_BACKEND, DEFAULTS } from '../balancer/config/config.ts';
import type { Endpoint } from '../kernel/network.ts';
import type { Scenario } from './scenario/scenario.ts';

/** `backends` are the addresses of the scenario's backends, in its order. */
export function subjectConfig(scenario: Scenario, listen: Endpoint, backends: readonly Endpoint[]): BalancerConfig {
  const { algorithm, healthCheck, timeouts } = scenario.balancer;
  return {
    ...DEFAULTS,
    listen,
    algorithm,
    healthCheck: {
      ...DEFAULTS.healthCheck,
      interval: healthCheck.interval,
      timeout: healthCheck.timeout,
      unhealthyThreshold: healthCheck.unhealthyThreshold,
      healthyThreshold: healthCheck.healthyThreshold,
    },
    backends: backends.map(({ host, port }, index) => ({
      ...DEFAULT_BACKEND,
      host,
      port,
      weight: scenario.backends[index]?.weight ?? 1,
      healthCheckPath: healthCheck.path,
    })),
    timeouts: {
      ...DEFAULTS.timeouts,
      connect: timeouts.connect,
      response: timeouts.response,
      stall: timeouts.response,
    },
  };
}
