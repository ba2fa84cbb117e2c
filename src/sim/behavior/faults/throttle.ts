/** Answers go out no faster than a given bandwidth: a full uplink, a traffic shaper. */
import { formatSize } from '../../../kernel/units.ts';
import { paced } from '../answer/answer.ts';
import { defineFault } from '../fault.ts';

/** How often some of it goes out; µs. */
const TICK = 5_000;

export const throttle = defineFault({
  kind: 'throttle',
  level: 'answer',
  by: 'backend',
  about: 'Answers go out no faster than `rate`, each for itself.',
  options: {
    rate: { type: 'bandwidth', about: 'the most that an answer gets', example: 'rate: 10KB/s' },
  },
  scopes: ['probability', 'share', 'paths', 'only'],
  endedBy: 'recover',
  words: ({ rate }) => `throttled to ${formatSize(rate)}/s`,
  plainWords: 'throttled',
  endWords: 'at full bandwidth again',
  look: 'slow',
  effect: () => ({ probes: 'may-fail', requests: 'may-fail' }),
  sees: 'all',
  shape(answer, { rate }) {
    const bytes = Math.max(1, Math.round((rate * TICK) / 1e6));
    return paced(answer, { bytes, pause: Math.round((bytes * 1e6) / rate) });
  },
});
