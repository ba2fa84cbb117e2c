/** The registry of policies: the only place that knows them all. */
import type { Algorithm } from '../core/config.ts';
import type { Policy, PolicyContext } from './policy.ts';
import { roundRobin } from './round-robin.ts';

export const POLICIES: Readonly<Record<Algorithm, (context: PolicyContext) => Policy>> = {
  round_robin: roundRobin,
};
