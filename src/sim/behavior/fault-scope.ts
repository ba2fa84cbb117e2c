/** What a fault is limited to: some requests, some connections, some paths, probes or requests alone. */
import { mix32 } from '../../kernel/hash.ts';
import type { Random } from '../../kernel/random.ts';

export interface FaultScope {
  /** The share of requests that it hits, by luck; of connections, for a fault of the listener. */
  readonly probability: number;
  /** The share of connections that it hits, each for as long as it lives. */
  readonly share: number;
  /** Only requests for paths that begin so; null: any. */
  readonly paths: string | null;
  readonly only: 'all' | 'requests' | 'probes';
}

export type ScopeKey = keyof FaultScope;

export const EVERYTHING: FaultScope = { probability: 1, share: 1, paths: null, only: 'all' };

/** What a fault is asked about. */
export interface Matter {
  readonly isProbe: boolean;
  readonly path: string;
  /** The connection's number. */
  readonly connection: number;
}

/** Whether it hits this one. Draws from `random` only when that decides. */
export function hits(scope: FaultScope, matter: Matter, random: Random): boolean {
  const { only, paths } = scope;
  if (only !== 'all' && (only === 'probes') !== matter.isProbe) return false;
  if (paths !== null && !matter.path.startsWith(paths)) return false;
  return hitsConnection(scope, matter.connection, random);
}

/** The same of a connection that nothing was asked on yet. */
export function hitsConnection(scope: FaultScope, connection: number, random: Random): boolean {
  if (scope.share < 1 && luckOf(connection) >= scope.share) return false;
  return scope.probability >= 1 || random.float() < scope.probability;
}

/** In [0, 1), always the same for a connection. */
function luckOf(connection: number): number {
  return mix32(connection + 1) / 2 ** 32;
}
