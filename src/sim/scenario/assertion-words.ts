/** Assertions and conditions as a history and a report say them. */
import type { Assertion, Condition } from './timeline-event.ts';

type StateCondition = Extract<Condition, { backend: string }>;

export function conditionWords({ backend, state }: StateCondition): string {
  return `${backend} is ${state}`;
}

/** `healthy: 2, unhealthy: b1 and b3`. */
export function assertionWords(assertion: Assertion): string {
  return Object.entries(assertion)
    .map(([key, value]) => `${key}: ${valueWords(value)}`)
    .join(', ');
}

/** A count, or names. */
export function valueWords(value: number | readonly string[]): string {
  if (typeof value === 'number') return String(value);
  return value.length === 0 ? 'none' : value.join(' and ');
}
