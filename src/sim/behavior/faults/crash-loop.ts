/** The process dies again and again, some time after each start: a supervisor that means well. */
import { formatDuration } from '../../../kernel/units.ts';
import { defineFault } from '../fault.ts';

export const crashLoop = defineFault({
  kind: 'crash_loop',
  level: 'process',
  by: 'world',
  about: 'The process dies now and is started again, and dies again, over and over.',
  options: {
    uptime: {
      type: 'duration',
      about: 'how long it lives after each start',
      example: 'uptime: 500ms',
      standard: 500_000,
    },
    downtime: {
      type: 'duration',
      about: 'how long it is dead each time',
      example: 'downtime: 200ms',
      standard: 200_000,
    },
  },
  scopes: [],
  endedBy: 'restart',
  words: ({ uptime }) => `crashes over and over (every ${formatDuration(uptime)})`,
  plainWords: 'crashes over and over',
  endWords: 'restarted for good',
  look: 'down',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'dies',
});
