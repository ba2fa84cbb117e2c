/**
 * Rules between keys. They look at the parsed file, key by key, rather than at the finished configuration, so that what
 * they find is told together with the file's other problems; a key that is wrong in itself breaks no rule.
 */

import { formatHostPort, reaches } from './ip-literal.ts';
import type { Key } from './key.ts';
import { ADMIN, BACKEND, LIMITS, LOADBALANCER, PASSIVE_HEALTH, SESSION } from './keys.ts';
import { type ConfigProblem, fileValue, formatPath } from './problem.ts';
import type { TomlPath, TomlPositions } from './toml-positions.ts';

/** What a broken rule says, and of which value. */
interface Breach {
  readonly path: TomlPath;
  readonly found: string;
  readonly expected: string;
  readonly advice: string;
}

type Rule = (raw: unknown) => Breach | null;

/** One problem for each rule that the file breaks. */
export function brokenRules(raw: unknown, positions: TomlPositions): readonly ConfigProblem[] {
  return RULES.flatMap((rule) => {
    const breach = rule(raw);
    return breach === null ? [] : [{ ...breach, ...positions.valueAt(breach.path), path: formatPath(breach.path) }];
  });
}

/** The value of a key, its default where it is missing; undefined where it is wrong. */
function read<Value>(raw: unknown, path: TomlPath, { schema }: Key<never, Value>): Value | undefined {
  const { success, data } = schema.safeParse(fileValue(raw, path));
  return success ? data : undefined;
}

function isThere(raw: unknown, path: TomlPath): boolean {
  return fileValue(raw, path) !== undefined;
}

const roomForBackends: Rule = (raw) => {
  const backends = fileValue(raw, ['backends']);
  const most = read(raw, ['limits', 'backends'], LIMITS.backends);
  if (!Array.isArray(backends) || most === undefined || backends.length <= most) return null;
  return {
    path: ['backends', most],
    found: `${backends.length} backends`,
    expected: `at most ${most}, as limits.backends says`,
    advice: `Remove some, or set backends = ${backends.length} or more under [limits].`,
  };
};

/** Browsers drop a cookie for other sites that may go over plain HTTP. */
const crossSiteCookies: Rule = (raw) => {
  const sameSite = read(raw, ['session', 'same_site'], SESSION.same_site);
  const secure = read(raw, ['session', 'secure'], SESSION.secure);
  if (sameSite !== 'None' || secure !== 'never') return null;
  return {
    path: ['session', 'secure'],
    found: 'the string "never" beside same_site = "None"',
    expected: '"auto" or "always" with it',
    advice: 'Browsers refuse such a cookie: change secure, or same_site to "Lax" or "Strict".',
  };
};

/** Half an address would leave the admin API where it must not be. */
const wholeAdminAddress: Rule = (raw) => {
  const [host, port] = [['admin', 'listen_address'] as const, ['admin', 'listen_port'] as const];
  if (isThere(raw, host) === isThere(raw, port)) return null;
  const [there, missing, line] = isThere(raw, host)
    ? [host, port, 'listen_port = 8081']
    : [port, host, 'listen_address = "127.0.0.1"'];
  return {
    path: missing,
    found: 'nothing',
    expected: `${missing[1]} beside ${there[1]}`,
    advice: `Remove ${there[1]} to have these pages on the main address, or add it, for example: ${line}`,
  };
};

const ownAdminAddress: Rule = (raw) => {
  const host = read(raw, ['admin', 'listen_address'], ADMIN.listen_address);
  const port = read(raw, ['admin', 'listen_port'], ADMIN.listen_port);
  const sameHost = host === read(raw, ['loadbalancer', 'listen_address'], LOADBALANCER.listen_address);
  const samePort = port === read(raw, ['loadbalancer', 'listen_port'], LOADBALANCER.listen_port);
  // Port 0 is another port each time.
  if (host === undefined || port === undefined || port === 0 || !sameHost || !samePort) return null;
  return {
    path: ['admin', 'listen_port'],
    found: `${formatHostPort(host, port)}, where clients are served`,
    expected: 'an address of its own',
    advice: 'Change the port, or remove both keys to have these pages on the main address.',
  };
};

const ejectionsGrow: Rule = (raw) => {
  const shortest = read(raw, ['passive_health', 'ejection_secs'], PASSIVE_HEALTH.ejection_secs);
  const longest = read(raw, ['passive_health', 'max_ejection_secs'], PASSIVE_HEALTH.max_ejection_secs);
  if (shortest === undefined || longest === undefined || shortest <= longest) return null;
  const key = isThere(raw, ['passive_health', 'max_ejection_secs']) ? 'max_ejection_secs' : 'ejection_secs';
  return {
    path: ['passive_health', key],
    found: `a first ejection of ${shortest / 1e6} s and a longest of ${longest / 1e6} s`,
    expected: 'max_ejection_secs at least as long as ejection_secs',
    advice: `Raise max_ejection_secs, for example: max_ejection_secs = ${shortest / 1e6}`,
  };
};

/** Its own requests would come back to it until no connection is left. */
const noLoops: Rule = (raw) => {
  const backends = fileValue(raw, ['backends']);
  if (!Array.isArray(backends)) return null;
  const own = [
    {
      host: read(raw, ['loadbalancer', 'listen_address'], LOADBALANCER.listen_address),
      port: read(raw, ['loadbalancer', 'listen_port'], LOADBALANCER.listen_port),
    },
    {
      host: read(raw, ['admin', 'listen_address'], ADMIN.listen_address),
      port: read(raw, ['admin', 'listen_port'], ADMIN.listen_port),
    },
  ];
  for (const index of backends.keys()) {
    const host = read(raw, ['backends', index, 'address'], BACKEND.address);
    const port = read(raw, ['backends', index, 'port'], BACKEND.port);
    if (host === undefined || port === undefined) continue;
    if (!own.some((listen) => listen.port === port && listen.host !== undefined && reaches(listen.host, host)))
      continue;
    return {
      path: ['backends', index, 'port'],
      found: `${formatHostPort(host, port)}, where the balancer itself listens`,
      expected: 'the address of a backend',
      advice: 'Change the address or port of one of the two: the balancer would forward its requests to itself.',
    };
  }
  return null;
};

const RULES: readonly Rule[] = [
  roomForBackends,
  crossSiteCookies,
  wholeAdminAddress,
  ownAdminAddress,
  noLoops,
  ejectionsGrow,
];
