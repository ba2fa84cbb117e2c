/** Connections are reset in flight: a middlebox that lost its table, a failover of the network. */
import { defineFault } from '../fault.ts';
import { VIRTUAL_LINES } from './lines.ts';

export const resetConnections = defineFault({
  kind: 'reset_connections',
  level: 'network',
  by: 'world',
  about: 'All connections that are open at that moment are reset, at both ends.',
  options: {},
  scopes: [],
  endedBy: 'recover',
  words: () => 'connections reset',
  plainWords: 'connections reset',
  endWords: 'no resets any more',
  look: 'errors',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'all',
  virtualOnly: VIRTUAL_LINES,
});
