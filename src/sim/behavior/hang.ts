/** It accepts and reads but answers nothing: a deadlock, an exhausted pool of workers. What waited is answered afterwards. */
import type { FaultBehavior } from './fault.ts';

export const hang: FaultBehavior<{ kind: 'hang' }> = {
  level: 'answer',
  apply: (plan) => ({ ...plan, silent: true }),
};
