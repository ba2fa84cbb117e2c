/** All other keys of the configuration file, by table, in the order in which a person would write them. */
import {
  type AdminConfig,
  ALGORITHMS,
  type BackendConfig,
  type BalancerConfig,
  DEFAULT_BACKEND,
  DEFAULT_LISTEN,
  DEFAULTS,
  type EjectionConfig,
  type LimitsConfig,
  type RetryConfig,
  type SessionConfig,
  type TimeoutsConfig,
} from './config.ts';
import { healthCheckOverride } from './health-keys.ts';
import { keysOf } from './key.ts';
import { address, bearerToken, blocks, cookiePath, fieldName, path, secret, token, tokenOrNone } from './texts.ts';
import { choice, flag, integer, seconds, secondsFrom, share } from './values.ts';

const PORT_MAX = 65_535;
const COMMON = { common: true };

const main = keysOf<BalancerConfig>({ ...DEFAULTS, listen: DEFAULT_LISTEN, backends: [] });
export const LOADBALANCER = {
  listen_address: main.key(address(), ({ listen }) => listen.host, COMMON),
  /** 0: any free port. */
  listen_port: main.key(integer(0, PORT_MAX), ({ listen }) => listen.port, COMMON),
  algorithm: main.key(choice(ALGORITHMS), ({ algorithm }) => algorithm, COMMON),
  threads: main.key(integer(1, 64), ({ threads }) => threads),
  hash_header: main.key(fieldName(), ({ hash }) => hash.header),
  hash_query: main.key(flag(), ({ hash }) => hash.query),
  trusted_proxies: main.key(blocks(), ({ forwarding }) => forwarding.trustedProxies, { example: ['10.0.0.0/8'] }),
  via: main.key(tokenOrNone(), ({ forwarding }) => forwarding.via, { example: 'lb' }),
  access_log: main.key(choice(['off', 'json', 'combined']), ({ accessLog }) => accessLog),
  slow_start_secs: main.key(secondsFrom(0), ({ slowStart }) => slowStart),
};

const ejection = keysOf<EjectionConfig>(DEFAULTS.ejection);
export const PASSIVE_HEALTH = {
  consecutive_failures: ejection.key(integer(0, null), ({ failures }) => failures),
  ejection_secs: ejection.key(seconds(), ({ shortest }) => shortest),
  max_ejection_secs: ejection.key(seconds(), ({ longest }) => longest),
};

const backend = keysOf<BackendConfig>({ ...DEFAULT_BACKEND, host: '', port: 0 });
export const BACKEND = {
  address: backend.required(address(), ({ host }) => host, { common: true, example: '127.0.0.1' }),
  port: backend.required(integer(1, PORT_MAX), ({ port }) => port, { common: true, example: 3001 }),
  weight: backend.key(integer(1, 256), ({ weight }) => weight, COMMON),
  health_check_path: backend.key(path(), ({ healthCheckPath }) => healthCheckPath, COMMON),
  max_connections: backend.key(integer(0, null), ({ connectionsMax }) => connectionsMax),
  health_check: backend.optional(healthCheckOverride(), ({ healthCheck }) => healthCheck, { example: {} }),
};

/** A year: past that a cookie is as good as for ever. */
const TTL_MAX_SECONDS = 31_536_000;

const session = keysOf<SessionConfig>(DEFAULTS.session);
export const SESSION = {
  enabled: session.key(flag(), ({ mode }) => mode !== 'off', COMMON),
  mode: session.key(choice(['cookie', 'header']), ({ mode }) => (mode === 'off' ? undefined : mode), {
    fallback: 'cookie',
  }),
  cookie_name: session.key(token(), ({ cookieName }) => cookieName, COMMON),
  header_name: session.key(fieldName(), ({ headerName }) => headerName),
  ttl_secs: session.key(secondsFrom(60, TTL_MAX_SECONDS), ({ ttl }) => ttl, COMMON),
  secret: session.optional(secret(), (config) => config.secret || undefined, {
    secret: true,
    example: '16 characters or more',
  }),
  path: session.key(cookiePath(), (config) => config.path),
  http_only: session.key(flag(), ({ httpOnly }) => httpOnly),
  secure: session.key(choice(['auto', 'always', 'never']), ({ secure }) => secure),
  same_site: session.key(choice(['Lax', 'Strict', 'None']), ({ sameSite }) => sameSite),
  capacity: session.key(integer(1, 1 << 24), ({ capacity }) => capacity),
};

const admin = keysOf<AdminConfig>(DEFAULTS.admin);
export const ADMIN = {
  auth_token: admin.optional(bearerToken(), (config) => config.token || undefined, {
    common: true,
    secret: true,
    example: 'only-you-know-it',
  }),
  drain_timeout_secs: admin.key(seconds(300), ({ drainTimeout }) => drainTimeout, COMMON),
  listen_address: admin.optional(address(), ({ listen }) => listen?.host, { example: '127.0.0.1' }),
  /** 0: any free port. */
  listen_port: admin.optional(integer(0, PORT_MAX), ({ listen }) => listen?.port, { example: 8081 }),
};

const retry = keysOf<RetryConfig>(DEFAULTS.retry);
export const RETRIES = {
  attempts: retry.key(integer(1, 100), ({ attempts }) => attempts),
  budget: retry.key(share(), ({ budget }) => budget),
};

const timeouts = keysOf<TimeoutsConfig>(DEFAULTS.timeouts);
export const TIMEOUTS = {
  connect_secs: timeouts.key(seconds(), ({ connect }) => connect),
  response_secs: timeouts.key(seconds(), ({ response }) => response),
  stall_secs: timeouts.key(seconds(), ({ stall }) => stall),
  request_secs: timeouts.key(seconds(), ({ request }) => request),
  idle_secs: timeouts.key(seconds(), ({ idle }) => idle),
  upstream_idle_secs: timeouts.key(seconds(), ({ upstreamIdle }) => upstreamIdle),
  tunnel_secs: timeouts.key(seconds(), ({ tunnel }) => tunnel),
  queue_secs: timeouts.key(seconds(), ({ queue }) => queue),
  shutdown_secs: timeouts.key(seconds(), ({ shutdown }) => shutdown),
};

/**
 * Of heads, the lower bounds let an ordinary browser's request through; the upper ones bound the memory of a
 * connection, and of the tables that all threads share.
 */
const limits = keysOf<LimitsConfig>(DEFAULTS.limits);
export const LIMITS = {
  line_bytes: limits.key(integer(256, 1 << 20), ({ lineBytes }) => lineBytes),
  head_bytes: limits.key(integer(1024, 1 << 22), ({ headBytes }) => headBytes),
  fields: limits.key(integer(16, 10_000), ({ fields }) => fields),
  connections: limits.key(integer(1, 1_000_000), ({ connections }) => connections),
  queue: limits.key(integer(0, 1_000_000), (config) => config.queue),
  backends: limits.key(integer(1, 4096), ({ backends }) => backends),
};
