/** What a timeline asserts, or waits for: states of backends and numbers, by the balancer's own account. */
import { z } from 'zod';
import { fields, list, whole } from './fields.ts';
import type { Assertion, Condition } from './timeline-event.ts';
import { wholeMap } from './when-map.ts';
import { listed } from './words.ts';

/** What a backend can be, by the balancer's account. */
export const STATES = ['healthy', 'unhealthy', 'draining', 'absent'] as const;

const STATE_SENTENCE = new RegExp(`^(\\S+) is (${STATES.join('|')})$`);

function counted(description: string) {
  return z
    .union([whole(0, 1000, description), list(z.string({ error: 'a backend name' }))], {
      error: 'how many, or a list of names',
    })
    .optional()
    .describe(`${description} How many, or a list of all of them.`);
}

const assertionFields = {
  healthy: counted('Backends that get traffic.'),
  unhealthy: counted('Backends that are out.'),
  draining: counted('Backends that drain.'),
  absent: counted('Backends of this scenario that the balancer does not have.'),
  active: whole(0, 1_000_000, 'Requests under way, at all backends together.').optional(),
  health: whole(0, 599, 'The status of /lb/health; 0: no answer.').optional(),
};

export const assertionSchema = fields(assertionFields, '{ healthy: 2, unhealthy: [b1] }').superRefine(
  (entry, context) => {
    if (Object.keys(entry).length > 0) return;
    const message = `nothing is said; expected at least one of ${listed(Object.keys(assertionFields))}`;
    context.addIssue({ code: 'custom', message, params: { at: 'item' } });
  },
  wholeMap,
);

type AssertionEntry = z.output<typeof assertionSchema>;

const EXAMPLE = 'a condition such as b2 is unhealthy, or { healthy: 2 }';

export const conditionSchema = z.union(
  [z.string({ error: EXAMPLE }).regex(STATE_SENTENCE, { error: EXAMPLE }), assertionSchema],
  { error: EXAMPLE },
);

type ConditionEntry = z.output<typeof conditionSchema>;

/** Without the keys that are not there. */
export function assertionOf(entry: AssertionEntry): Assertion {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}

export function conditionOf(entry: ConditionEntry): Condition {
  if (typeof entry !== 'string') return { assert: assertionOf(entry) };
  const [, backend = '', word] = STATE_SENTENCE.exec(entry) ?? [];
  return { backend, state: STATES.find((state) => state === word) ?? 'healthy' };
}

/** The names in it, each with its place inside. */
export function namesIn(entry: ConditionEntry | AssertionEntry): { name: string; path: readonly PropertyKey[] }[] {
  if (typeof entry === 'string') return [{ name: STATE_SENTENCE.exec(entry)?.[1] ?? '', path: [] }];
  return STATES.flatMap((state) => {
    const value = entry[state];
    return Array.isArray(value) ? value.map((name: string, place) => ({ name, path: [state, place] })) : [];
  });
}
