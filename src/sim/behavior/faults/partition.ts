/** A cut line: packets are lost, and TCP sends them again when it is mended. */
import { defineFault } from '../fault.ts';
import { VIRTUAL_LINES } from './lines.ts';

export const partition = defineFault({
  kind: 'partition',
  level: 'network',
  by: 'world',
  about: 'No packet passes the line; TCP sends them again when it is over.',
  options: {
    direction: {
      type: 'word',
      of: ['both', 'to', 'from'],
      about: 'what does not pass, to or from the backend',
      example: 'direction: to',
      standard: 'both',
    },
  },
  scopes: [],
  endedBy: 'recover',
  words: ({ direction }) => (direction === 'both' ? 'cut off' : `cut off (${direction} it)`),
  plainWords: 'cut off',
  endWords: 'reachable again',
  look: 'down',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'late',
  virtualOnly: VIRTUAL_LINES,
});
