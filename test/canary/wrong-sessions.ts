/** Wrong balancers that lose sessions, or never let go. */
import { createSessions } from '../../src/balancer/core/session-modes.ts';
import type { Parts } from '../../src/balancer/parts.ts';

/** Tells clients of sessions, and never looks at them. */
export const forgetsSessions: Partial<Parts> = {
  sessions(context) {
    const real = createSessions(context);
    return { find: () => null, stick: (visit, backend) => real.stick(visit, backend) };
  },
};

/** Sessions last for ever. */
export const neverExpires: Partial<Parts> = {
  sessions: (context) => createSessions({ ...context, config: { ...context.config, ttl: 1000 * context.config.ttl } }),
};
