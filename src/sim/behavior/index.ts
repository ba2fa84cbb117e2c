/** The registry of faults, and how those that are on work together: in the order in which they were switched on. */
import type { Random } from '../../kernel/random.ts';
import type { Fault, FaultKind } from '../scenario/fault-spec.ts';
import { crash } from './crash.ts';
import type { AnswerPlan, FaultBehavior } from './fault.ts';
import { freeze } from './freeze.ts';
import { hang } from './hang.ts';
import { network } from './network.ts';
import { slow } from './slow.ts';
import { status } from './status.ts';

const FAULTS: { readonly [K in FaultKind]: FaultBehavior<Extract<Fault, { kind: K }>> } = {
  crash,
  hang,
  freeze,
  slow,
  status,
  partition: network,
  black_hole: network,
  reset_connections: network,
  link_latency: network,
  bandwidth: network,
  fragment: network,
};

/** Whether the fault is done to the process, not by the backend itself. */
export function isProcessFault(kind: FaultKind): boolean {
  return FAULTS[kind].level === 'process';
}

/** Whether the fault is done to the line to a backend. */
export function isNetworkFault(kind: FaultKind): boolean {
  return FAULTS[kind].level === 'network';
}

export function applyFaults(plan: AnswerPlan, faults: readonly Fault[], random: Random): AnswerPlan {
  return faults.reduce((changed, fault) => applyFault(changed, fault, random), plan);
}

function applyFault<F extends Fault>(plan: AnswerPlan, fault: F, random: Random): AnswerPlan {
  const behavior = FAULTS[fault.kind] as FaultBehavior<F>;
  return behavior.level === 'answer' ? behavior.apply(plan, fault, random) : plan;
}
