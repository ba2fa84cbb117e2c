/**
 * What is known of faults as data, for those who judge and show them without knowing how they are done: checks rest on
 * their effects, reports on their words.
 */
import { formatPercentage } from '../../kernel/units.ts';
import type { Effect, Outcome } from '../behavior/fault.ts';
import { EVERYTHING, type FaultScope } from '../behavior/fault-scope.ts';
import { definitionOf, FAULT_KINDS, isFaultKind } from '../behavior/index.ts';
import type { Fault, FaultKind } from './fault-spec.ts';

/** What checks may take for certain while a fault is on, its limits included. */
export function effectOf(fault: Fault, healthPath: string): Effect {
  const scope = fault.scope ?? EVERYTHING;
  const { probes, requests, ...more } = definitionOf(fault.kind).effect(fault);
  const limited = scope.probability < 1 || scope.share < 1;
  return {
    ...more,
    probes: sparesProbes(scope, healthPath) ? 'ok' : limited ? mayBe(probes) : probes,
    requests: scope.only === 'probes' ? 'ok' : limited || scope.paths !== null ? mayBe(requests) : requests,
  };
}

function sparesProbes({ only, paths }: FaultScope, healthPath: string): boolean {
  return only === 'requests' || (paths !== null && !healthPath.startsWith(paths));
}

function mayBe(outcome: Outcome): Outcome {
  return outcome === 'fail' ? 'may-fail' : outcome;
}

/** Whether it hits whatever it is meant for, with no luck in it. */
export function isCertain({ scope = EVERYTHING }: Fault): boolean {
  return scope.probability >= 1 && scope.share >= 1;
}

/** Whether it hits every probe, and not just some. */
export function hitsEveryProbe(fault: Fault, healthPath: string): boolean {
  return isCertain(fault) && !sparesProbes(fault.scope ?? EVERYTHING, healthPath);
}

/** How likely it hits any one of the things that it is meant for. */
export function probabilityOf({ scope = EVERYTHING }: Fault): number {
  return scope.probability * scope.share;
}

/** What the backend's own rows are worth while a fault of this kind is on (see `FaultDefinition`). */
export function rowsUnder(kind: FaultKind): 'all' | 'late' | 'dies' | 'blind' {
  return definitionOf(kind).sees;
}

/** Whether backend and balancer see the same of each other while it is on. */
export function isExact(kind: FaultKind): boolean {
  return definitionOf(kind).exact === true;
}

/** The process may die and take its last rows along. */
export function isDeadly(kind: FaultKind): boolean {
  return rowsUnder(kind) === 'dies';
}

/** A backend's own rows may be missing, late, or not what the balancer saw. */
export function isBlinding(kind: FaultKind): boolean {
  return rowsUnder(kind) !== 'all' || !isExact(kind);
}

/** What is sent is lost for good. */
export function swallows(kind: FaultKind): boolean {
  return definitionOf(kind).swallows === true;
}

/** Why the live world can't do it; null when it can. */
export function virtualOnly(kind: FaultKind): string | null {
  return definitionOf(kind).virtualOnly ?? null;
}

/** What ends it. */
export function endedBy(kind: FaultKind): 'restart' | 'recover' {
  return definitionOf(kind).endedBy;
}

/** How bad it looks, 0 for the worst; a word that no fault has is taken for a bad one. */
export function severityOf(word: string): number {
  return isFaultKind(word) ? FAULT_KINDS.indexOf(word) : 0.5;
}

/** How a timeline draws it. */
export function lookOf(word: string): 'down' | 'errors' | 'slow' {
  return isFaultKind(word) ? definitionOf(word).look : 'down';
}

/** What it does to the backend, in words that follow the backend's name; without the fault, what its kind does. */
export function faultWords(word: string, fault: Fault | undefined): string {
  if (!isFaultKind(word)) return `has ${word}`;
  const definition = definitionOf(word);
  if (fault === undefined) return definition.plainWords;
  const limits = scopeWords(fault.scope ?? EVERYTHING);
  return `${definition.words(fault)}${limits === '' ? '' : ` (${limits})`}`;
}

/** What a backend does once the fault is gone. */
export function endWords(word: string): string {
  return isFaultKind(word) ? definitionOf(word).endWords : `without ${word} again`;
}

function scopeWords({ probability, share, paths, only }: FaultScope): string {
  return [
    probability < 1 ? formatPercentage(probability) : '',
    share < 1 ? `${formatPercentage(share)} of connections` : '',
    paths ?? '',
    only === 'all' ? '' : `${only} only`,
  ]
    .filter((word) => word !== '')
    .join(', ');
}
