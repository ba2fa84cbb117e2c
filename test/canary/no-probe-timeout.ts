/** A wrong balancer: its probes wait for ever, so a hung backend is never found out. */
import type { Parts } from '../../src/balancer/parts.ts';
import { createProber } from '../../src/balancer/proxy/prober.ts';

export const parts: Partial<Parts> = {
  prober: (context) =>
    createProber({
      ...context,
      configOf: (backend) => ({ ...context.configOf(backend), timeout: Number.POSITIVE_INFINITY }),
    }),
};
