/** The configuration that a scenario gives to its subject. */
import type { BackendConfig, BalancerConfig } from '../balancer/config/config.ts';
import { DEFAULT_BACKEND, DEFAULTS } from '../balancer/config/config.ts';
import type { Endpoint } from '../kernel/network.ts';
import { seededRandom } from '../kernel/seeded-random.ts';
import type { BackendSpec } from './scenario/backend-spec.ts';
import type { BalancerSpec } from './scenario/balancer-spec.ts';
import { givesOrders, type Scenario } from './scenario/scenario.ts';

/** `backends` are the addresses of the scenario's backends, in its order. Those that are absent are left out. */
export function subjectConfig(scenario: Scenario, listen: Endpoint, backends: readonly Endpoint[]): BalancerConfig {
  const members = scenario.backends.flatMap((spec, index) => {
    const endpoint = backends[index];
    return endpoint === undefined || spec.absent === true ? [] : [memberConfig(spec, endpoint, scenario.balancer)];
  });
  return configOf(scenario.balancer, listen, members, adminToken(scenario));
}

/** The same for other members and another `balancer` section: what a reload finds in the file. */
export function configOf(
  balancer: BalancerSpec,
  listen: Endpoint,
  members: readonly BackendConfig[],
  token: string,
): BalancerConfig {
  const { algorithm, healthCheck, timeouts, hash, session, ejection, limits, retry, forwarding } = balancer;
  return {
    ...DEFAULTS,
    listen,
    algorithm,
    threads: balancer.threads ?? DEFAULTS.threads,
    hash: hash ?? DEFAULTS.hash,
    healthCheck: {
      ...DEFAULTS.healthCheck,
      interval: healthCheck.interval,
      timeout: healthCheck.timeout,
      unhealthyThreshold: healthCheck.unhealthyThreshold,
      healthyThreshold: healthCheck.healthyThreshold,
      method: healthCheck.method ?? DEFAULTS.healthCheck.method,
      jitter: healthCheck.jitter ?? DEFAULTS.healthCheck.jitter,
      expectedStatus: healthCheck.status ?? DEFAULTS.healthCheck.expectedStatus,
      initial: healthCheck.initial ?? DEFAULTS.healthCheck.initial,
    },
    backends: members,
    slowStart: balancer.slowStart ?? DEFAULTS.slowStart,
    ejection: ejection ?? DEFAULTS.ejection,
    session: { ...DEFAULTS.session, ...session },
    retry: retry ?? DEFAULTS.retry,
    forwarding: forwarding ?? DEFAULTS.forwarding,
    admin: { ...DEFAULTS.admin, token, drainTimeout: balancer.drainTimeout ?? DEFAULTS.admin.drainTimeout },
    limits: {
      ...DEFAULTS.limits,
      connections: limits?.connections ?? DEFAULTS.limits.connections,
      queue: limits?.queue ?? DEFAULTS.limits.queue,
    },
    timeouts: { ...DEFAULTS.timeouts, stall: timeouts.response, ...timeouts },
  };
}

/** A backend as the balancer's configuration has it. */
export function memberConfig(spec: BackendSpec, { host, port }: Endpoint, balancer: BalancerSpec): BackendConfig {
  return {
    ...DEFAULT_BACKEND,
    host,
    port,
    weight: spec.weight,
    healthCheckPath: balancer.healthCheck.path,
    connectionsMax: spec.connections ?? balancer.limits?.backendConnections ?? DEFAULT_BACKEND.connectionsMax,
  };
}

/** What the lab and its subject know each other by: the same for one seed; empty where there is no admin API. */
export function adminToken(scenario: Scenario): string {
  if (!(scenario.balancer.admin ?? givesOrders(scenario))) return '';
  const random = seededRandom(scenario.seed).fork('admin token');
  return Array.from({ length: 4 }, () => random.uint32().toString(16).padStart(8, '0')).join('');
}
