/** The process stands still with its sockets open: what a swapped-out, stopped or paused machine looks like. */
import type { FaultBehavior } from './fault.ts';

export const freeze: FaultBehavior<{ kind: 'freeze' }> = { level: 'process' };
