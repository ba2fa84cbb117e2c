/** What the scenario set up and laws go by, with the answers for what it left out. */
import type { Micros } from '../../kernel/clock.ts';
import type { History } from '../../sim/history/history.ts';
import type { BackendSpec } from '../../sim/scenario/backend-spec.ts';
import type { BalancerSpec } from '../../sim/scenario/balancer-spec.ts';
import type { LoadSpec } from '../../sim/scenario/load-spec.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';

/** As the built-in balancer has them. */
const STANDARD = { attempts: 5, budget: 0.2, drainTimeout: 30_000_000, queue: 5_000_000, ttl: 3_600_000_000 } as const;

export function sessionMode({ session }: BalancerSpec): 'off' | 'cookie' | 'header' {
  return session?.mode ?? 'off';
}

export function sessionTtl({ session }: BalancerSpec): Micros {
  return session?.ttl ?? STANDARD.ttl;
}

export function drainTimeout({ drainTimeout: timeout }: BalancerSpec): Micros {
  return timeout ?? STANDARD.drainTimeout;
}

export function retryRules({ retry }: BalancerSpec): { readonly attempts: number; readonly budget: number } {
  return retry ?? STANDARD;
}

export function queueTimeout({ timeouts }: BalancerSpec): Micros {
  return timeouts.queue ?? STANDARD.queue;
}

export function ejects({ ejection }: BalancerSpec): boolean {
  return (ejection?.failures ?? 0) > 0;
}

export function slowStart({ slowStart: time }: BalancerSpec): Micros {
  return time ?? 0;
}

export function trustsProxies({ forwarding }: BalancerSpec): boolean {
  return (forwarding?.trustedProxies.length ?? 0) > 0;
}

/** How many requests may be under way at a backend; 0: any number. */
export function capOf({ connections = 0 }: BackendSpec, { limits }: BalancerSpec): number {
  return connections > 0 ? connections : (limits?.backendConnections ?? 0);
}

/** Whether the balancer may refuse a request for lack of room, or let it wait. */
export function hasLimits({ balancer, backends }: Scenario): boolean {
  return balancer.limits !== undefined || backends.some((backend) => capOf(backend, balancer) > 0);
}

/** A stream of clients that do nothing odd on purpose, and wait for each answer before they go on. */
export function isPlainStream(load: LoadSpec | undefined): boolean {
  return load === undefined || (load.behavior.kind === 'none' && load.connections.kind !== 'pipeline');
}

/** What the balancer calls a client's own name for its session, unless it is told otherwise. */
const SESSION_HEADER = 'x-session-id';

/** Whether the clients of a stream make themselves known in the way that the balancer goes by. */
export function keepsSessions(load: LoadSpec | undefined, balancer: BalancerSpec): boolean {
  const sessions = load?.sessions;
  if (sessions === undefined || sessions.kind !== sessionMode(balancer)) return false;
  return sessions.kind === 'cookie' || (sessions.kind === 'header' && sessions.name.toLowerCase() === SESSION_HEADER);
}

/** Whether everything stands still at a backend now and then: its rows are late, as in a freeze. */
export function pausesByItself({ pauses }: BackendSpec): boolean {
  return pauses !== undefined;
}

/** What a backend may be without ever breaking an exchange. */
const HARMLESS: ReadonlySet<string> = new Set([
  'name',
  'weight',
  'latency',
  'connections',
  'absent',
  'warmUp',
  'startup',
]);

/** A backend that answers every request unless a fault keeps it from that. */
export function isPlainBackend(spec: BackendSpec): boolean {
  return Object.entries(spec).every(([key, value]) => HARMLESS.has(key) || !value);
}

/**
 * Whether the subject was set up by the scenario in every detail, as only the built-in balancer is: it alone tells its
 * story. What others were never told of is not held against them.
 */
export function isToldEverything({ meta }: History): boolean {
  return meta.traced;
}

/** Why a law that rests on such details leaves a subject out, or null. */
export function unlessTold(what: string): (history: History) => string | null {
  return (history) => (isToldEverything(history) ? null : `the subject was not told of ${what}`);
}
