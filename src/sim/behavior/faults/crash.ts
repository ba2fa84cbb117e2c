/** The process dies, and its kernel closes what it had open. */
import { defineFault } from '../fault.ts';

export const crash = defineFault({
  kind: 'crash',
  level: 'process',
  by: 'world',
  about: 'The process dies at once.',
  options: {},
  scopes: [],
  endedBy: 'restart',
  words: () => 'crashed',
  plainWords: 'crashed',
  endWords: 'restarted',
  look: 'down',
  effect: () => ({ probes: 'fail', requests: 'fail' }),
  sees: 'dies',
  exact: true,
});
