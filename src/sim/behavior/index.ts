/** The registry of faults, and how those that are on work together: in the order in which they were switched on. */
import { invariant } from '../../kernel/errors.ts';
import type { Random } from '../../kernel/random.ts';
import type { AnswerPlan, FaultDefinition, FaultValue, Reception, Shape } from './fault.ts';
import type { Options } from './fault-option.ts';
import { EVERYTHING, hits, hitsConnection, type Matter } from './fault-scope.ts';
import { acceptClose } from './faults/accept-close.ts';
import { backlogFull } from './faults/backlog-full.ts';
import { blackHole } from './faults/black-hole.ts';
import { closeIdle } from './faults/close-idle.ts';
import { conflictingLengths } from './faults/conflicting-lengths.ts';
import { connectionCap } from './faults/connection-cap.ts';
import { crash } from './faults/crash.ts';
import { crashLoop } from './faults/crash-loop.ts';
import { drip } from './faults/drip.ts';
import { early } from './faults/early.ts';
import { endlessBody } from './faults/endless-body.ts';
import { endlessHead } from './faults/endless-head.ts';
import { exitAfter } from './faults/exit-after.ts';
import { fragment } from './faults/fragment.ts';
import { freeze } from './faults/freeze.ts';
import { hang } from './faults/hang.ts';
import { hugeBody } from './faults/huge-body.ts';
import { linkBandwidth } from './faults/link-bandwidth.ts';
import { linkLatency } from './faults/link-latency.ts';
import { malformedHead } from './faults/malformed-head.ts';
import { noKeepAlive } from './faults/no-keep-alive.ts';
import { overlong } from './faults/overlong.ts';
import { partition } from './faults/partition.ts';
import { refuse } from './faults/refuse.ts';
import { reset } from './faults/reset.ts';
import { resetConnections } from './faults/reset-connections.ts';
import { silent } from './faults/silent.ts';
import { slow } from './faults/slow.ts';
import { status } from './faults/status.ts';
import { throttle } from './faults/throttle.ts';
import { truncate } from './faults/truncate.ts';

/** All of them, from what takes everything down to what is merely odd: reports show the worst first. */
const ALL = [
  crash,
  exitAfter,
  crashLoop,
  freeze,
  partition,
  blackHole,
  backlogFull,
  refuse,
  silent,
  acceptClose,
  connectionCap,
  hang,
  reset,
  malformedHead,
  conflictingLengths,
  endlessHead,
  endlessBody,
  truncate,
  overlong,
  status,
  resetConnections,
  closeIdle,
  drip,
  throttle,
  hugeBody,
  early,
  noKeepAlive,
  linkBandwidth,
  fragment,
  linkLatency,
  slow,
] as const;

type ValueOf<D> = D extends FaultDefinition<infer Kind, infer O> ? FaultValue<Kind, O> : never;

/** A fault as a timeline switches it on. */
export type Fault = ValueOf<(typeof ALL)[number]>;
export type FaultKind = Fault['kind'];

type Definition = FaultDefinition<FaultKind, Options, Fault>;

const DEFINITIONS: readonly Definition[] = ALL;
const BY_KIND = new Map(DEFINITIONS.map((definition) => [definition.kind, definition]));

/** Every kind, the worst first. */
export const FAULT_KINDS: readonly FaultKind[] = DEFINITIONS.map(({ kind }) => kind);

/** All that is known of a kind of fault. */
export function definitionOf(kind: FaultKind): Definition {
  const definition = BY_KIND.get(kind);
  invariant(definition !== undefined, `no fault is called ${kind}`);
  return definition;
}

/** Whether a history's word is a fault's. */
export function isFaultKind(word: string): word is FaultKind {
  return FAULT_KINDS.some((kind) => kind === word);
}

/** What the backend is going to do with a request or probe when these faults are on. */
export function applyFaults(plan: AnswerPlan, faults: readonly Fault[], matter: Matter, random: Random): AnswerPlan {
  return faults.reduce((changed, fault) => applyFault(changed, fault, matter, random), plan);
}

function applyFault(plan: AnswerPlan, fault: Fault, matter: Matter, random: Random): AnswerPlan {
  const definition = definitionOf(fault.kind);
  const { shape, requestsOnly = false } = definition;
  if (definition.plan === undefined && shape === undefined) return plan;
  if ((requestsOnly && matter.isProbe) || !hits(fault.scope ?? EVERYTHING, matter, random)) return plan;
  const changed = definition.plan?.(plan, fault) ?? plan;
  if (shape === undefined) return changed;
  const added: Shape = { kind: fault.kind, shape: (answer) => shape(answer, fault) };
  return { ...changed, shapes: [...changed.shapes, added] };
}

/** What becomes of a new connection while `open` others are; the first fault that does not just serve it decides. */
export function receptionOf(faults: readonly Fault[], connection: number, open: number, random: Random): Reception {
  for (const fault of faults) {
    const reception = definitionOf(fault.kind).receive?.(open, fault) ?? 'serve';
    if (reception === 'serve' || !hitsConnection(fault.scope ?? EVERYTHING, connection, random)) continue;
    return reception;
  }
  return 'serve';
}

/** Whether a kept connection is closed now that another request comes on it. */
export function closesReused(faults: readonly Fault[], connection: number, random: Random): boolean {
  return faults.some(({ kind, scope }) => {
    return definitionOf(kind).closesReused === true && hitsConnection(scope ?? EVERYTHING, connection, random);
  });
}

/** Counts a request of a fault that waits for its n-th; true when this is the one that the process does not survive. */
export function exits(fault: Fault, { path }: Matter, counts: Map<Fault, number>): boolean {
  const definition = definitionOf(fault.kind);
  const limit = definition.exitAfter?.(fault);
  if (limit === undefined || !path.startsWith(fault.scope?.paths ?? '')) return false;
  const count = (counts.get(fault) ?? 0) + 1;
  counts.set(fault, count);
  return count >= limit;
}

/** Whether the world brings it about, not the backend's own code. */
export function isWorldFault(kind: FaultKind): boolean {
  return definitionOf(kind).by === 'world';
}

/** Whether it is done to the line to a backend. */
export function isNetworkFault(kind: FaultKind): boolean {
  return definitionOf(kind).level === 'network';
}
