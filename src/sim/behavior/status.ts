/** Answers carry an error status, each with a probability. */
import type { FaultBehavior } from './fault.ts';

export const status: FaultBehavior<{ kind: 'status'; code: number; probability: number }> = {
  level: 'answer',
  apply: (plan, fault, random) => (random.float() < fault.probability ? { ...plan, status: fault.code } : plan),
};
