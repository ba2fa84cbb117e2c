/** The tables and keys of the configuration file, their bounds and defaults. What it gives is in µs and canonical. */
import { z } from 'zod';
import { DEFAULT_HEAD_LIMITS } from '../../http1/limits.ts';
import { ALGORITHMS, DEFAULT_HEALTH_CHECK_PATH, DEFAULTS } from './config.ts';
import { address, choice, integer, path, seconds, table, tables } from './config-values.ts';

const MAX_PORT = 65_535;

const loadbalancer = {
  listen_address: address('"0.0.0.0"').default('0.0.0.0'),
  /** 0: any free port. */
  listen_port: integer(0, MAX_PORT, 8080).default(8080),
  algorithm: choice(ALGORITHMS).default('round_robin'),
  threads: integer(1, 64, 1).default(1),
};

const healthCheck = {
  interval_secs: seconds(5).default(5_000_000),
  timeout_secs: seconds(2).default(2_000_000),
  unhealthy_threshold: integer(1, null, 3).default(3),
  healthy_threshold: integer(1, null, 2).default(2),
};

const backend = {
  address: address('"127.0.0.1"'),
  port: integer(1, MAX_PORT, 3001),
  weight: integer(1, 256, 1).default(1),
  health_check_path: path().default(DEFAULT_HEALTH_CHECK_PATH),
};

const timeouts = {
  connect_secs: seconds(2).default(DEFAULTS.timeouts.connect),
  response_secs: seconds(30).default(DEFAULTS.timeouts.response),
  request_secs: seconds(30).default(DEFAULTS.timeouts.request),
  idle_secs: seconds(60).default(DEFAULTS.timeouts.idle),
  upstream_idle_secs: seconds(4).default(DEFAULTS.timeouts.upstreamIdle),
};

/** The lower bounds let an ordinary browser's request through; the upper ones bound the memory of a connection. */
const limits = {
  line_bytes: integer(256, 1 << 20, DEFAULT_HEAD_LIMITS.lineBytes).default(DEFAULT_HEAD_LIMITS.lineBytes),
  head_bytes: integer(1024, 1 << 22, DEFAULT_HEAD_LIMITS.headBytes).default(DEFAULT_HEAD_LIMITS.headBytes),
  fields: integer(16, 10_000, DEFAULT_HEAD_LIMITS.fields).default(DEFAULT_HEAD_LIMITS.fields),
};

export const configSchema = z.strictObject({
  loadbalancer: table('loadbalancer', loadbalancer).prefault({}),
  health_check: table('health_check', healthCheck).prefault({}),
  backends: tables('backends', backend),
  timeouts: table('timeouts', timeouts).prefault({}),
  limits: table('limits', limits).prefault({}),
});

export interface TableInfo {
  /** As it is written in the file. */
  readonly header: string;
  readonly keys: readonly string[];
}

/** The known tables and their keys, for messages about unknown ones. */
export const TABLES: ReadonlyMap<string, TableInfo> = new Map([
  ['loadbalancer', { header: '[loadbalancer]', keys: Object.keys(loadbalancer) }],
  ['health_check', { header: '[health_check]', keys: Object.keys(healthCheck) }],
  ['backends', { header: '[[backends]]', keys: Object.keys(backend) }],
  ['timeouts', { header: '[timeouts]', keys: Object.keys(timeouts) }],
  ['limits', { header: '[limits]', keys: Object.keys(limits) }],
]);
