/** A longer line: another zone, a detour. */
import { formatDuration } from '../../../kernel/units.ts';
import { defineFault } from '../fault.ts';
import { VIRTUAL_LINES } from './lines.ts';

export const linkLatency = defineFault({
  kind: 'link_latency',
  level: 'network',
  by: 'world',
  about: 'Every packet takes `latency` longer, and up to `jitter` more.',
  options: {
    latency: { type: 'duration', about: 'how much longer a packet takes', example: 'latency: 20ms' },
    jitter: { type: 'duration', about: 'up to this much longer, by luck', example: 'jitter: 5ms', standard: 0 },
  },
  scopes: [],
  endedBy: 'recover',
  words: ({ latency }) => `far away (+${formatDuration(latency)} each way)`,
  plainWords: 'far away',
  endWords: 'near again',
  look: 'slow',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'all',
  virtualOnly: VIRTUAL_LINES,
});
