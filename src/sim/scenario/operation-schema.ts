/**
 * What a timeline does besides faults: orders to the balancer, signals to its process, assertions, chaos; and when it
 * does so, be it a time, again and again, or a condition.
 */
import { z } from 'zod';
import { assertionSchema, conditionSchema } from './assertion-schema.ts';
import { reloadSchema } from './balancer-schema.ts';
import { chaosSchema } from './chaos-schema.ts';
import { EXPECTED } from './expected.ts';
import { duration, instant, whole } from './fields.ts';
import type { SubjectAct } from './timeline-event.ts';
import { spelled } from './words.ts';

/** Orders about backends. */
export const ORDERS = ['add', 'remove', 'drain', 'enable', 'weight'] as const;
/** What is done to the balancer's process; `restart: balancer` is the last two in turn. */
export const PROCESS_ACTS = { stop: 'terminate', kill: 'kill', start: 'start' } as const satisfies Record<
  string,
  SubjectAct
>;
/** Actions that name no backend. */
export const WHOLE_ACTIONS = ['reload', 'stop', 'kill', 'start', 'assert', 'chaos'] as const;
export const OPERATIONS = [...ORDERS, ...WHOLE_ACTIONS] as const;

const WEIGHT = whole(1, 256, 'With weight: the new weight.');

function act(description: string) {
  return z.literal('balancer', { error: 'balancer' }).optional().describe(description);
}

/** The keys of an event; `orderField` makes one that names backends. */
export function operationFields<Field extends z.ZodType>(orderField: (description: string) => Field) {
  return {
    add: orderField('The balancer gets another backend, through its admin API.'),
    remove: orderField('The balancer lets a backend go when its requests are done.'),
    drain: orderField('The balancer sends a backend no more requests.'),
    enable: orderField('Takes a drain back.'),
    weight: orderField('Gives a backend the weight `to`.'),
    reload: reloadSchema.optional().describe('The configuration file is changed, and read again.'),
    stop: act('The balancer is asked to stop (SIGTERM).'),
    kill: act('The balancer is killed (SIGKILL).'),
    start: act('The balancer is started again.'),
    assert: assertionSchema.optional().describe('What the balancer must say of itself at that moment.'),
    chaos: chaosSchema.optional().describe('Faults by luck, drawn by the seed before the run.'),
    when: conditionSchema
      .optional()
      .describe('Instead of a time: once this is so, by what the balancer says of itself.'),
    after: instant('With when: so long after that.').optional(),
    within: duration('With when: given up after this long; at the end of the load when not said.').optional(),
    every: duration('Again and again, this far apart.').optional(),
    times: whole(1, 10_000, 'With every: how often in all; to the end of the load when not said.').optional(),
    from: instant('With chaos: when it begins; the start when not said.').optional(),
    to: z
      .union([WEIGHT, duration('With chaos: when it ends; the end of the load when not said.')], {
        error: 'a weight such as 3, or a time such as 9s',
      })
      .optional()
      .describe('With weight: the new weight, 1 to 256. With chaos: when it ends.'),
  };
}

interface Rule {
  readonly key: string;
  readonly of: readonly string[];
}

/** Keys that only make sense beside another, be it an action or not. */
const RULES: readonly Rule[] = [
  { key: 'from', of: ['chaos'] },
  { key: 'to', of: ['weight', 'chaos'] },
  { key: 'after', of: ['when'] },
  { key: 'within', of: ['when'] },
  { key: 'times', of: ['every'] },
];

/** Rules of JSON Schema for the same. */
export const OPERATION_DEPENDENCIES = {
  weight: ['to'],
  after: ['when'],
  within: ['when'],
  times: ['every'],
  from: ['chaos'],
};

/** Complains of what does not go together in an event with this action. */
export function checkOperation(
  entry: Readonly<Record<string, unknown>>,
  action: string,
  context: z.RefinementCtx,
): void {
  const has = (key: string) => Object.hasOwn(entry, key);
  const complain = (message: string, key?: string, at = 'key') => {
    context.addIssue(
      key === undefined
        ? { code: 'custom', message, params: { at: 'item' } }
        : { code: 'custom', message, path: [key], params: { at } },
    );
  };
  for (const { key, of } of RULES) {
    if (has(key) && !of.some(has)) complain(`"${key}" goes with ${of.join(', ')}; remove it`, key);
  }
  if (action === 'chaos') {
    for (const key of ['at', 'when', 'every']) {
      if (has(key)) complain(`"${key}" makes no sense with chaos, which has "from" and "to"; remove it`, key);
    }
    checkWindow(entry, complain);
    return;
  }
  if (!has('at') && !has('when')) {
    complain(`the key "at" is missing; expected ${EXPECTED.duration}`);
  }
  if (has('when') && has('every')) complain('"every" counts from a time, and "when" has none; remove one', 'every');
  if (action === 'weight' && !has('to')) complain('weight needs "to", such as to: 3');
}

function checkWindow(
  { from = 0, to }: Readonly<Record<string, unknown>>,
  complain: (message: string, key: string, at: string) => void,
) {
  if (typeof to !== 'number' || typeof from !== 'number' || from < to) return;
  complain(`the window is empty: from ${spelled(from)} is not before to ${spelled(to)}`, 'to', 'value');
}
