/** A thin line: all that passes shares its bandwidth. */
import { formatSize } from '../../../kernel/units.ts';
import { defineFault } from '../fault.ts';
import { VIRTUAL_LINES } from './lines.ts';

export const linkBandwidth = defineFault({
  kind: 'link_bandwidth',
  level: 'network',
  by: 'world',
  about: 'The line carries `bandwidth`, each way.',
  options: {
    bandwidth: { type: 'bandwidth', about: 'what passes, each way', example: 'bandwidth: 100KB/s', as: 'rate' },
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
