/** The process dies, and its kernel closes what it had open. */
import type { FaultBehavior } from './fault.ts';

export const crash: FaultBehavior<{ kind: 'crash' }> = { level: 'process' };
