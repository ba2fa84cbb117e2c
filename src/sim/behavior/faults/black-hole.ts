/** A line that swallows: a firewall that drops what belongs to no connection it knows. */
import { defineFault } from '../fault.ts';
import { VIRTUAL_LINES } from './lines.ts';

export const blackHole = defineFault({
  kind: 'black_hole',
  level: 'network',
  by: 'world',
  about: 'Connections open, and what is sent on them vanishes.',
  options: {},
  scopes: [],
  endedBy: 'recover',
  words: () => 'in a black hole',
  plainWords: 'in a black hole',
  endWords: 'reachable again',
  look: 'down',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'blind',
  swallows: true,
  virtualOnly: VIRTUAL_LINES,
});
