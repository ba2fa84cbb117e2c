/** The `balancer` section in its normal form, and what a reload makes of it. */
import { DEFAULTS } from '../../balancer/config/config.ts';
import { type BalancerEntry, balancerSchema, type ReloadEntry } from './balancer-schema.ts';
import type { BalancerSpec, HealthCheckSpec, TimeoutsSpec } from './balancer-spec.ts';

/** The section as a whole. */
export function balancerSpec(entry: BalancerEntry): BalancerSpec {
  const { algorithm, health_check: probes, timeouts, admin, threads } = entry;
  return {
    algorithm,
    healthCheck: {
      interval: probes.interval,
      timeout: probes.timeout,
      unhealthyThreshold: probes.unhealthy_threshold,
      healthyThreshold: probes.healthy_threshold,
      path: probes.path,
      ...present({ method: probes.method, jitter: probes.jitter, status: probes.status, initial: probes.initial }),
    },
    timeouts: { connect: timeouts.connect, response: timeouts.response, ...timeoutsOf(timeouts) },
    ...restOf(entry, null),
    ...present({ admin, threads }),
  };
}

/** What holds when a file says nothing of the balancer. */
export function usualBalancer(): BalancerSpec {
  return balancerSpec(balancerSchema.parse({}));
}

/** What is in force after a reload of some keys. */
export function reloaded(before: BalancerSpec, entry: ReloadEntry): BalancerSpec {
  const { algorithm, health_check: probes = {}, timeouts = {} } = entry;
  const healthCheck: Partial<HealthCheckSpec> = present({
    interval: probes.interval,
    timeout: probes.timeout,
    unhealthyThreshold: probes.unhealthy_threshold,
    healthyThreshold: probes.healthy_threshold,
    path: probes.path,
    method: probes.method,
    jitter: probes.jitter,
    status: probes.status,
    initial: probes.initial,
  });
  return {
    ...before,
    ...present({ algorithm }),
    healthCheck: { ...before.healthCheck, ...healthCheck },
    timeouts: {
      ...before.timeouts,
      ...present({ connect: timeouts.connect, response: timeouts.response }),
      ...timeoutsOf(timeouts),
    },
    ...restOf(entry, before),
  };
}

function timeoutsOf(
  entry: Omit<BalancerEntry['timeouts'], 'connect' | 'response'>,
): Omit<TimeoutsSpec, 'connect' | 'response'> {
  const { stall, request, idle, upstream_idle: upstreamIdle, tunnel, queue, shutdown } = entry;
  return present({ stall, request, idle, upstreamIdle, tunnel, queue, shutdown });
}

/** What has no default of the lab's. Of a part that is there, what it does not say is as before, or the balancer's default. */
function restOf(entry: ReloadEntry, before: BalancerSpec | null): Partial<BalancerSpec> {
  const {
    hash,
    session,
    ejection,
    limits,
    retry,
    forwarding,
    slow_start: slowStart,
    drain_timeout: drainTimeout,
  } = entry;
  return present({
    hash: hash && { ...(before?.hash ?? DEFAULTS.hash), ...present(hash) },
    session: session && {
      mode: session.mode,
      ttl: session.ttl ?? before?.session?.ttl ?? DEFAULTS.session.ttl,
    },
    ejection: ejection && { failures: ejection.failures, shortest: ejection.for, longest: ejection.longest },
    limits: limits && {
      ...(before?.limits ?? {
        connections: DEFAULTS.limits.connections,
        backendConnections: 0,
        queue: DEFAULTS.limits.queue,
      }),
      ...present({
        connections: limits.connections,
        backendConnections: limits.backend_connections,
        queue: limits.queue,
      }),
    },
    retry: retry && { ...(before?.retry ?? DEFAULTS.retry), ...present(retry) },
    forwarding: forwarding && {
      ...(before?.forwarding ?? DEFAULTS.forwarding),
      ...present({ trustedProxies: forwarding.trusted_proxies, via: forwarding.via }),
    },
    slowStart,
    drainTimeout,
  });
}

type Present<Values> = { [Name in keyof Values]?: Exclude<Values[Name], undefined> };

/** Without the keys that nothing is known of. */
function present<Values extends object>(values: Values): Present<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<Values>;
}
