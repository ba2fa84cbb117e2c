/** The tables of the configuration file, and what a configuration has in each. */
import type { BalancerConfig } from './config.ts';
import { HEALTH_CHECK, HEALTH_CHECK_OVERRIDE } from './health-keys.ts';
import type { Key } from './key.ts';
import { ADMIN, BACKEND, LIMITS, LOADBALANCER, PASSIVE_HEALTH, RETRIES, SESSION, TIMEOUTS } from './keys.ts';
import type { Plain } from './kind.ts';

/** One line of a table. */
interface Entry {
  readonly name: string;
  readonly value: Plain;
  readonly isDefault: boolean;
  readonly common: boolean;
  readonly secret: boolean;
}

export interface ConfigTable {
  readonly name: string;
  /** As it is written in the file. */
  readonly header: string;
  readonly keys: readonly string[];
  /** There can be many of it. */
  readonly repeated: boolean;
  /** Whether a balancer that knows only what all know must be told of it. */
  isCommon(config: BalancerConfig): boolean;
  /** The lines of each of it. */
  fill(config: BalancerConfig): readonly (readonly Entry[])[];
}

type Keys<Source> = Readonly<Record<string, Key<Source, unknown>>>;

const always = (): boolean => true;
const never = (): boolean => false;

/** In the order of the file. */
export const CONFIG_TABLES: readonly ConfigTable[] = [
  section('loadbalancer', LOADBALANCER, (config) => config, always),
  section('health_check', HEALTH_CHECK, ({ healthCheck }) => healthCheck, always),
  section('passive_health', PASSIVE_HEALTH, ({ ejection }) => ejection, never),
  table('backends', '[[backends]]', BACKEND, ({ backends }) => backends, always),
  section(
    'session',
    SESSION,
    ({ session }) => session,
    ({ session }) => session.mode !== 'off',
  ),
  section(
    'admin',
    ADMIN,
    ({ admin }) => admin,
    ({ admin }) => admin.token !== '',
  ),
  section('retries', RETRIES, ({ retry }) => retry, never),
  section('timeouts', TIMEOUTS, ({ timeouts }) => timeouts, never),
  section('limits', LIMITS, ({ limits }) => limits, never),
];

/** A table that can only be inside another, which writes it as one of its lines. */
const INNER = {
  name: 'backends.health_check',
  header: '[backends.health_check]',
  keys: Object.keys(HEALTH_CHECK_OVERRIDE),
};

/** All tables by their dotted names, for messages about unknown ones. */
export const TABLES_BY_NAME: ReadonlyMap<string, Pick<ConfigTable, 'header' | 'keys'>> = new Map(
  [...CONFIG_TABLES, INNER].map((one) => [one.name, one]),
);

function section<Source>(
  name: string,
  keys: Keys<Source>,
  sourceOf: (config: BalancerConfig) => Source,
  isCommon: (config: BalancerConfig) => boolean,
): ConfigTable {
  return { ...table(name, `[${name}]`, keys, (config) => [sourceOf(config)], isCommon), repeated: false };
}

function table<Source>(
  name: string,
  header: string,
  keys: Keys<Source>,
  sourcesOf: (config: BalancerConfig) => readonly Source[],
  isCommon: (config: BalancerConfig) => boolean,
): ConfigTable {
  const fill = (config: BalancerConfig) => sourcesOf(config).map((source) => entriesOf(keys, source));
  return { name, header, keys: Object.keys(keys), repeated: true, isCommon, fill };
}

function entriesOf<Source>(keys: Keys<Source>, source: Source): readonly Entry[] {
  return Object.entries(keys).flatMap(([name, key]) => {
    const value = key.write(source);
    if (value === undefined) return [];
    const isDefault = JSON.stringify(value) === JSON.stringify(key.fallback);
    return [{ name, value, isDefault, common: key.common, secret: key.secret }];
  });
}
