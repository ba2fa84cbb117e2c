/** Every answer takes longer by a fixed time. */
import { formatDuration } from '../../../kernel/units.ts';
import { defineFault } from '../fault.ts';

export const slow = defineFault({
  kind: 'slow',
  level: 'answer',
  by: 'backend',
  about: 'Every answer, probes included, takes `latency` longer.',
  options: {
    latency: { type: 'duration', as: 'extra', about: 'how much longer an answer takes', example: 'latency: 300ms' },
  },
  scopes: ['probability', 'share', 'paths', 'only'],
  endedBy: 'recover',
  words: ({ extra }) => `slow (+${formatDuration(extra)})`,
  plainWords: 'slow',
  endWords: 'at full speed again',
  look: 'slow',
  effect: ({ extra }) => ({ probes: 'may-fail', requests: 'may-fail', delay: extra }),
  sees: 'all',
  exact: true,
  plan: (plan, { extra }) => ({ ...plan, delay: plan.delay + extra }),
});
