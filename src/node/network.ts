/** The network port on Node: over its TCP handles where they are as we know them, else over its public sockets. */
import type { Network } from '../kernel/network.ts';
import { HandleNetwork } from './handle-network.ts';
import { findHandles } from './handles.ts';
import { SocketNetwork } from './socket-network.ts';

/** `handles` costs less CPU a read and write; `public` works on every Node. */
export type Lane = 'handles' | 'public';

export interface NodeNetworkOptions {
  /** Insists on a lane; without it the best one there is. */
  readonly lane?: Lane;
}

/** Throws when the lane insisted on can't be had. */
export function nodeNetwork({ lane }: NodeNetworkOptions = {}): Network {
  const handles = lane === 'public' ? null : findHandles();
  if (handles !== null) return new HandleNetwork(handles);
  if (lane === 'handles') throw new Error(`Node ${process.version} has no TCP handles of the shape known here`);
  return new SocketNetwork();
}
