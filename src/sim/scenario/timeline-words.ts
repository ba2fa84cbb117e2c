/**
 * What is said of events that make no sense at their moment.
 */
import { endedBy } from './fault-facts.ts';
import type { Fault } from './fault-spec.ts';
import type { On } from './stage.ts';
import type { Step } from './steps.ts';
import { listed, spelled } from './words.ts';

/** Which line of the file an entry of the timeline stands on. */
export type LineOf = (index: number) => number;

/** The same fault switched on twice; a `for` that lasts into a later event shows here too. */
export function alreadyOn(backend: string, on: On, lineOf: LineOf): string {
  const { kind } = on.fault;
  const state = kind === 'crash' ? `${backend} is already crashed` : `${kind} is already on for ${backend}`;
  return `${state} ${when(on, lineOf)}; ${mend(on)}`;
}

/** A fault that nobody could see. */
export function crashedMeanwhile(backend: string, fault: Fault, crash: On, lineOf: LineOf): string {
  return `${backend} is crashed ${when(crash, lineOf)}, so ${fault.kind} would change nothing; ${mend(crash)}`;
}

/** `restart` or `recover` of a backend that has nothing of the kind. */
export function nothingOn(step: Step, backend: string, others: readonly On[]): string {
  const kinds = listed(others.map(({ fault }) => fault.kind));
  const time = spelled(step.at);
  if (step.action === 'restart') {
    return `${backend} is not crashed at ${time}${kinds === '' ? '; a crash has to come first' : `; recover is what ends ${kinds}`}`;
  }
  return kinds === ''
    ? `no fault is on for ${backend} at ${time}; there is nothing to recover from`
    : dead(backend, others, time);
}

function dead(backend: string, others: readonly On[], time: string): string {
  const kinds = listed(others.map(({ fault }) => fault.kind));
  return kinds === 'crash'
    ? `${backend} is crashed at ${time}; restart is what ends a crash`
    : `nothing is on for ${backend} at ${time} that recover ends; restart is what ends ${kinds}`;
}

/** The same for `all`. */
export function nothingToEnd(step: Step): string {
  return step.action === 'restart'
    ? `no backend is crashed at ${spelled(step.at)}; a crash has to come first`
    : `no backend has a fault to recover from at ${spelled(step.at)}`;
}

/** An end by hand for something that has an end already. */
export function endsByItself(step: Step, backend: string, on: On, lineOf: LineOf): string {
  const end = spelled(on.step.until ?? step.at);
  return `${on.fault.kind} of ${backend} ends by itself at ${end} ("for" on line ${lineOf(on.step.index)}); drop that "for", or this ${step.action}`;
}

function when({ step }: On, lineOf: LineOf): string {
  const until = step.until === null ? ' on' : ` until ${spelled(step.until)}`;
  return `(from ${spelled(step.at)}${until}, line ${lineOf(step.index)})`;
}

function mend({ fault, step }: On): string {
  if (step.until !== null) return 'shorten that "for", or start this one later';
  return `${endedBy(fault.kind)} it first`;
}
