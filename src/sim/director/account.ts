/** What the subject says of itself (`/lb/metrics`, `/lb/health`), and whether that is what a story asserts or waits for. */
import type { Reading } from '../actors/reader.ts';
import { STATES } from '../scenario/assertion-schema.ts';
import { valueWords } from '../scenario/assertion-words.ts';
import type { Assertion, Condition } from '../scenario/timeline-event.ts';

export interface Account {
  /** The state of each backend of the scenario, in its order; null where the subject shows no such thing. */
  readonly states: ReadonlyMap<string, string> | null;
  /** Requests under way; null where it does not say. */
  readonly active: number | null;
  /** The status of /lb/health; null where it was not asked. */
  readonly health: number | null;
}

export interface Judged {
  /** Null: what the subject shows does not tell. */
  readonly held: boolean | null;
  /** The assertion, with what was found instead where it did not hold. */
  readonly sentence: string;
}

/** `names` are the scenario's backends by address. */
export function accountOf(
  names: Readonly<Record<string, string>>,
  metrics: Reading | null,
  health: Reading | null,
): Account {
  const listed = metrics?.status === 200 ? backendsOf(metrics.body) : null;
  const unsaid = { states: null, active: null, health: health?.status ?? null };
  if (listed === null) return unsaid;
  const states = new Map(Object.values(names).map((name) => [name, 'absent']));
  let active: number | null = 0;
  for (const { address, state, active_connections: count } of listed) {
    const name = names[String(address)];
    if (name !== undefined) states.set(name, String(state).toLowerCase());
    active = typeof count === 'number' && active !== null ? active + count : null;
  }
  return { ...unsaid, states, active };
}

/** Which pages have to be read to judge it. */
export function pagesFor(assertion: Assertion): { readonly metrics: boolean; readonly health: boolean } {
  const { health, ...rest } = assertion;
  return { metrics: Object.keys(rest).length > 0, health: health !== undefined };
}

export function judgeAssertion(assertion: Assertion, account: Account): Judged {
  const parts = [
    ...STATES.flatMap((state) => {
      const wanted = assertion[state];
      return wanted === undefined ? [] : [judgeState(state, wanted, account)];
    }),
    ...(assertion.active === undefined ? [] : [judgeNumber('active', assertion.active, account.active)]),
    ...(assertion.health === undefined ? [] : [judgeNumber('health', assertion.health, account.health)]),
  ];
  const held = parts.some((part) => part.held === false)
    ? false
    : parts.some((part) => part.held === null)
      ? null
      : true;
  return { held, sentence: parts.map(({ sentence }) => sentence).join(', ') };
}

/** Whether it is so now; what the subject does not tell is not so. */
export function isMet(condition: Condition, account: Account): boolean {
  if ('assert' in condition) return judgeAssertion(condition.assert, account).held === true;
  return account.states?.get(condition.backend) === condition.state;
}

function judgeState(state: string, wanted: number | readonly string[], { states }: Account): Judged {
  if (states === null) return untold(state, valueWords(wanted));
  const found = [...states].filter(([, one]) => one === state).map(([name]) => name);
  const same =
    typeof wanted === 'number'
      ? found.length === wanted
      : wanted.length === found.length && wanted.every((name) => found.includes(name));
  const sentence = `${state}: ${valueWords(wanted)}`;
  return same ? { held: true, sentence } : { held: false, sentence: `${sentence} (found ${valueWords(found)})` };
}

function judgeNumber(what: string, wanted: number, found: number | null): Judged {
  if (found === null) return untold(what, String(wanted));
  const sentence = `${what}: ${wanted}`;
  return found === wanted ? { held: true, sentence } : { held: false, sentence: `${sentence} (found ${found})` };
}

function untold(what: string, wanted: string): Judged {
  return { held: null, sentence: `${what}: ${wanted} (the balancer does not tell)` };
}

function backendsOf(text: string): Readonly<Record<string, unknown>>[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && Array.isArray(value.backends) ? value.backends.filter(isObject) : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
