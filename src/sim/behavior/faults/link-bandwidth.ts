/** A thin line: all that passes shares its bandwidth. */
import { formatSize } from '../../../kernel/units.ts';
import { defineFault } from '../fault.ts';
import { VIRTUAL_LINES } from './lines.ts';

export const linkBandwidth = defineFault({
  kind: 'bandwidth',
  level: 'network',
  by: 'world',
  about: 'The line carries `rate`, each way.',
  options: {
    rate: { type: 'bandwidth', about: 'what passes, each way', example: 'rate: 100KB/s' },
  },
  scopes: [],
  endedBy: 'recover',
  words: ({ rate }) => `on a line of ${formatSize(rate)}/s`,
  plainWords: 'on a thin line',
  endWords: 'on a full line again',
  look: 'slow',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'all',
  virtualOnly: VIRTUAL_LINES,
});
