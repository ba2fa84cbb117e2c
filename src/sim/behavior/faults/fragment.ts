/** Small packets: whatever is written arrives in pieces, at worst byte by byte. */
import { defineFault } from '../fault.ts';
import { VIRTUAL_LINES } from './lines.ts';

export const fragment = defineFault({
  kind: 'fragment',
  level: 'network',
  by: 'world',
  about: 'Everything arrives in pieces of at most `bytes`.',
  options: {
    bytes: { type: 'whole', from: 1, to: 65536, about: 'the longest piece', example: 'bytes: 1', standard: 1 },
  },
  scopes: [],
  endedBy: 'recover',
  words: ({ bytes }) => `in pieces of ${bytes} B`,
  plainWords: 'in pieces',
  endWords: 'in whole packets again',
  look: 'slow',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'all',
  virtualOnly: VIRTUAL_LINES,
});
