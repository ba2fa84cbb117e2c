/** From the tables of a file to the configuration. */
import type { z } from 'zod';
import type { BackendConfig, BalancerConfig, SessionConfig } from './config.ts';
import type { configSchema } from './schema.ts';

type Tables = z.output<typeof configSchema>;

/** `tables` are as the schema gives them: complete, canonical, in µs. */
export function toConfig(tables: Tables): BalancerConfig {
  const { loadbalancer, health_check: health, passive_health: passive, admin, timeouts, limits } = tables;
  return {
    listen: { host: loadbalancer.listen_address, port: loadbalancer.listen_port },
    algorithm: loadbalancer.algorithm,
    threads: loadbalancer.threads,
    hash: { header: loadbalancer.hash_header, query: loadbalancer.hash_query },
    healthCheck: {
      interval: health.interval_secs,
      jitter: health.jitter,
      timeout: health.timeout_secs,
      unhealthyThreshold: health.unhealthy_threshold,
      healthyThreshold: health.healthy_threshold,
      method: health.method,
      host: health.host,
      expectedStatus: health.expected_status,
      initial: health.initial,
    },
    ejection: {
      failures: passive.consecutive_failures,
      shortest: passive.ejection_secs,
      longest: passive.max_ejection_secs,
    },
    slowStart: loadbalancer.slow_start_secs,
    backends: tables.backends.map(toBackend),
    forwarding: { trustedProxies: loadbalancer.trusted_proxies, via: loadbalancer.via },
    session: toSession(tables.session),
    admin: {
      token: admin.auth_token ?? '',
      drainTimeout: admin.drain_timeout_secs,
      listen:
        admin.listen_address === undefined || admin.listen_port === undefined
          ? null
          : { host: admin.listen_address, port: admin.listen_port },
    },
    retry: { attempts: tables.retries.attempts, budget: tables.retries.budget },
    timeouts: {
      connect: timeouts.connect_secs,
      response: timeouts.response_secs,
      stall: timeouts.stall_secs,
      request: timeouts.request_secs,
      idle: timeouts.idle_secs,
      upstreamIdle: timeouts.upstream_idle_secs,
      tunnel: timeouts.tunnel_secs,
      queue: timeouts.queue_secs,
      shutdown: timeouts.shutdown_secs,
    },
    limits: {
      lineBytes: limits.line_bytes,
      headBytes: limits.head_bytes,
      fields: limits.fields,
      connections: limits.connections,
      queue: limits.queue,
      backends: limits.backends,
    },
    accessLog: loadbalancer.access_log,
  };
}

/** One `[[backends]]` table. */
export function toBackend(table: Tables['backends'][number]): BackendConfig {
  const backend = {
    host: table.address,
    port: table.port,
    weight: table.weight,
    healthCheckPath: table.health_check_path,
    connectionsMax: table.max_connections,
  };
  return table.health_check === undefined ? backend : { ...backend, healthCheck: table.health_check };
}

function toSession(table: Tables['session']): SessionConfig {
  return {
    mode: table.enabled ? table.mode : 'off',
    cookieName: table.cookie_name,
    headerName: table.header_name,
    ttl: table.ttl_secs,
    secret: table.secret ?? '',
    path: table.path,
    httpOnly: table.http_only,
    secure: table.secure,
    sameSite: table.same_site,
    capacity: table.capacity,
  };
}
