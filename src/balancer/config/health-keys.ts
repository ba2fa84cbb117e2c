/** The keys of `[health_check]`, and of the tables by which single backends differ from it. */
import { DEFAULTS, type HealthCheckConfig, type HealthCheckOverride } from './config.ts';
import { keysOf, optionalKeys, shapeOf, type Values } from './key.ts';
import type { Kind, Plain } from './kind.ts';
import { hostOrNone, method } from './texts.ts';
import { choice, integer, seconds, share, statusRange, table } from './values.ts';

const { key } = keysOf<HealthCheckConfig>(DEFAULTS.healthCheck);

const PROBES = {
  interval_secs: key(seconds(), ({ interval }) => interval, { common: true }),
  timeout_secs: key(seconds(), ({ timeout }) => timeout, { common: true }),
  unhealthy_threshold: key(integer(1, null), ({ unhealthyThreshold }) => unhealthyThreshold, { common: true }),
  healthy_threshold: key(integer(1, null), ({ healthyThreshold }) => healthyThreshold, { common: true }),
  jitter: key(share(), ({ jitter }) => jitter, { example: 0.1 }),
  method: key(method(), (health) => health.method),
  host: key(hostOrNone(), ({ host }) => host, { example: 'example.org' }),
  expected_status: key(statusRange(), ({ expectedStatus }) => expectedStatus),
};

export const HEALTH_CHECK = {
  ...PROBES,
  initial: key(choice(['healthy', 'unhealthy']), ({ initial }) => initial),
};

export const HEALTH_CHECK_OVERRIDE = optionalKeys(PROBES);

/** What a table says of probes; what it leaves out is left out. */
function probesOf(values: Values<typeof HEALTH_CHECK_OVERRIDE>): HealthCheckOverride {
  return withoutAbsent({
    interval: values.interval_secs,
    jitter: values.jitter,
    timeout: values.timeout_secs,
    unhealthyThreshold: values.unhealthy_threshold,
    healthyThreshold: values.healthy_threshold,
    method: values.method,
    host: values.host,
    expectedStatus: values.expected_status,
  });
}

type Present<Values> = { [Name in keyof Values]?: Exclude<Values[Name], undefined> };

function withoutAbsent<Values extends object>(values: Values): Present<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<Values>;
}

/** A table inside the table of a backend. */
export function healthCheckOverride(): Kind<HealthCheckOverride> {
  const advice = 'Write a table: health_check = { interval_secs = 1 }, or [backends.health_check] below the backend.';
  return {
    schema: () => table(shapeOf(HEALTH_CHECK_OVERRIDE), advice).transform(probesOf),
    write: (override) => {
      const entries = Object.entries(HEALTH_CHECK_OVERRIDE).map(
        ([name, { write }]) => [name, write(override)] as const,
      );
      return Object.fromEntries(entries.filter((entry): entry is [string, Plain] => entry[1] !== undefined));
    },
  };
}
