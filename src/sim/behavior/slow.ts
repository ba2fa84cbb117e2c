/** Every answer takes longer by a fixed time. */
import type { Micros } from '../../kernel/clock.ts';
import type { FaultBehavior } from './fault.ts';

export const slow: FaultBehavior<{ kind: 'slow'; extra: Micros }> = {
  level: 'answer',
  apply: (plan, fault) => ({ ...plan, delay: plan.delay + fault.extra }),
};
