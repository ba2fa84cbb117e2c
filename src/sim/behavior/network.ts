/** Faults of the line between a backend (or all clients) and the balancer: the network does them (virtual/lines.ts). */
import type { FaultBehavior } from './fault.ts';

/** The same for all of them: no backend knows. */
export const network = { level: 'network' } as const satisfies FaultBehavior<never>;
